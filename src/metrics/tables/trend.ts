import { checkWork } from "../../support/limits.ts";
import { number, oneOf, readOptions, type Spec } from "../../support/options.ts";
import { checkTables, meanPresent, rowsIn, type TableColumn } from "./column.ts";
import { groupRows, visitCells, type RowGroups } from "./contingency.ts";
import { centered, correlate, type Centered } from "./correlation.ts";
import { binnedCodes, countsOf, digitizedCodes, type Codes } from "./levels.ts";
import { correlationNoise, variationNoise } from "./sampling-noise.ts";

/** Options of {@link columnPairTrends}. */
export interface PairTrendsOptions {
  /**
   * "sdmetrics-0.11" cuts the numbers of mixed pairs as the quality reports of that version do, which published tables
   * use: each table by bins of its own, and its largest value, as well as missing ones, into a bin alone.
   * @default bins of the real table for both
   */
  compat?: "sdmetrics-0.11" | undefined;
  /** Pairs of numbers count as dependent above this |ρ| of the real table; the default is SDMetrics'. @default 0.5 */
  dependentCorrelation?: number | undefined;
  /** Other pairs count as dependent above this Cramér's V of the real table; the default is SDMetrics'. @default 0.3 */
  dependentAssociation?: number | undefined;
}

export const pairTrendsSpec = {
  compat: oneOf(["sdmetrics-0.11"]),
  dependentCorrelation: number(0, 1, { default: 0.5 }),
  dependentAssociation: number(0, 1, { default: 0.3 }),
} satisfies Spec<PairTrendsOptions>;

/** Two columns, and how near their dependence comes to the real one. */
export interface PairTrend {
  /** Places of the columns, the lower first. */
  columns: [number, number];
  /** 0…1; NaN where it is not defined: numbers of which one is constant. */
  score: number;
  /** What a fresh draw of the real law would score on average with as many rows. */
  ceiling: number;
  /** How much the columns depend on each other in the real table, 0…1: |ρ| of numbers, else Cramér's V. */
  dependence: number;
  /** Whether that is above the option's bound. */
  dependent: boolean;
}

/** How near the dependences of a table come to the real ones. */
export interface ColumnPairTrends {
  /** The mean over pairs, those that are not defined aside; NaN for a single column. */
  score: number;
  /** The mean ceiling of those pairs. */
  ceiling: number;
  /** The same over pairs that depend on each other in the real table. */
  dependent: {
    /** Their mean; NaN where there is none. */
    score: number;
    /** Their mean ceiling. */
    ceiling: number;
    /** How many they are. */
    pairs: number;
  };
  /** All pairs, in the order of columns. */
  pairs: PairTrend[];
}

/**
 * How near the dependence of each pair of columns comes to the real one ("Column Pair Trends" of SDMetrics): of two columns
 * of numbers 1 − |ρ_real − ρ_synthetic|/2 with Pearson's ρ over the rows that have both; of others
 * 1 − ½ ΣΣ |R − S| over the cells of their contingency tables, for which numbers are cut into ten bins of equal width and a
 * missing cell is a level.
 *
 * Most pairs of most tables are nearly independent, and independent columns score well there: `dependent` has the score over the
 * other pairs.
 *
 * @returns scores of all pairs and their means. Takes about as many steps as there are pairs times rows, of which 2³⁵ are
 *   allowed: 200 columns of 20,000 rows take some seconds
 * @throws LangevinError "invalid-data" for tables whose columns or rows do not fit, "invalid-argument" for options and for
 *   more steps
 *
 * @example
 * ```ts
 * import { columnPairTrends } from "langevin/metrics";
 *
 * const column = (values: number[]) => ({ kind: "category" as const, values });
 * const real = [column([0, 0, 1, 1]), column([0, 1, 0, 1])];
 * console.log(columnPairTrends(real, [column([0, 1]), column([0, 1])]).score); // 0.5
 * ```
 */
export function columnPairTrends(
  real: readonly TableColumn[],
  synthetic: readonly TableColumn[],
  options: PairTrendsOptions = {},
): ColumnPairTrends {
  const where = "columnPairTrends";
  const { compat, dependentCorrelation, dependentAssociation } = readOptions(where, options, pairTrendsSpec);
  checkTables(where, { real, synthetic });
  checkWork(where, pairSteps(real, synthetic), "take fewer rows");
  const coded = real.map((column, c) => (compat ? digitizedCodes : binnedCodes)(column, synthetic[c]));
  const sizes: Sizes = [rowsIn(real), rowsIn(synthetic)];
  const numeric = real.map(({ kind, values }, c) =>
    kind === "number" ? ([centered(values), centered(synthetic[c].values)] as const) : undefined,
  );
  const pairs: PairTrend[] = [];
  for (let a = 0; a < real.length; a++) {
    const [groups, x] = [groupRows(coded[a]), numeric[a]];
    for (let b = a + 1; b < real.length; b++) {
      const y = numeric[b];
      const found = x && y ? ofNumbers(x, y) : ofLevels(groups, coded[b], sizes);
      const dependent = found.dependence > (x && y ? dependentCorrelation : dependentAssociation);
      pairs.push({ columns: [a, b], ...found, dependent });
    }
  }
  const depending = pairs.filter(({ dependent, score }) => dependent && !Number.isNaN(score));
  return { ...means(pairs), dependent: { ...means(depending), pairs: depending.length }, pairs };
}

/** Steps that the counts of all pairs of columns take. */
export function pairSteps(real: readonly TableColumn[], synthetic: readonly TableColumn[]): number {
  return ((real.length * (real.length - 1)) / 2) * (rowsIn(real) + rowsIn(synthetic));
}

type Sizes = readonly [real: number, synthetic: number];

function means(pairs: readonly PairTrend[]) {
  return {
    score: meanPresent(pairs.map(({ score }) => score)),
    ceiling: meanPresent(pairs.map(({ ceiling }) => ceiling)),
  };
}

type Both = readonly [real: Centered, synthetic: Centered];

function ofNumbers(x: Both, y: Both) {
  const [real, synthetic] = [correlate(x[0], y[0]), correlate(x[1], y[1])];
  const score = 1 - Math.abs(real.rho - synthetic.rho) / 2;
  const ceiling = Number.isNaN(score) ? NaN : 1 - correlationNoise(real.rho, real.rows, synthetic.rows);
  return { score, ceiling, dependence: Math.abs(real.rho) };
}

function ofLevels(first: RowGroups, second: Codes, [n, m]: Sizes) {
  const ofSecond = countsOf(second.real, second.count);
  let [distance, noise, association] = [0, 0, 0];
  visitCells(first, second, (a, b, real, synthetic) => {
    // Exact: n·m times the difference of the shares
    distance += Math.abs(real * m - synthetic * n);
    if (real === 0) return;
    noise += Math.sqrt((real / n) * (1 - real / n));
    association += (real * real) / ((first.real.starts[a + 1] - first.real.starts[a]) * ofSecond[b]);
  });
  return {
    score: 1 - distance / (2 * n * m),
    ceiling: 1 - Math.min(1, variationNoise(noise, n, m)),
    dependence: cramersV(association, levelsIn(first), ofSecond.filter((rows) => rows > 0).length),
  };
}

function levelsIn({ real: { starts } }: RowGroups): number {
  let levels = 0;
  for (let code = 1; code < starts.length; code++) if (starts[code] > starts[code - 1]) levels++;
  return levels;
}

/** √(φ²/(k − 1)) with φ² = Σ n_ab²/(n_a·n_b) − 1 and k the fewer levels; 0 where a column is constant. */
function cramersV(association: number, levelsOfFirst: number, levelsOfSecond: number): number {
  const freedom = Math.min(levelsOfFirst, levelsOfSecond) - 1;
  return freedom > 0 ? Math.sqrt(Math.max(0, Math.min(1, (association - 1) / freedom))) : 0;
}
