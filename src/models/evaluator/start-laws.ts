import { drawProbes } from "../../numerics/probes.ts";
import { Pacer } from "../../support/pacer.ts";
import { scoreOf } from "../check.ts";
import { smoothedNormal, type StartLaws } from "../moments.ts";
import { forRows } from "../per-row.ts";
import type { Evaluator } from "./evaluator.ts";

/** Columns up to which the nodes go along each; beyond, along probes of all columns. */
const MOST_AXES = 16;
const PROBES = 8;
const MOST_PASSES = 16;
/** Where a mean moves by less than this many deviations, and variances by less than this part, the law is found. */
const CLOSE = 1e-3;

/** One normal distribution of independent columns. */
interface Law {
  mean: Float64Array;
  std: Float64Array;
}

/**
 * The law of the rows noised by σ: what noise starts from, and the prior of densities. Where the model's moments are known it is
 * N(mean, diag(variance) + σ²); for rows given a condition, and for models that state no moments, the normal law that fits
 * the score at σ (docs/decisions/0012-starts.md). A row's law depends on its condition alone.
 */
export async function startLaws(
  where: string,
  evaluator: Evaluator,
  sigma: number,
  signal: AbortSignal | undefined,
): Promise<StartLaws> {
  const { conditions, dim } = evaluator;
  const known = smoothedNormal(evaluator, sigma);
  if (conditions === undefined || conditions === -1) return known;
  if (typeof conditions === "number") return fittedLaw(where, evaluator, sigma, 0);
  const pacer = new Pacer(signal);
  const first = new Map<number, number>();
  conditions.forEach((condition, row) => first.has(condition) || first.set(condition, row));
  const mean = new Float64Array(first.size * dim);
  const std = new Float64Array(first.size * dim);
  const place = new Map<number, number>();
  for (const [condition, row] of first) {
    const law = condition === -1 ? known : await fittedLaw(where, evaluator, sigma, row);
    mean.set(law.mean, place.size * dim);
    std.set(law.std, place.size * dim);
    place.set(condition, place.size);
    if (pacer.due) await pacer.pause();
  }
  return { mean, std, lawOf: conditions.map((condition) => place.get(condition)!) };
}

/**
 * The N(mean, diag(std²)) for which the score behaves as that of a law with these moments: `E score = 0` and
 * `E ∂score_j/∂x_j = −1/std_j²`, both means over the law itself, by quadrature. Each pass is a step of Newton's method with a
 * diagonal Jacobian; one is exact where columns are normal and independent. Where no law fits, the model's moments.
 */
async function fittedLaw(where: string, evaluator: Evaluator, sigma: number, row: number): Promise<Law> {
  const { dim, model } = evaluator;
  const known = smoothedNormal(evaluator, sigma);
  const law = { mean: Float64Array.from(known.mean), std: Float64Array.from(known.std) };
  const nodes = dim <= MOST_AXES ? axes(dim) : probes(dim);
  const rows = new Array<number>(1 + 2 * nodes.directions.length).fill(row);
  try {
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      const x = nodesOf(law, nodes);
      const score = await scoreOf(where, forRows(model, rows), x, sigma);
      const residual = residualOf(law, nodes, x, score);
      if (!residual) break;
      const close = step(law, residual, pass === 0 ? 1 : 1 / 2);
      if (close) return law;
    }
  } catch {
    // A score that fails at these rows may be one that rows of the run never meet; if it is not, the run says so
  }
  return { mean: Float64Array.from(known.mean), std: Float64Array.from(known.std) };
}

/** Nodes at mean and mean ± reach·std·direction, each of a pair with the same weight, the mean with the rest of 1. */
interface Nodes {
  readonly directions: readonly ArrayLike<number>[];
  readonly reach: number;
  readonly weight: number;
  /** Whether each direction is a column, which then has a curvature of its own. */
  readonly axes: boolean;
}

/** Three-point Gauss–Hermite quadrature along each column: exact for sums over columns of polynomials of degree 5. */
function axes(dim: number): Nodes {
  const unit = (j: number): number[] => Array.from({ length: dim }, (_, k) => Number(k === j));
  const directions = Array.from({ length: dim }, (_, j) => unit(j));
  return { directions, reach: Math.sqrt(3), weight: 1 / 6, axes: true };
}

/** Fixed signs of all columns at once: at the distance √dim, where the law's rows are. */
function probes(dim: number): Nodes {
  const directions = drawProbes(0, 0, { count: 1, dim, probes: PROBES });
  return { directions, reach: 1, weight: 1 / (2 * PROBES), axes: false };
}

/** (1 + 2·directions, dim) */
function nodesOf({ mean, std }: Law, { directions, reach }: Nodes): Float32Array {
  const dim = mean.length;
  const x = new Float32Array((1 + 2 * directions.length) * dim);
  x.set(mean);
  directions.forEach((direction, d) => {
    for (let j = 0; j < dim; j++) {
      const step = reach * std[j] * direction[j];
      x[(1 + 2 * d) * dim + j] = mean[j] + step;
      x[(2 + 2 * d) * dim + j] = mean[j] - step;
    }
  });
  return x;
}

interface Residual {
  /** (dim): E score */
  score: Float64Array;
  /** (dim): −std²·E ∂score_j/∂x_j, 1 where the law fits */
  curvature: Float64Array;
}

/** undefined where there is no law: the score does not push back, or is not finite. */
function residualOf({ std }: Law, nodes: Nodes, x: Float32Array, score: Float32Array): Residual | undefined {
  const { directions, weight } = nodes;
  const dim = std.length;
  const mean = Float64Array.from(score.subarray(0, dim), (s) => (1 - 2 * directions.length * weight) * s);
  const curvature = new Float64Array(dim);
  directions.forEach((direction, d) => {
    for (let j = 0; j < dim; j++) {
      const [above, below] = [(1 + 2 * d) * dim + j, (2 + 2 * d) * dim + j];
      mean[j] += weight * (score[above] + score[below]);
      if (direction[j] === 0) continue;
      curvature[j] -= (std[j] * std[j] * (score[above] - score[below])) / (x[above] - x[below]);
    }
  });
  if (!nodes.axes) curvature.fill(curvature.reduce((sum, c) => sum + c) / (dim * directions.length));
  return mean.every(Number.isFinite) && curvature.every((c) => c > 0 && c < Infinity)
    ? { score: mean, curvature }
    : undefined;
}

/** Moves the law by a share of Newton's step, or by all of it where it is close; whether it is. */
function step({ mean, std }: Law, { score, curvature }: Residual, share: number): boolean {
  const close = curvature.every((c, j) => Math.abs(c - 1) < CLOSE && Math.abs(score[j]) * std[j] < CLOSE);
  const whole = close || share === 1;
  curvature.forEach((c, j) => {
    mean[j] += ((whole ? 1 : share) * score[j] * std[j] * std[j]) / c;
    std[j] /= whole ? Math.sqrt(c) : Math.sqrt(Math.sqrt(c));
  });
  return close;
}
