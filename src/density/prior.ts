import { flowField } from "../models/evaluator/field.ts";
import type { FlowField } from "../models/evaluator/flow-field.ts";
import { nodesAround, quadratureNodes, type QuadratureNodes } from "../models/evaluator/quadrature-nodes.ts";
import { entryOf, type StartLaws } from "../models/moments.ts";
import { exp, log } from "../numerics/math.ts";
import { Pacer } from "../support/pacer.ts";
import type { Flow } from "./ode/flow.ts";

const LN_2PI = 1.8378770664093453;

/** ln p of each row under its law: rows (count, dim). */
export function logPrior(laws: StartLaws, dim: number, x: Float64Array): Float64Array {
  const logs = Float64Array.from(laws.std, log);
  const sums = new Float64Array(x.length / dim);
  x.forEach((value, k) => {
    const entry = entryOf(laws, dim, k);
    const z = (value - laws.mean[entry]) / laws.std[entry];
    sums[Math.floor(k / dim)] -= 0.5 * (LN_2PI + z * z) + logs[entry];
  });
  return sums;
}

/** Gauss & Legendre's three points on (0, 1), and their weights. */
const POINTS = [0.5 - Math.sqrt(0.15), 0.5, 0.5 + Math.sqrt(0.15)];
const WEIGHTS = [5 / 18, 8 / 18, 5 / 18];

/** The quadrature is good to a tenth where σ_max is above the data's spread. */
const SAFETY = 1.25;

/**
 * 1.25·|ln p_σ − ln N| of each row at σ = σ_max: by how much the law N that the rows are taken to have there is wrong, as the score
 * tells. With `g(x) = ∫ (score − ∇ ln N)·dx` from the law's mean straight to x, `ln p_σ − ln N = g − ln E exp(g)`, E over the law
 * itself, by the quadrature that fits laws. 0 for a velocity, which is no score.
 *
 * @param x  (count, dim) at σ_max
 */
export async function priorMismatch(
  where: string,
  { evaluator, sigmaMax, signal }: Flow,
  laws: StartLaws,
  x: Float64Array,
): Promise<Float64Array> {
  const { dim } = evaluator;
  const count = x.length / dim;
  if (evaluator.coupled) return new Float64Array(count);
  const field = flowField(where, evaluator, "none");
  const pacer = new Pacer(signal);
  try {
    const gain = (points: Float64Array, rows: readonly number[]): Promise<Float64Array> =>
      gains(field, pacer, { laws, sigma: sigmaMax, points, rows });
    const nodes = quadratureNodes(dim);
    const { lawOf = new Int32Array(count) } = laws;
    const [mean, std] = [Float64Array.from(laws.mean), Float64Array.from(laws.std)];
    const each = 1 + 2 * nodes.directions.length;
    const points = new Float64Array((mean.length / dim) * each * dim);
    const rows = new Array<number>(points.length / dim);
    // Backwards, so that each law has its first row
    for (let row = count - 1; row >= 0; row--) rows.fill(row, lawOf[row] * each, (lawOf[row] + 1) * each);
    for (let at = 0; at < mean.length; at += dim)
      points.set(nodesAround(mean.subarray(at, at + dim), std.subarray(at, at + dim), nodes), at * each);
    const atNodes = await gain(points, rows);
    const norms = Array.from({ length: mean.length / dim }, (_, law) =>
      logMeanExp(nodes, atNodes.subarray(law * each, (law + 1) * each)),
    );
    const ofRows = await gain(
      x,
      Array.from({ length: count }, (_, k) => k),
    );
    return ofRows.map((g, k) => SAFETY * Math.abs(g - norms[lawOf[k]]));
  } finally {
    field.dispose();
  }
}

interface Points {
  laws: StartLaws;
  sigma: number;
  /** (points, dim) */
  points: Float64Array;
  /** (points): the row whose condition and law hold there. */
  rows: readonly number[];
}

/** g at each of the points: ∫ (score − ∇ ln N)·dx from the law's mean. */
async function gains(
  field: FlowField,
  pacer: Pacer,
  { laws, sigma, points, rows: all }: Points,
): Promise<Float64Array> {
  const { dim } = field;
  const sums = new Float64Array(all.length);
  for (let first = 0; first < all.length; first += field.capacity) {
    const rows = all.slice(first, first + field.capacity);
    const count = rows.length;
    const entries = Array.from({ length: count * dim }, (_, k) =>
      entryOf(laws, dim, rows[Math.floor(k / dim)] * dim + (k % dim)),
    );
    const velocity = new Float64Array(count * dim);
    const still = {
      count,
      sigmas: new Float64Array(count).fill(sigma),
      rows,
      velocity,
      divergence: new Float64Array(count),
    };
    for (const [i, point] of POINTS.entries()) {
      const x = Float64Array.from(entries, (e, k) => laws.mean[e] + point * (points[first * dim + k] - laws.mean[e]));
      await field.evaluate({ ...still, x });
      entries.forEach((e, k) => {
        const [score, way] = [-velocity[k] / (sigma * sigma), points[first * dim + k] - laws.mean[e]];
        sums[first + Math.floor(k / dim)] += WEIGHTS[i] * way * (score + (point * way) / (laws.std[e] * laws.std[e]));
      });
      if (pacer.due) await pacer.pause();
    }
  }
  return sums;
}

/** ln E exp(g) from g at the nodes; along each column as if it were alone. */
function logMeanExp({ directions, weight, axes }: QuadratureNodes, g: Float64Array): number {
  const pairs = directions.map((_, d) => [g[1 + 2 * d], g[2 + 2 * d]] as const);
  if (!axes) {
    const top = beyondExp(pairs.flat());
    return top + log(weight * pairs.reduce((sum, [a, b]) => sum + (exp(a - top) + exp(b - top)), 0));
  }
  return pairs.reduce((sum, [a, b]) => {
    const top = beyondExp([a, b, 0]);
    return sum + (top + log((1 - 2 * weight) * exp(-top) + weight * (exp(a - top) + exp(b - top))));
  }, 0);
}

/** What is to be taken from exponents whose largest f64 has no room for, else 0. */
function beyondExp(exponents: readonly number[]): number {
  const most = exponents.reduce((a, b) => Math.max(a, b));
  return Math.abs(most) > 700 ? most : 0;
}
