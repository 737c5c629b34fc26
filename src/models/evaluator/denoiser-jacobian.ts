import { RowEvaluator } from "../../engine/index.ts";
import { scoreOf } from "../check.ts";
import { forRows } from "../per-row.ts";
import { denoiserProduct } from "./denoiser-product.ts";
import type { Evaluator } from "./evaluator.ts";
import type { NetworkModel } from "./network-model.ts";

/** D(x, σ) of rows, and J·a for some vectors a of each, J = ∂D/∂x. */
export interface Denoised {
  /** (rows, dim) */
  denoised: Float64Array;
  /** For each of the vectors (rows, dim). */
  products: Float64Array[];
}

/** Asks a model for D and J·a, of up to `capacity` rows at a time. */
export interface DenoiserJacobian {
  readonly capacity: number;
  /**
   * @param x        (rows, dim)
   * @param rows     which of a run's rows each is
   * @param vectors  a, each (rows, dim)
   */
  evaluate(
    x: Float32Array,
    sigma: number,
    rows: ArrayLike<number>,
    vectors: readonly Float64Array[],
  ): Promise<Denoised>;
  dispose(): void;
}

/** Floating-point operations of one evaluation on a thread: a few milliseconds. */
const EVALUATION = 5e7;
const [FEWEST_ROWS, MOST_ROWS] = [64, 4096];

/** A network's by derivatives in forward mode, on all threads; any other model's by differences of its score. */
export function denoiserJacobian(where: string, evaluator: Evaluator): DenoiserJacobian {
  return evaluator.inside ? ofNetwork(where, evaluator.inside) : ofScore(where, evaluator);
}

function ofNetwork(where: string, model: NetworkModel): DenoiserJacobian {
  const { network, labels, conditionTable } = model;
  const { mlp, dim, engine } = network;
  const most = Math.floor((engine.threads * EVALUATION) / (2 * mlp.operationsPerRow));
  const capacity = Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, most));
  const evaluator = new RowEvaluator(mlp, capacity, conditionTable);
  return {
    capacity,
    async evaluate(x, sigma, rows, vectors) {
      const count = x.length / dim;
      const guidance = model.guidanceAt(sigma);
      const [denoised, products] = [Float64Array.from(x), vectors.map((vector) => vector.slice())];
      const sigmas = new Float32Array(count).fill(sigma);
      const each = Int32Array.from(rows, (row) => (typeof labels === "number" ? labels : labels[row]));
      for (const [weight, given] of [
        [1 - guidance, undefined],
        [guidance, each],
      ] as const) {
        if (weight === 0) continue;
        mlp.check(where);
        const batch = { count, x, sigmas, labels: given };
        if (vectors.length === 0) take((await evaluator.evaluate(batch, "none")).noise, denoised, weight * sigma);
        for (const [j, probes] of vectors.entries()) {
          const { noise, product } = await evaluator.evaluate({ ...batch, probes }, "product");
          if (j === 0) take(noise, denoised, weight * sigma);
          take(product, products[j], weight * sigma);
        }
      }
      return { denoised, products };
    },
    dispose: () => evaluator.dispose(),
  };
}

/** into ← into − scale·values */
function take(values: Float32Array, into: Float64Array, scale: number): void {
  for (let k = 0; k < into.length; k++) into[k] -= scale * values[k];
}

function ofScore(where: string, evaluator: Evaluator): DenoiserJacobian {
  return {
    capacity: MOST_ROWS,
    async evaluate(x, sigma, rows, vectors) {
      const model = forRows(evaluator.model, rows);
      const score = await scoreOf(where, model, x, sigma);
      const denoised = Float64Array.from(x, (value, k) => value + sigma * sigma * score[k]);
      const products: Float64Array[] = [];
      for (const vector of vectors)
        products.push(await denoiserProduct(where, { ...evaluator, model }, x, sigma, vector));
      return { denoised, products };
    },
    dispose: () => undefined,
  };
}
