import type { ChosenSigmas } from "./chosen-sigmas.ts";
import { condense, threeDigits, type SigmaRange } from "../sigma-range.ts";
import { plainLoops, type ColumnLoops } from "../../data/column-loops.ts";
import { encodingNames, fitEncoding, type EncodingName } from "../../data/encodings/registry.ts";
import { toTable, type Rows, type Table } from "../../data/rows.ts";
import { subsample } from "../../numerics/draws.ts";
import { nearestInOrder } from "../../numerics/neighbors.ts";
import { lexicographicOrder } from "../../numerics/row-order.ts";
import { checkInteger, LangevinError } from "../../support/errors.ts";
import { integer, oneOf, readOptions, seed, type Spec } from "../../support/options.ts";
import { covarianceEigenvalues } from "./covariance.ts";
import { explain } from "./explain.ts";
import { extent, NARROWEST } from "./extent.ts";
import { finestSigma, quantile } from "./finest-sigma.ts";
import { DEFAULT_EVALUATIONS, predictError, spendBudget } from "./langevin-budget.ts";

/** Options of {@link chooseSigmas}. */
export interface ChooseSigmasOptions {
  /** Numbers in a row, up to 4,096; needed for a flat array only. @default the length of a row */
  dim?: number | undefined;
  /** Scores a sample may cost, the one of the final denoising included: 3 to 100,000. @default 100 */
  evaluations?: number | undefined;
  /** Updates on each level. @default chosen */
  stepsPerSigma?: number | undefined;
  /** What distances are measured in: with "identity", columns should be of mean 0 and deviation 1 already. @default "standard" */
  encoding?: EncodingName | undefined;
  /** Seed of the rows that stand for all where there are too many. @default 0 */
  seed?: number | undefined;
}

const MOST_COLUMNS = 4096;
const MOST_EVALUATIONS = 100_000;

export const chooseSigmasSpec = {
  dim: integer(1, MOST_COLUMNS),
  evaluations: integer(3, MOST_EVALUATIONS, { default: DEFAULT_EVALUATIONS }),
  stepsPerSigma: integer(1, MOST_EVALUATIONS),
  encoding: oneOf(encodingNames, { default: "standard" }),
  seed: seed({ default: 0 }),
} satisfies Spec<ChooseSigmasOptions>;

/** A larger table is judged by a part of it, drawn without replacement: so many numbers, or rows. */
const MOST_NUMBERS = 1e6;
const MOST_ROWS = 100_000;
/** Rows whose neighbors are looked for, at most; fewer in large tables, but never below 32. */
const PROBES = 256;

/**
 * The noise ladder, steps and step size of annealed Langevin dynamics for a table, chosen before any training, with the
 * reasons. All distances are between standardized rows (mean 0, deviation 1 per column).
 *
 * - σ_max: the largest distance between rows, technique 1 of NCSNv2 (Song & Ermon 2020, arXiv:2006.09011), without rows
 *   that are alone: at most 0.5 % of the rows and 32 of them. At least 2.
 * - σ_min: the median distance to the nearest row that differs, per √dim (noise σ moves a row by σ√dim); at least 0.002,
 *   and at most 0.05 and what costs the final denoising 0.1 % of the deviation.
 * - levels, steps, step: within `evaluations`, with no ratio of neighbors above technique 2's or 1.4 if the budget allows,
 *   the step u = α/(2σ²) ≤ 1 that keeps the weights of distant modes (docs/decisions/0013), and the fewest levels with a
 *   `predictedError` of up to 0.1 %, or up to 1.1 times the smallest.
 *
 * `predictedError` knows the covariance only: it does not see the weights of distant modes.
 *
 * The result depends on the rows as a set, not on their order, nor on the columns' units (up to rounding). A table of more
 * than 100,000 rows or a million numbers is judged by so many drawn with `seed`; with more than 160 columns, 160 rows stand
 * for the covariance.
 *
 * @param data rows in any units, (n, dim)
 * @throws LangevinError "invalid-data" for rows that are no table of finite numbers, "invalid-argument" for options
 *
 * @example
 * ```ts
 * import { chooseSigmas } from "langevin";
 *
 * const data = Array.from({ length: 500 }, (_, i) => [Math.cos(i), Math.sin(i)]);
 * for (const { name, value, explanation } of chooseSigmas(data).reasons) console.log(name, value, explanation);
 * ```
 */
export function chooseSigmas(data: Rows, options: ChooseSigmasOptions = {}): ChosenSigmas {
  return chooseSigmasBy(plainLoops, data, options);
}

/** {@link chooseSigmas}, by other loops over all numbers. */
export function chooseSigmasBy(loops: ColumnLoops, data: Rows, options: ChooseSigmasOptions): ChosenSigmas {
  const where = "chooseSigmas";
  const settled = readOptions(where, options, chooseSigmasSpec);
  const { evaluations, stepsPerSigma, seed } = settled;
  if (stepsPerSigma !== undefined) checkInteger(where, "stepsPerSigma", stepsPerSigma, 1, Math.floor(evaluations / 2));
  const all = toTable(where, "data", data, settled.dim);
  checkInteger(where, "dim", all.dim, 1, MOST_COLUMNS);
  const most = Math.min(MOST_ROWS, Math.floor(MOST_NUMBERS / all.dim));
  const values = subsample(all, most, seed, 2);
  const inOrder = sorted({ values, count: values.length / all.dim, dim: all.dim });
  const rows = encoded(where, inOrder, settled.encoding, loops);
  const { dim } = rows;

  // A row counts as part of the data if it has k neighbors: 0.01 % of the rows, at least 2
  const k = Math.min(rows.count - 1, Math.max(2, Math.ceil(rows.count / 10_000)));
  const probes = Math.max(32, Math.min(PROBES, Math.floor(5e7 / rows.values.length)));
  const queries = subsample(rows, probes, seed, 0);
  // A query is one of the rows, and the nearest to itself; both encodings keep the order of numbers
  const { kth, different } = nearestInOrder(queries, rows.values, dim, k + 1);
  const reach = 3 * quantile(kth, 0.9);
  const maxLeftOut = Math.min(32, Math.floor(rows.count / 200));
  const eigenvalues = covarianceEigenvalues(rows, seed);

  const far = extent(rows, { k, reach, maxLeftOut });
  const sigmaMax = threeDigits(Math.max(NARROWEST, far.diameter));
  const finest = finestSigma(different, eigenvalues, dim);
  const { sigmaMin } = finest;
  const sigmaRange: SigmaRange = { sigmaMax, sigmaMin, ...condense(eigenvalues) };
  const schedule = spendBudget({ sigmaRange, dim, evaluations, stepsPerSigma });
  const predictedError = predictError(eigenvalues, schedule);

  const found = { dim, far, finest, eigenvalues, sigmaRange, schedule, predictedError };
  const reasons = explain(found, { evaluations, stepsPerSigma });
  const { sigmas, ...steps } = schedule;
  return { sigmas: Array.from(sigmas), ...steps, predictedError, reasons, sigmaRange };
}

/** The rows as a network sees them, in f32. */
function encoded(where: string, table: Table, name: EncodingName, loops: ColumnLoops): Table {
  const { width, encode } = fitEncoding(where, name, table, loops);
  const values = new Float64Array(encode(table.values, undefined, loops));
  if (values.every(Number.isFinite)) return { values, count: table.count, dim: width };
  const message = `${where}: expected data within f32, up to 3.4e38, got values up to ${largest(table.values)}`;
  throw new LangevinError("invalid-data", message);
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
}

/** The rows in lexicographic order: what follows depends on the set of rows alone, to the last bit. */
function sorted({ values, count, dim }: Table): Table {
  const order = lexicographicOrder(values, count, dim);
  const copy = new Float64Array(values.length);
  for (let i = 0, at = 0; i < count; i++)
    for (let from = order[i] * dim, to = at + dim; at < to; at++, from++) copy[at] = values[from];
  return { values: copy, count, dim };
}
