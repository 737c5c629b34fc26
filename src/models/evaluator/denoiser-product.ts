import { eachLabel } from "../../data/labels.ts";
import { RowEvaluator } from "../../engine/index.ts";
import { after, type Awaitable } from "../../support/after.ts";
import { scoreOf } from "../check.ts";
import type { ScoreModel } from "../score-model.ts";
import type { Evaluator } from "./evaluator.ts";
import type { NetworkModel } from "./network-model.ts";

/** Half the distance of two scores, in σ: differences to about 1e-3 of a score that varies over σ. */
const STEP = 1 / 64;

/** (∂D/∂x)·v at every row of x, D(x, σ) = x + σ²·score(x, σ), for one v a row: (rows, dim) → (rows, dim). */
export function denoiserProduct(
  where: string,
  { inside, model }: Evaluator,
  x: ArrayLike<number>,
  sigma: number,
  v: Float64Array,
): Awaitable<Float64Array> {
  return inside ? networkProduct(inside, x, sigma, v) : differences(where, model, x, sigma, v);
}

/** (∂D/∂x)·v = v − σ·(∂ẑ/∂x)·v of a network, by derivatives in forward mode. */
function networkProduct(model: NetworkModel, x: ArrayLike<number>, sigma: number, v: Float64Array): Float64Array {
  const { network, labels, conditionTable } = model;
  const guidance = model.guidanceAt(sigma);
  const count = x.length / network.dim;
  const each = eachLabel(labels, count);
  const product = v.slice();
  const evaluator = new RowEvaluator(network.mlp, count, conditionTable);
  try {
    for (const [weight, given] of [
      [1 - guidance, undefined],
      [guidance, each],
    ] as const) {
      if (weight === 0) continue;
      const batch = { count, x, sigmas: new Float32Array(count).fill(sigma), labels: given, probes: v };
      evaluator.evaluateNow(batch, "product").product.forEach((value, k) => (product[k] -= weight * sigma * value));
    }
  } finally {
    evaluator.dispose();
  }
  return product;
}

/** (∂D/∂x)·v of any model, from two scores at x ± (σ/64)·v/‖v‖. */
function differences(
  where: string,
  model: ScoreModel,
  x: ArrayLike<number>,
  sigma: number,
  v: Float64Array,
): Awaitable<Float64Array> {
  const { dim } = model;
  const product = new Float64Array(v.length);
  const norms = new Float64Array(v.length / dim);
  v.forEach((value, k) => (norms[Math.floor(k / dim)] += value * value));
  const step = v.map((value, k) => {
    const square = norms[Math.floor(k / dim)];
    return square > 0 ? (STEP * sigma * value) / Math.sqrt(square) : 0;
  });
  const [above, below] = [1, -1].map((sign) => Float32Array.from(step, (h, k) => x[k] + sign * h));
  return after(scoreOf(where, model, above, sigma), (up) =>
    after(scoreOf(where, model, below, sigma), (down) => {
      for (let k = 0; k < product.length; k++) {
        const scale = Math.sqrt(norms[Math.floor(k / dim)]) / (2 * STEP * sigma);
        product[k] = (above[k] - below[k] + sigma * sigma * (up[k] - down[k])) * scale;
      }
      return product;
    }),
  );
}
