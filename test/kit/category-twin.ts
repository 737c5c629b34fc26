import { nearestLevel } from "../../src/data/codes/nearest-level.ts";
import { categoryBlock } from "../../src/data/codes/choose-code.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../src/models/network.ts";
import { predictRow, type CategoricalNetwork } from "../reference/categories.ts";
import { drawMasks, drawNoise, drawRows, sigmaFromLadder } from "../reference/dsm.ts";
import { testData } from "../reference/gradient-check.ts";

const HIDDEN = 5;

/** A network of plain columns and blocks with random weights, the last layer's too, and its reference in f64. */
export function categoryTwin(
  engine: Engine,
  { dim, shares, masks = false }: { dim: number; shares: readonly number[][]; masks?: boolean },
): { network: ScoreNetwork; reference: CategoricalNetwork } {
  const blocks = shares.map(categoryBlock);
  const columns = blocks.reduce((sum, { codes, probabilities }) => sum + codes.length / probabilities.length, dim);
  const shape = { sigmaFrequencies: 4, coordinateFrequencies: 1 };
  const network = createScoreNetwork(engine, {
    ...{ dim: columns, categories: blocks, hidden: [HIDDEN], activation: "tanh", residual: false, seed: 3, masks },
    ...shape,
  });
  const layers = network.mlp.layers.map(({ inputs, outputs }, l) => ({
    weight: new Float32Array(testData(inputs * outputs, 5 + l)).map((w) => w / Math.sqrt(inputs)),
    bias: new Float32Array(testData(outputs, 15 + l)).map((w) => w / 4),
  }));
  network.mlp.setWeights("current", layers);
  network.mlp.copyToAverage();
  const doubles = layers.map(({ weight, bias }) => ({
    weight: Float64Array.from(weight),
    bias: Float64Array.from(bias),
  }));
  return { network, reference: { dim, blocks, hidden: HIDDEN, layers: doubles, masks, ...shape } };
}

/** Every block's coordinates become a code: those of level (row + block) modulo levels. */
export function placeCodes(data: Float32Array, width: number, { dim, blocks }: CategoricalNetwork): void {
  for (let r = 0; r < data.length / width; r++) {
    let at = r * width + dim;
    blocks.forEach(({ codes, probabilities }, j) => {
      const size = codes.length / probabilities.length;
      const level = (r + j) % probabilities.length;
      for (let c = 0; c < size; c++) data[at++] = codes[level * size + c];
    });
  }
}

export interface LossCase {
  data: Float32Array;
  width: number;
  sigmas: number[];
  weighting: "edm" | "noise";
  draw: { seed: number; step: number; batch: number };
  /** Share of rows with known values. */
  maskShare?: number;
}

/**
 * Mean over the batch of weight·(ẑ − z)² of plain columns and weight/(σ² + 1)·CE/H of blocks, over columns and blocks; what is
 * known enters as √(σ² + 1)·x or (1 + 32σ²)·v, and counts 0.
 */
export function referenceLoss(
  reference: CategoricalNetwork,
  { data, width, sigmas, weighting, draw, maskShare = 0 }: LossCase,
): number {
  const { dim, blocks } = reference;
  const { row, quantile } = drawRows(data.length / width, draw);
  const noise = drawNoise(width, draw);
  const masks = drawMasks(dim + blocks.length, maskShare, draw);
  let total = 0;
  for (let b = 0; b < draw.batch; b++) {
    const sigma = Math.fround(sigmaFromLadder(quantile[b], sigmas));
    const clean = data.subarray(row[b] * width, (row[b] + 1) * width);
    const z = noise.slice(b * width, (b + 1) * width);
    const noised = Array.from(clean, (x, d) => x + sigma * z[d]);
    for (let d = 0; d < dim; d++)
      if (Number.isNaN(clean[d])) {
        noised[d] = Math.sqrt(1 + sigma ** 2) * z[d];
        z[d] = (sigma / (sigma ** 2 + 1)) * noised[d];
      }
    const mask = masks[b].map((bit, k) => (k < dim && Number.isNaN(clean[k]) ? 0 : bit));
    for (let d = 0; d < dim; d++) if (mask[d]) noised[d] = Math.sqrt(sigma ** 2 + 1) * clean[d];
    let first = dim;
    blocks.forEach(({ codes, probabilities }, j) => {
      const end = first + codes.length / probabilities.length;
      for (; first < end; first++) if (mask[dim + j]) noised[first] = (1 + 32 * sigma ** 2) * clean[first];
    });
    const { noise: predicted, posteriors } = predictRow(reference, noised, sigma, mask);
    const weight = weighting === "edm" ? sigma ** 2 + 1 : 1;
    for (let d = 0; d < dim; d++) if (!mask[d]) total += weight * (predicted[d] - z[d]) ** 2;
    let at = dim;
    blocks.forEach((block, j) => {
      const entropy = -block.probabilities.reduce((sum, share) => sum + share * Math.log(share), 0);
      const level = nearestLevel(block, clean, at);
      at += block.codes.length / block.probabilities.length;
      if (mask[dim + j]) return;
      total -= ((weight / (sigma ** 2 + 1)) * Math.log(posteriors[j][level])) / entropy;
    });
  }
  return total / (draw.batch * (dim + blocks.length));
}
