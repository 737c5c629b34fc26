import type { Awaitable } from "../../support/after.ts";
import { LangevinError } from "../../support/errors.ts";
import { isInstance } from "../../support/readable.ts";
import { nodesAround, quadratureNodes, type QuadratureNodes } from "./quadrature-nodes.ts";

/** One normal distribution of independent columns. */
export interface Law {
  mean: Float64Array;
  std: Float64Array;
}

const MOST_PASSES = 24;
/** Residuals at which the law is found; and, once passes are used up, at which the best is good enough to start from. */
const [CLOSE, NEAR] = [1e-3, 0.5];

/**
 * The N(mean, diag(std²)) for which a score behaves as that of a law with these moments: `E score = 0` and
 * `E ∂score_j/∂x_j = −1/std_j²`, both means over the law itself, by quadrature. Passes are Newton's with a diagonal Jacobian; the
 * first is exact where columns are normal and independent.
 *
 * @param first   where to begin
 * @param scores  (rows, dim) → (rows, dim)
 * @returns undefined where no law fits
 */
export async function fitLaw(
  first: Law,
  scores: (x: Float32Array) => Awaitable<Float32Array>,
): Promise<Law | undefined> {
  const dim = first.mean.length;
  const nodes = quadratureNodes(dim);
  const law = { mean: first.mean.slice(), std: first.std.slice() };
  const brackets = { narrow: new Float64Array(dim), wide: new Float64Array(dim).fill(Infinity) };
  let best = { law: undefined as Law | undefined, size: NEAR };
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const x = Float32Array.from(nodesAround(law.mean, law.std, nodes));
    const residual = residualOf(law, nodes, x, await valuesOf(scores, x));
    const { size } = residual;
    if (!Number.isFinite(size)) break;
    if (size < best.size) best = { law: { mean: law.mean.slice(), std: law.std.slice() }, size };
    improve(law, residual, brackets, pass === 0 || size < CLOSE);
    if (size < CLOSE) return law;
  }
  return best.law;
}

/** NaN where a part of the library refuses the score's values: rows of the run may never be there. */
async function valuesOf(scores: (x: Float32Array) => Awaitable<Float32Array>, x: Float32Array): Promise<Float32Array> {
  try {
    return await scores(x);
  } catch (cause) {
    if (!isInstance(cause, LangevinError)) throw cause;
    return x.map(() => NaN);
  }
}

/** How far a score is from that of a law. */
export interface Residual {
  /** (dim): E score */
  score: Float64Array;
  /** (dim): −std²·E ∂score_j/∂x_j, 1 where the law fits */
  curvature: Float64Array;
  /** The largest of |curvature − 1| and |score|·std. */
  size: number;
}

export function residualOf({ std }: Law, nodes: QuadratureNodes, x: Float32Array, score: Float32Array): Residual {
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
  const size = curvature.reduce((most, c, j) => Math.max(most, Math.abs(c - 1), Math.abs(mean[j]) * std[j]), 0);
  return { score: mean, curvature, size };
}

/** Per column, the widest deviation found too narrow and the narrowest found too wide. */
interface Brackets {
  narrow: Float64Array;
  wide: Float64Array;
}

/** Newton's step, whole; or for deviations half of it, within what is known of them. */
function improve({ mean, std }: Law, { score, curvature }: Residual, { narrow, wide }: Brackets, whole: boolean): void {
  curvature.forEach((c, j) => {
    mean[j] += (score[j] * std[j] * std[j]) / (c > 0 ? c : 1);
    if (whole && c > 0) return void (std[j] /= Math.sqrt(c));
    (c < 1 ? narrow : wide)[j] = std[j];
    if (narrow[j] >= wide[j]) [narrow[j], wide[j]] = c < 1 ? [std[j], Infinity] : [0, std[j]]; // the mean has moved
    const half = c > 0 ? std[j] / Math.sqrt(Math.sqrt(c)) : 2 * std[j];
    std[j] = half > narrow[j] && half < wide[j] ? half : Math.sqrt(narrow[j] * wide[j]);
  });
}
