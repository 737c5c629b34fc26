import { layerShapes, loadInt16, MOST_INPUTS, type WasmSource } from "../engine/index.ts";
import { OnNetwork } from "../models/conditioning/on-network.ts";
import { ScoreNetwork } from "../models/network.ts";
import type { ScoreModel } from "../models/score-model.ts";
import { invalid } from "../support/errors.ts";
import { readOptions, unchecked, type Spec } from "../support/options.ts";
import { isInstance } from "../support/readable.ts";
import { QuantizedNetwork } from "./quantized-network.ts";

/** Options of {@link quantize}. */
export interface QuantizeOptions {
  /**
   * The kernels, as the package's `kernels-int16.wasm` holds them, for runtimes that do not compile bytes, and for hosts that serve
   * or verify the file themselves.
   *
   * @default those in this file
   */
  wasm?: WasmSource | Promise<WasmSource> | undefined;
}

export const quantizeOptions = {
  wasm: unchecked<WasmSource | Promise<WasmSource>>(),
} satisfies Spec<QuantizeOptions>;

/** A network in 16-bit integers, with its score at once. */
export interface QuantizedModel extends ScoreModel {
  score(x: ArrayLike<number>, sigma: number): Float32Array;
}

const WHERE = "quantize";

/**
 * A network whose products are of 16-bit integers, but for the first layer's of plain coordinates, for samplers: up to 1.7 times as
 * fast as f32.
 *
 *     h·W ≈ (Σₖ q[k]·v[k, c])·s·t[c],   q = h/s and v = w/t to the nearest integer
 *
 * with a scale s a row, max|h|/(2ᵃ⁻¹ − 1), and a scale t a column, max|w|/(2ʷ⁻¹ − 1), a + w = 33 − ⌈log₂ K⌉ bits for K inputs: 13
 * and 12 for 256. The sums are exact. What is f32 (products of coordinates and of σ, activations, sums of layers, noise) is rounded as
 * an engine with arithmetic "strict" does: rows have the same bits on every engine, of either arithmetic, and with any number of
 * threads. They are others than those of f32. Accuracy: the predicted noise is off by some 1e-4 (rms), up to 1e-3 in many columns that all
 * but determine each other, which samples do not show; but derivatives do, and densities and integrators with an error control
 * take these: they, and what else is no sampler, refuse it.
 *
 * It follows the network: integers are made anew where a run begins and finds other weights.
 *
 * @param model  a network, or one with `withLabels`, `withConditions` or `withKnown`; hidden layers of 1…1024. Quantize what is conditioned: not the
 *               other way round
 * @returns what samplers take in place of the model; released with the network
 * @throws LangevinError "invalid-argument", "unsupported", "out-of-memory", "disposed"
 *
 * @example
 * ```ts
 * import { createEngine, createScoreNetwork, sample, train } from "langevin";
 * import { quantize } from "langevin/int16";
 *
 * const engine = await createEngine();
 * const network = createScoreNetwork(engine, { dim: 2, hidden: [32, 32], seed: 1 });
 * const data = Array.from({ length: 500 }, (_, i) => [Math.cos(i), Math.sin(i)]);
 * await train(network, data, { sigmas: "auto", steps: 40, batchSize: 64, seed: 1 });
 * const rows = await sample(await quantize(network), { count: 100, seed: 1 });
 * console.log(rows.length); // 200
 * engine.dispose();
 * ```
 */
export async function quantize(model: ScoreModel, options: QuantizeOptions = {}): Promise<QuantizedModel> {
  const { wasm } = readOptions(WHERE, options, quantizeOptions);
  const base = isInstance(model, ScoreNetwork) ? new OnNetwork(model) : model;
  if (!isInstance(base, OnNetwork)) throw invalid(WHERE, "a network, or one with withLabels or withKnown", model);
  if (base instanceof QuantizedNetwork) return base;
  base.check(WHERE);
  const { network } = base;
  const widest = Math.max(
    ...layerShapes(network.options)
      .slice(1)
      .map(({ inputs }) => inputs),
  );
  if (widest > MOST_INPUTS) {
    const reason = "more products in a sum leave fewer than 23 bits to two factors";
    throw invalid(WHERE, `hidden layers of at most ${MOST_INPUTS}, as ${reason}`, widest);
  }
  await loadInt16(WHERE, network.engine, wasm);
  return new QuantizedNetwork(base);
}
