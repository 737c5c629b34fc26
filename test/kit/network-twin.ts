import type { Engine } from "../../src/engine/engine.ts";
import type { LayerParameters } from "../../src/engine/mlp.ts";
import type { NetworkOptions } from "../../src/models/network-options.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../src/models/network.ts";
import { testData } from "../reference/gradient-check.ts";
import { ReferenceMlp } from "../reference/mlp.ts";

/** A network and the f64 reference of the same shape and parameters. */
export interface Twin {
  network: ScoreNetwork;
  reference: ReferenceMlp;
}

/** Both as `initialize(seed)` leaves them; with `random`, the output layer and the biases are not 0 either. */
export function twin(engine: Engine, options: NetworkOptions, random = false): Twin {
  const network = createScoreNetwork(engine, options);
  const { hidden, ...shape } = network.options;
  const reference = new ReferenceMlp({ ...shape, hidden: [...hidden] });
  reference.initialize(network.options.seed);
  if (random) {
    reference.layers.forEach(({ w, bias }, l) => {
      const scale = 1 / Math.sqrt(reference.widths[l]);
      testData(w.length, 2 * l).forEach((z, k) => (w[k] = Math.fround(scale * z)));
      testData(bias.length, 2 * l + 1).forEach((z, k) => (bias[k] = Math.fround(z / 3)));
    });
    setParameters(network, reference);
  }
  return { network, reference };
}

/** The reference's parameters, rounded to f32, become the network's weights and their average. */
function setParameters({ mlp }: ScoreNetwork, reference: ReferenceMlp): void {
  const layers = reference.layers.map(({ w, bias }) => ({ weight: new Float32Array(w), bias: new Float32Array(bias) }));
  mlp.setWeights("current", layers);
  mlp.copyToAverage();
}

/** Weights, then bias, of each layer in turn. */
export const flatten = (layers: readonly LayerParameters[]): Float32Array =>
  Float32Array.from(layers.flatMap(({ weight, bias }) => [...weight, ...bias]));

/** The same order, for the reference's layers. */
export const flattenReference = (layers: ReferenceMlp["layers"]): Float64Array =>
  Float64Array.from(layers.flatMap(({ w, bias }) => [...w, ...bias]));

/** Back from that order. */
export function unflatten(reference: ReferenceMlp, flat: Float64Array): void {
  let at = 0;
  for (const { w, bias } of reference.layers)
    for (const part of [w, bias]) {
      part.set(flat.subarray(at, at + part.length));
      at += part.length;
    }
}

/** max |a − b|; NaN where either is. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : NaN;
  for (let k = 0; k < b.length; k++) largest = Math.max(largest, Math.abs(a[k] - b[k]));
  return largest;
}
