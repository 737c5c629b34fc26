import { invalid } from "../../support/errors.ts";
import { checkWork } from "../../support/limits.ts";
import { isList } from "../../support/lists.ts";
import { option, readOptions, unchecked, type Spec } from "../../support/options.ts";
import { categoryBlock } from "../../data/codes/choose-code.ts";
import type { CategoryBlock } from "../../data/category-block.ts";
import { toTable, type Rows, type Table } from "../../data/rows.ts";
import { drawRows } from "../../numerics/draws.ts";
import type { SigmaRange } from "../../noise/sigma-range.ts";
import { checkSigma } from "../check.ts";
import type { ExactModel } from "../score-model.ts";
import { cellsToRows, checkCells, rowsToCells, widthOf } from "./category-cells.ts";
import { classMoments, classRange } from "./class-moments.ts";
import { classPosterior, type MixtureParts } from "./class-posterior.ts";
import { checkMeans, checkShares, checkVariances } from "./mixture-parts.ts";
import { diagonalNormal } from "./normal-component.ts";
import { finiteResults, withinF32, withinF64 } from "./results.ts";

/** Options of {@link categoricalMixture}: classes, their tables, and their normal distributions. */
export interface CategoricalMixtureOptions {
  /** P(class) of C classes: numbers not below 0 that sum to 1 (to 1e-9). */
  weights: ArrayLike<number>;
  /** For each categorical column C rows, P(level | class); a row sums to 1. Each level has to occur in some class. */
  tables: ArrayLike<ArrayLike<ArrayLike<number>>>;
  /** C rows of numbers, the means of plain columns in each class. @default none: all columns are categorical */
  means?: ArrayLike<ArrayLike<number>> | undefined;
  /** Beside means: one variance for all, or C entries, each a number or one for each plain column. @default 1 */
  variance?: number | ArrayLike<number | ArrayLike<number>> | undefined;
}

/** @internal */
export const categoricalMixtureSpec = {
  weights: option((_where, _name, value) => value as ArrayLike<number>, { required: true }),
  tables: option((_where, _name, value) => value as ArrayLike<ArrayLike<ArrayLike<number>>>, { required: true }),
  means: unchecked<ArrayLike<ArrayLike<number>>>(),
  variance: unchecked<number | ArrayLike<number | ArrayLike<number>>>(),
} satisfies Spec<CategoricalMixtureOptions>;

/**
 * A law of numbers and categories together. A row of it has the plain columns first, then the coordinates of each
 * categorical column; as `cells` it is the plain columns, then one level index 0…K−1 for each.
 */
export interface CategoricalMixture extends ExactModel {
  /** Where each level of each categorical column lies, and its share. */
  readonly categories: readonly CategoryBlock[];

  /** D(x, σ) = E[row | x] at every row of x, for σ > 0; arguments and errors as in `score`. */
  denoise(x: Rows, sigma: number): Float32Array;

  /** P(level | x) of every categorical column at every row of x, (n, ΣK), for σ > 0; arguments and errors as in `score`. */
  levelProbabilities(x: Rows, sigma: number): Float64Array;

  /**
   * ln of the joint law of numbers and levels: the density of the numbers times the probability of the levels. What is NaN is
   * summed over, so that differences are conditionals: ln P(a | b) = ln P(a, b) − ln P(b).
   *
   * @param cells  (n, plain columns + categorical columns), NaN at what is left open
   * @throws LangevinError "invalid-data" naming row and column of what is no level
   */
  logProbability(cells: Rows): Float64Array;

  /** Cells as rows (n, dim), NaN at gaps, as `impute` takes them; errors as in `logProbability`. */
  toRows(cells: Rows): Float64Array;

  /** Rows (n, dim) as cells: of each categorical column the level whose code is nearest. */
  toCells(rows: Rows): Float64Array;
}

/**
 * p(numbers, levels) = Σ_c weight_c·N(mean_c, diag(variance_c))·Π_j table_jc(level_j): in each of C classes all columns are
 * independent (a latent-class model). Every level of a categorical column is a point of Gaussian space (the corners of a
 * centered simplex of edge 2 up to 32 levels), so that samplers, `logDensity` and `impute` take it as any other model, and
 * what they give is checked against exact tables. One class is a law of independent columns.
 *
 * The posterior is exact at every σ > 0: P(level_j = k | x) ∝ Σ_c P(c | x₋ⱼ)·table_jc(k)·N(x_j; v_k, σ²I). At σ = 0 levels
 * are points, which have no density: score, divergence and logDensity throw. In f64; scores are rounded to f32.
 * Costs O(C·(plain columns + ΣK) + ΣK²) a row.
 *
 * @throws LangevinError "invalid-argument" naming the entry that is wrong
 *
 * @example
 * ```ts
 * import { categoricalMixture, dpmSolverPlusPlus } from "langevin";
 *
 * const model = categoricalMixture({
 *   weights: [0.5, 0.5],
 *   tables: [
 *     [
 *       [0.9, 0.1], // the first column in class 0: level 0 nine times out of ten
 *       [0.2, 0.8],
 *     ],
 *   ],
 *   means: [[-1], [1]], // and a number
 * });
 * const rows = await dpmSolverPlusPlus(model, "auto", { count: 5, seed: 1 });
 * console.log(model.toCells(rows)); // number, level, number, level, …
 * const [both, number] = model.logProbability([1, 0, 1, NaN]);
 * console.log(Math.exp(both - number)); // P(level 0 | number 1), about .28
 * ```
 */
export function categoricalMixture(options: CategoricalMixtureOptions): CategoricalMixture {
  const where = "categoricalMixture";
  const parts = checkParts(where, options);
  const { blocks, components } = parts;
  const numbers = components[0].mean.length;
  const shape = { numbers, blocks };
  const dim = widthOf(shape);
  const law = classPosterior(parts, dim);
  const moments = classMoments(parts, dim);
  const column = moments.variance.findIndex((value) => !(value < Infinity));
  if (column >= 0)
    throw invalid(where, `means whose variance is within f64 in column ${column}`, moments.variance[column]);

  /** Checks the arguments and prepares σ. */
  function begin(name: string, x: Rows, sigma: number): Table {
    const at = `${where}.${name}`;
    const table = toTable(at, "x", x, dim, { empty: true });
    checkSigma(at, sigma, false);
    checkWork(at, table.count * law.perRow, "take a part of x at a time");
    law.at(sigma);
    return table;
  }

  let range: { of: SigmaRange | undefined } | undefined;
  return {
    dim,
    ...moments,
    categories: blocks,
    get sigmaRange() {
      range ??= { of: classRange(parts, dim, moments) };
      return range.of;
    },
    score(x, sigma = 0) {
      const { values, count } = begin("score", x, sigma);
      const score = new Float32Array(count * dim);
      for (let row = 0; row < count; row++) {
        law.evaluate(values, row * dim);
        score.set(law.score(), row * dim);
      }
      return finiteResults(`${where}.score`, `score ${withinF32}`, score, dim);
    },
    denoise(x, sigma) {
      const { values, count } = begin("denoise", x, sigma);
      const denoised = new Float32Array(count * dim);
      for (let row = 0; row < count; row++) {
        law.evaluate(values, row * dim);
        law.score().forEach((s, i) => (denoised[row * dim + i] = values[row * dim + i] + sigma * sigma * s));
      }
      return finiteResults(`${where}.denoise`, `denoised row ${withinF32}`, denoised, dim);
    },
    divergence(x, sigma = 0) {
      const { values, count } = begin("divergence", x, sigma);
      const divergence = Float64Array.from({ length: count }, (_, row) => {
        law.evaluate(values, row * dim);
        return law.divergence();
      });
      return finiteResults(`${where}.divergence`, `divergence ${withinF64}`, divergence, 1);
    },
    logDensity(x, sigma = 0) {
      const { values, count } = begin("logDensity", x, sigma);
      const logs = Float64Array.from({ length: count }, (_, row) => law.evaluate(values, row * dim));
      return finiteResults(`${where}.logDensity`, `log density ${withinF64}`, logs, 1);
    },
    levelProbabilities(x, sigma) {
      const { values, count } = begin("levelProbabilities", x, sigma);
      const total = law.levels.reduce((sum, levels) => sum + levels.length, 0);
      const posteriors = new Float64Array(count * total);
      for (let row = 0, at = 0; row < count; row++) {
        law.evaluate(values, row * dim);
        for (const levels of law.levels) {
          posteriors.set(levels, at);
          at += levels.length;
        }
      }
      return finiteResults(`${where}.levelProbabilities`, `posterior ${withinF64}`, posteriors, total);
    },
    logProbability(cells) {
      const at = `${where}.logProbability`;
      const table = checkCells(at, shape, cells);
      checkWork(at, table.count * parts.weights.length * table.dim, "take a part of the cells at a time");
      return Float64Array.from({ length: table.count }, (_, row) => law.logJoint(table.values, row * table.dim));
    },
    toRows: (cells) => cellsToRows(shape, checkCells(`${where}.toRows`, shape, cells)),
    toCells: (rows) => rowsToCells(shape, toTable(`${where}.toCells`, "rows", rows, dim, { empty: true })),
    sample: (count, sampleOptions = {}) =>
      drawRows(`${where}.sample`, count, sampleOptions, { dim, perRow: parts.weights.length + dim, draw: law.draw }),
  };
}

function checkParts(where: string, options: CategoricalMixtureOptions): MixtureParts {
  const { tables, means, variance, ...others } = readOptions(where, options, categoricalMixtureSpec);
  const weights = checkShares(where, "weights", others.weights);
  const classes = weights.length;
  if (!isList(tables) || tables.length === 0)
    throw invalid(where, "tables an array of one or more, one for each categorical column", tables);
  const checked = Array.from(tables, (table, j) => checkTable(where, `tables[${j}]`, table, classes));
  const blocks = checked.map((table, j) => blockOf(where, `tables[${j}]`, weights, table));

  if (means === undefined && variance !== undefined) throw invalid(where, "means beside variance", means);
  const checkedMeans =
    means === undefined ? Array.from(weights, () => new Float64Array(0)) : checkMeans(where, means, classes);
  const variances =
    means === undefined ? checkedMeans : checkVariances(where, variance ?? 1, classes, checkedMeans[0].length);
  const components = checkedMeans.map((mean, c) => diagonalNormal(mean, variances[c]));
  return { weights, tables: checked, blocks, components };
}

/** One row of shares for each class, all of as many levels. */
function checkTable(where: string, name: string, table: ArrayLike<ArrayLike<number>>, classes: number): Float64Array[] {
  if (!isList(table) || table.length !== classes)
    throw invalid(where, `${name} an array of ${classes} rows (one for each weight)`, table);
  const first = checkShares(where, `${name}[0]`, table[0]);
  if (first.length < 2) throw invalid(where, `${name}[0] of two levels or more`, first.length);
  checkWork(where, 8 * first.length * first.length, "merge rare levels");
  return Array.from(table, (row, c) => checkShares(where, `${name}[${c}]`, row, first.length));
}

function blockOf(where: string, name: string, weights: Float64Array, table: Float64Array[]): CategoryBlock {
  const shares = table[0].map((_, k) => weights.reduce((sum, weight, c) => sum + weight * table[c][k], 0));
  const missing = shares.findIndex((share) => !(share > 0));
  if (missing >= 0) throw invalid(where, `${name} with each level in some class, also level ${missing}`, 0);
  return categoryBlock(shares);
}
