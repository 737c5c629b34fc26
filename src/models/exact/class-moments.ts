import { blockSize, type CategoryBlock } from "../../data/category-block.ts";
import { threeDigits, type SigmaRange } from "../../noise/sigma-range.ts";
import type { ExactModel } from "../score-model.ts";
import type { MixtureParts } from "./class-posterior.ts";
import { mixtureRange, MOST_EIGENVALUES, type RangeComponent } from "./exact-range.ts";

type Moments = Pick<ExactModel, "mean" | "variance">;

/** Mean and variance of each coordinate; those of categories have mean 0, as their codes are centered. */
export function classMoments({ weights, blocks, components }: MixtureParts, dim: number): Moments {
  const numbers = components[0].mean.length;
  const mean = new Float64Array(dim);
  components.forEach((component, c) => component.mean.forEach((m, i) => (mean[i] += weights[c] * m)));
  const variance = new Float64Array(dim);
  components.forEach((component, c) =>
    component.mean.forEach((m, i) => {
      variance[i] += weights[c] * (component.variance[i] + (m - mean[i]) * (m - mean[i]));
    }),
  );
  let at = numbers;
  for (const block of blocks) {
    variance.set(levelMoments(block, block.probabilities).variance, at);
    at += blockSize(block);
  }
  return { mean, variance };
}

/**
 * The range of a normal mixture with the classes' means and covariances, but σ_max is at least twice the distance of a
 * column's farthest levels, however rare they are, and for σ_min levels count as 1 from their middle.
 */
export function classRange(parts: MixtureParts, dim: number, moments: Moments): SigmaRange | undefined {
  const classes = parts.components.map(({ mean, variance }, c): RangeComponent => {
    const numbers = mean.length;
    const own = { mean: new Float64Array(dim), variance: new Float64Array(dim) };
    own.mean.set(mean);
    own.variance.set(variance);
    const covariance = dim <= MOST_EIGENVALUES ? new Float64Array(dim * dim) : undefined;
    let at = numbers;
    parts.blocks.forEach((block, j) => {
      const levels = levelMoments(block, parts.tables[j][c]);
      own.mean.set(levels.mean, at);
      own.variance.set(levels.variance, at);
      if (covariance) addCovariance(covariance, dim, at, block, parts.tables[j][c], levels.mean);
      at += blockSize(block);
    });
    const conditional = own.variance.map((v, i) => (i < numbers ? v : 1));
    return { ...own, conditional, ...(covariance && { covariance }) };
  });
  const range = mixtureRange(parts.weights, classes, moments);
  const farthest = Math.max(...parts.blocks.map(farthestLevels));
  return range && { ...range, sigmaMax: Math.max(range.sigmaMax, threeDigits(2 * farthest)) };
}

/** The largest distance from the first level to another: 2 in a simplex, nearly the largest of all in a spread code. */
function farthestLevels({ codes, probabilities }: CategoryBlock): number {
  const size = codes.length / probabilities.length;
  let most = 0;
  for (let k = 1; k < probabilities.length; k++) {
    let square = 0;
    for (let c = 0; c < size; c++) square += (codes[k * size + c] - codes[c]) * (codes[k * size + c] - codes[c]);
    most = Math.max(most, square);
  }
  return Math.sqrt(most);
}

/** Adds a block's covariance where its coordinates are in (dim, dim). */
function addCovariance(
  covariance: Float64Array,
  dim: number,
  at: number,
  { codes }: CategoryBlock,
  probabilities: Float64Array,
  mean: Float64Array,
): void {
  const size = mean.length;
  for (let k = 0; k < probabilities.length; k++)
    for (let p = 0; p < size; p++)
      for (let q = 0; q < size; q++)
        covariance[(at + p) * dim + at + q] +=
          probabilities[k] * (codes[k * size + p] - mean[p]) * (codes[k * size + q] - mean[q]);
}

/** Mean and variance of each coordinate of a block whose levels have these probabilities. */
function levelMoments(block: CategoryBlock, probabilities: Float64Array): Moments {
  const { codes } = block;
  const size = blockSize(block);
  const mean = new Float64Array(size);
  codes.forEach((value, i) => (mean[i % size] += probabilities[Math.floor(i / size)] * value));
  const variance = new Float64Array(size);
  codes.forEach((value, i) => {
    const difference = value - mean[i % size];
    variance[i % size] += probabilities[Math.floor(i / size)] * difference * difference;
  });
  return { mean, variance };
}
