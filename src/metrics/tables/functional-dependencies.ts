import { determines, fewLevels } from "../../data/dependencies.ts";
import { checkTables, meanPresent, type TableColumn } from "./column.ts";

/** Most levels that a column of a dependency has. */
const MOST_LEVELS = 1000;
/** Columns that are looked at; beyond, the pairs are too many. */
const MOST_COLUMNS = 500;

/** A column that tells another: each of its values comes with one of the other's alone, in every real row. */
export interface FunctionalDependency {
  /** The place of the column that tells. */
  from: number;
  /** The place of the column that is told. */
  to: number;
  /** The share of synthetic rows that keep it, among those whose `from` is a real value; NaN where none is. */
  kept: number;
}

/** The functional dependencies of a real table, and whether a synthetic one keeps them. */
export interface FunctionalDependencies {
  /** The mean share of rows that keep one; NaN where there is no dependency. */
  score: number;
  /** By places of columns. */
  dependencies: FunctionalDependency[];
}

/**
 * Columns that tell others in every real row, as a code does its label, and the share of synthetic rows in which they do so. A
 * pair counts if, were its columns independent, at least 20 rows would break it. Missing is a value as any other.
 *
 * @param real  columns of more than 1000 values, or of one, and those after the 500th are in no dependency
 * @throws LangevinError "invalid-data" for tables whose columns or rows do not fit, "invalid-argument" for what is no table
 *
 * @example
 * ```ts
 * import { functionalDependencies } from "langevin/metrics";
 *
 * const column = (values: number[]) => ({ kind: "category" as const, values });
 * const code = Array.from({ length: 60 }, (_, i) => i % 3);
 * const real = [column(code), column(code.map((k) => (k === 2 ? 1 : 0)))];
 * console.log(functionalDependencies(real, [column([0, 1, 2, 2]), column([0, 0, 1, 0])]));
 * // { score: 0.75, dependencies: [ { from: 0, to: 1, kept: 0.75 } ] }
 * ```
 */
export function functionalDependencies(
  real: readonly TableColumn[],
  synthetic: readonly TableColumn[],
): FunctionalDependencies {
  checkTables("functionalDependencies", { real, synthetic });
  const candidates = real
    .slice(0, MOST_COLUMNS)
    .map(({ values }, column) => fewLevels(values, column, MOST_LEVELS))
    .filter((levels) => levels !== undefined);
  const dependencies: FunctionalDependency[] = [];
  for (const from of candidates)
    for (const to of candidates) {
      // What tells has as many levels as it tells, or more
      if (from === to || from.counts.length < to.counts.length || !determines(from, to)) continue;
      const [a, b] = [from.column, to.column];
      dependencies.push({ from: a, to: b, kept: shareKept([real[a], real[b]], [synthetic[a], synthetic[b]]) });
    }
  return { score: meanPresent(dependencies.map(({ kept }) => kept)), dependencies };
}

type Pair = readonly [from: TableColumn, to: TableColumn];

function shareKept(real: Pair, synthetic: Pair): number {
  const [from, to] = real.map(({ values }) => values);
  const partners = new Map<number, number>();
  for (let i = 0; i < from.length; i++) partners.set(from[i], to[i]);
  const [drawnFrom, drawnTo] = synthetic.map(({ values }) => values);
  let [kept, known] = [0, 0];
  for (let i = 0; i < drawnFrom.length; i++) {
    const partner = partners.get(drawnFrom[i]);
    if (partner === undefined) continue;
    known++;
    if (Object.is(partner, drawnTo[i]) || partner === drawnTo[i]) kept++;
  }
  return kept / known;
}
