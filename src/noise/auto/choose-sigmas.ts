import type { ChosenSigmas, Reason } from "./chosen-sigmas.ts";
import { condense, type SigmaRange } from "../sigma-range.ts";
import { symmetricEigenvalues } from "../../numerics/eigenvalues.ts";
import { checkInteger, invalid } from "../../support/errors.ts";
import {
  DEFAULT_EVALUATIONS,
  denoisingLoss,
  levelsNeeded,
  overlapRatio,
  predictError,
  spendBudget,
  type Chain,
} from "./langevin-budget.ts";
import { langevinStepSize } from "./gaussian-law.ts";
import { subsample } from "../../numerics/draws.ts";
import { checkSeed } from "../../numerics/random.ts";
import { toTable, type Rows, type Table } from "../../data/rows.ts";
import { extent, neighborDistances, type Extent, type NeighborDistances } from "./extent.ts";
import { fitEncoding, type EncodingName } from "../../data/encodings/index.ts";

export interface ChooseSigmasOptions {
  /** Numbers in a row. */
  dim: number;
  /** Scores a sample may cost, the one of the final denoising included: 3 to 100,000; default 1,000. */
  evaluations?: number | undefined;
  /** Updates on each level; chosen unless given. */
  stepsPerSigma?: number | undefined;
  /** What distances are measured in: with "identity", columns should be of mean 0 and deviation 1 already. @default "standard" */
  encoding?: EncodingName | undefined;
  /** Of the rows that stand for all where there are too many. */
  seed?: number | undefined;
}

/** No detail below 1/500 of a deviation is sought: a network does not resolve it. */
const FINEST = 0.002;
/** Two equal point masses, standardized, are this far apart; nothing that varies is narrower. */
const NARROWEST = 2;
/** Of the standard deviation, which the final denoising may cost; and σ_min is never above COARSEST. */
const DENOISING_LOSS = 0.001;
const COARSEST = 0.05;
/** Of larger tables a part is looked at: so many numbers, or rows, drawn without replacement. */
const MOST_NUMBERS = 1e6;
const MOST_ROWS = 100_000;
/** Rows whose neighbors are looked for, at most; fewer in large tables, but never below 32. */
const PROBES = 256;
/** Above it, the covariance's eigenvalues are those of as many rows. */
const MOST_EIGENVALUES = 160;

/**
 * The noise ladder, steps and step size of annealed Langevin dynamics for a table, chosen before any training, with the
 * reasons. All distances are between standardized rows (mean 0, deviation 1 per column).
 *
 * - σ_max: the largest distance between rows, technique 1 of NCSNv2 (Song & Ermon 2020, arXiv:2006.09011), without rows
 *   that are alone: at most 0.5 % of the rows and 32 of them. At least 2.
 * - σ_min: the median distance to the nearest row that differs, per √dim (noise σ moves a row by σ√dim); at least 0.002,
 *   and at most 0.05 and what costs the final denoising 0.1 % of the deviation.
 * - levels, steps, step: within `evaluations`, with no ratio of neighbors above technique 2's or 1.4 if the budget allows,
 *   and u = α/(2σ²) ≤ ½, those that err least in the shares of modes far apart (docs/decisions/0005) among all with a
 *   `predictedError` of up to 2 %, or up to √2 times the smallest; then the smallest (to 2 %); then the fewest levels.
 *
 * `predictedError` knows the covariance only: it does not see the shares of modes far apart.
 *
 * The result depends on the rows as a set, not on their order, nor on the columns' units (up to rounding). A table of more
 * than 100,000 rows or a million numbers is judged by so many drawn with `seed`; with more than 160 columns, 160 rows stand
 * for the covariance.
 *
 * @param data rows in any units, (n, dim)
 * @throws LangevinError "invalid-data" for rows that are no table of finite numbers, "invalid-argument" for options
 */
export function chooseSigmas(data: Rows, options: ChooseSigmasOptions): ChosenSigmas {
  const where = "chooseSigmas";
  if (typeof options !== "object" || options === null) throw invalid(where, "an options object", options);
  const { dim, evaluations = DEFAULT_EVALUATIONS, stepsPerSigma, seed = 0 } = options;
  checkInteger(where, "dim", dim, 1, 4096);
  checkInteger(where, "evaluations", evaluations, 3, 100_000);
  if (stepsPerSigma !== undefined)
    checkInteger(where, "stepsPerSigma", stepsPerSigma, 1, Math.floor((evaluations - 1) / 2));
  checkSeed(where, seed);
  const all = toTable(where, "data", data, dim);
  const most = Math.min(MOST_ROWS, Math.floor(MOST_NUMBERS / dim));
  const values = subsample(all, most, seed, 2);
  const table = sorted({ values, count: values.length / dim, dim });
  const encoding = fitEncoding(where, options.encoding, table);
  const rows = encoding.encode(table.values);
  const whole: Table = { values: new Float64Array(rows), count: table.count, dim };

  // Company: a ten-thousandth of the rows, and two at least.
  const k = Math.min(table.count - 1, Math.max(2, Math.ceil(table.count / 10_000)));
  const probes = Math.max(32, Math.min(PROBES, Math.floor(5e7 / rows.length)));
  const near = neighborDistances(rows, new Float32Array(subsample(whole, probes, seed, 0)), dim, k);
  const reach = 3 * quantile(near.kth, 0.9);
  const maxLeftOut = Math.min(32, Math.floor(table.count / 200));
  const eigenvalues = covarianceEigenvalues(whole, seed);

  const far = extent(rows, dim, { k, reach, maxLeftOut });
  const sigmaMax = threeDigits(Math.max(NARROWEST, far.diameter));
  const { sigmaMin, explanation } = finestSigma(near, eigenvalues, dim);
  const sigmaRange: SigmaRange = { sigmaMax, sigmaMin, ...condense(eigenvalues) };
  const chain = spendBudget({ sigmaRange, dim, updates: evaluations - 1, stepsPerSigma });
  const predictedError = predictError(eigenvalues, chain);

  const reasons: Reason[] = [
    { name: "sigmaMax", value: sigmaMax, explanation: describeExtent(far, sigmaMax) },
    { name: "sigmaMin", value: sigmaMin, explanation },
    ...describeChain(chain, { eigenvalues, predictedError, dim, sigmaRange, evaluations, given: stepsPerSigma }),
  ];
  const { stepsPerSigma: steps, stepSize } = chain;
  return { sigmas: Array.from(chain.sigmas), stepsPerSigma: steps, stepSize, predictedError, reasons, sigmaRange };
}

/** The rows in lexicographic order: what follows depends on the set of rows alone, to the last bit. */
function sorted({ values, count, dim }: Table): Table {
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((i, j) => {
    for (let d = 0; d < dim; d++) {
      const difference = values[i * dim + d] - values[j * dim + d];
      if (difference !== 0) return difference;
    }
    return 0;
  });
  const copy = new Float64Array(values.length);
  order.forEach((row, i) => copy.set(values.subarray(row * dim, (row + 1) * dim), i * dim));
  return { values: copy, count, dim };
}

/** σ_min and why. */
function finestSigma(near: NeighborDistances, eigenvalues: Float64Array, dim: number) {
  const distances = near.nearest.filter((distance) => distance < Infinity);
  if (distances.length === 0) return { sigmaMin: 0.01, explanation: "all rows are equal; any level would do" };
  const median = quantile(distances, 0.5);
  const spacing = median / Math.sqrt(dim);
  let [low, high] = [FINEST, COARSEST];
  for (let i = 0; i < 40; i++) {
    const sigma = (low + high) / 2;
    if (denoisingLoss(eigenvalues, sigma) <= DENOISING_LOSS) low = sigma;
    else high = sigma;
  }
  const coarsest = high;
  const measured = `the median distance to the nearest row that differs, ${show(median)}${dim > 1 ? `, per √${dim}: ${show(spacing)}` : ""}`;
  if (spacing < FINEST)
    return { sigmaMin: FINEST, explanation: `the least there is; ${measured}, is finer than a network resolves` };
  if (spacing > coarsest) {
    const cost = percent(denoisingLoss(eigenvalues, coarsest));
    return {
      sigmaMin: threeDigits(coarsest),
      explanation: `its final denoising takes ${cost} of the deviation, no more; ${measured}`,
    };
  }
  return { sigmaMin: threeDigits(spacing), explanation: measured };
}

function describeExtent({ diameter, leftOut, leftOutRadius }: Extent, sigmaMax: number): string {
  const what = `the largest distance between rows, ${show(diameter)} deviations`;
  const size = diameter < sigmaMax && show(diameter) !== show(sigmaMax) ? `at least ${NARROWEST}; ${what}` : what;
  if (leftOut === 0) return size;
  const rows = leftOut === 1 ? "1 row that is alone" : `${leftOut} rows that are alone`;
  return `${size}, without ${rows}, up to ${show(leftOutRadius)} from the mean; such rows stretch the deviation everything is measured in: look at them`;
}

function describeChain(
  chain: Chain,
  about: {
    eigenvalues: Float64Array;
    predictedError: number;
    dim: number;
    sigmaRange: SigmaRange;
    evaluations: number;
    given: number | undefined;
  },
): Reason[] {
  const { eigenvalues, predictedError, dim, sigmaRange, evaluations, given } = about;
  const { ratio: widest, count: minLevels } = levelsNeeded(sigmaRange, dim);
  const { sigmas, stepsPerSigma, stepSize } = chain;
  const levels = sigmas.length;
  const scale = 2 * sigmas[levels - 1] * sigmas[levels - 1];
  const overlap = overlapRatio(dim);
  const technique2 = overlap === Infinity ? `has no solution in ${dim}-D` : `allows ${show(overlap)}`;
  const short = levels < minLevels ? ", for the budget has no more: raise evaluations" : "";
  const used = levels * stepsPerSigma;
  const technique4 = langevinStepSize(chain);
  const error4 = predictError(eigenvalues, { ...chain, stepSize: technique4 });
  const law = eigenvalues.length === 1 ? "variance" : `${eigenvalues.length} eigenvalues of the covariance`;
  return [
    {
      name: "levels",
      value: levels,
      explanation:
        `a ratio of ${show(sigmas[0] / sigmas[1])} between neighbors${short}; ${minLevels} levels keep it within ` +
        `${show(widest)} (technique 2 of NCSNv2 ${technique2})`,
    },
    {
      name: "stepsPerSigma",
      value: stepsPerSigma,
      explanation:
        `${given ? "as asked" : "the fewest levels for this predicted error, to 2 %"}; ${levels} × ${stepsPerSigma} updates and the ` +
        `denoising are ${used + 1} of ${evaluations} evaluations`,
    },
    {
      name: "stepSize",
      value: stepSize,
      explanation:
        `u = α/(2σ²) = ${show(stepSize / scale)}, of all up to 0.5 what errs least in the shares of modes far apart, at ` +
        `little cost in predicted error; technique 4 of NCSNv2 would take ${show(technique4 / scale)}, with an error of ` +
        percent(error4),
    },
    {
      name: "predictedError",
      value: predictedError,
      explanation:
        `${percent(predictedError)} of the deviation, by the exact law for Gaussian data of the table's ${law} and an ` +
        `exact score${predictedError > 0.1 ? ": raise evaluations" : ""}; it does not see the shares of modes far apart`,
    },
  ];
}

/**
 * Of the covariance of rows with mean 0, in falling order: min(dim, rows) of them, the others being 0. Of the Gram matrix
 * where rows are fewer than columns, which has the same ones.
 */
function covarianceEigenvalues(table: Table, seed: number): Float64Array {
  const { dim } = table;
  const most = dim <= MOST_EIGENVALUES ? Math.max(MOST_EIGENVALUES, Math.floor(5e7 / (dim * dim))) : MOST_EIGENVALUES;
  const rows = subsample(table, most, seed, 1);
  const count = rows.length / dim;
  const size = Math.min(dim, count);
  const columns = size === dim ? rows : transpose(rows, count, dim);
  const matrix = new Float64Array(size * size);
  for (let at = 0; at < columns.length; at += size)
    for (let p = 0; p < size; p++)
      for (let q = p; q < size; q++) matrix[p * size + q] += (columns[at + p] * columns[at + q]) / count;
  return symmetricEigenvalues(matrix, size).map((value) => Math.max(0, value));
}

/** (count, dim) → (dim, count) */
function transpose(rows: Float64Array, count: number, dim: number): Float64Array {
  return Float64Array.from(rows, (_, i) => rows[(i % count) * dim + Math.floor(i / count)]);
}

/** The smallest value that a share p of all values does not exceed. */
function quantile(values: Float64Array, p: number): number {
  const ascending = values.slice().sort();
  return ascending[Math.max(0, Math.ceil(p * ascending.length) - 1)];
}

function threeDigits(x: number): number {
  return Number(x.toPrecision(3));
}

function show(x: number): string {
  return String(threeDigits(x));
}

function percent(x: number): string {
  return `${Number((100 * x).toPrecision(2))} %`;
}
