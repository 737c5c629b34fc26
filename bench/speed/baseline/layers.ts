import { padded } from "./dense.ts";
import { PURPOSE, stepKey, threefry, uniform, words } from "./random.ts";

/** Where a layer's W (paddedInputs, paddedOutputs) row-major and bias (paddedOutputs) lie; what pads is zero. */
export interface Layer {
  inputs: number;
  outputs: number;
  paddedInputs: number;
  paddedOutputs: number;
  weightsAt: number;
  biasAt: number;
}

/** The layers between neighboring widths, one after another; `size` numbers in all. */
export function layOut(widths: readonly number[]): { layers: Layer[]; size: number } {
  const layers: Layer[] = [];
  let size = 0;
  for (let l = 0; l + 1 < widths.length; l++) {
    const [inputs, outputs] = [widths[l], widths[l + 1]];
    const paddedInputs = padded(inputs);
    const paddedOutputs = padded(outputs);
    const biasAt = size + paddedInputs * paddedOutputs;
    layers.push({ inputs, outputs, paddedInputs, paddedOutputs, weightsAt: size, biasAt });
    size = biasAt + paddedOutputs;
  }
  return { layers, size };
}

/** Uniform on ±√(3/fanIn) in the hidden layers; biases and the output layer are left zero. */
export function initialize(parameters: Float32Array, layers: readonly Layer[], seed: number): void {
  for (let l = 0; l + 1 < layers.length; l++) {
    const { inputs, outputs, paddedOutputs, weightsAt } = layers[l];
    const bound = Math.sqrt(3 / inputs);
    stepKey(seed, PURPOSE.initialWeights, l, 0);
    const [k0, k1] = words;
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        threefry(k0, k1, i, o >> 1);
        parameters[weightsAt + i * paddedOutputs + o] = bound * (2 * uniform(words[o & 1]) - 1);
      }
    }
  }
}
