import type { CategoryBlock } from "../../src/data/category-block.ts";
import { features, inputScale, type FeatureConfig } from "./features.ts";

/** A network of one hidden layer (tanh) with blocks of categories behind its plain columns, "edm", in plain loops. */
export interface CategoricalNetwork extends FeatureConfig {
  /** Plain columns. */
  dim: number;
  blocks: readonly CategoryBlock[];
  hidden: number;
  /** Whether the input ends with a mask's bits, one for each plain column and each block. */
  masks: boolean;
  /** Weights (inputs, outputs) and biases, hidden layer first. */
  layers: { weight: Float64Array; bias: Float64Array }[];
}

const codeOf = ({ codes, probabilities }: CategoryBlock, k: number): Float64Array => {
  const size = codes.length / probabilities.length;
  return codes.subarray(k * size, (k + 1) * size);
};
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);
const softmax = (logits: number[]): number[] => {
  const most = Math.max(...logits);
  const terms = logits.map((l) => Math.exp(l - most));
  const sum = terms.reduce((a, b) => a + b, 0);
  return terms.map((t) => t / sum);
};

/** ẑ of one row with a mask, by default nothing known, and the posterior of every block's levels. */
export function predictRow(
  network: CategoricalNetwork,
  row: ArrayLike<number>,
  sigma: number,
  mask: readonly number[] = new Array<number>(network.dim + network.blocks.length).fill(0),
): { noise: number[]; posteriors: number[][] } {
  const { dim, blocks, layers, hidden } = network;
  let at = dim;
  const evidence = blocks.map((block) => {
    const size = block.codes.length / block.probabilities.length;
    const x = Array.from(row).slice(at, (at += size));
    return Array.from(block.probabilities, (share, k) => {
      const v = codeOf(block, k);
      return Math.log(share) + (dot(x, v) - dot(v, v) / 2) / sigma ** 2;
    });
  });
  const own = evidence.flatMap((s, j) => softmax(s).map((q, k) => 2 * (q - blocks[j].probabilities[k])));
  const plain = Array.from(row).slice(0, dim);
  const input = [...features(plain, [sigma], network), ...own, ...(network.masks ? mask : [])];
  const layer = (l: number, x: number[], outputs: number): number[] =>
    Array.from({ length: outputs }, (_, o) =>
      x.reduce((sum, value, i) => sum + value * layers[l].weight[i * outputs + o], layers[l].bias[o]),
    );
  const h = layer(0, input, hidden).map(Math.tanh);
  const F = layer(1, h, dim + own.length);
  const noise = plain.map((x, d) => (sigma / (sigma ** 2 + 1)) * x - inputScale(sigma) * F[d]);
  let level = dim;
  at = dim;
  const posteriors = blocks.map((block, j) => {
    const p = softmax(evidence[j].map((s) => s + F[level++]));
    const size = block.codes.length / p.length;
    for (let c = 0; c < size; c++, at++)
      noise.push((row[at] - p.reduce((sum, share, k) => sum + share * codeOf(block, k)[c], 0)) / sigma);
    return p;
  });
  return { noise, posteriors };
}
