import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { Trainer } from "../../src/engine/trainer.ts";
import { withKnown } from "../../src/models/conditioning/with-known.ts";
import { ladderQuantiles } from "../../src/recipe/noise-distribution.ts";
import { categoryTwin, placeCodes, referenceLoss } from "../kit/category-twin.ts";
import { relativeError } from "../reference/bounds.ts";
import { predictRow } from "../reference/categories.ts";
import { centralDifference, testData } from "../reference/gradient-check.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

const shares = [
  [0.2, 0.3, 0.5],
  [0.6, 0.4],
];
/** Masks of one word, of two, and without blocks. */
const cases = [
  { dim: 3, shares, masks: true },
  { dim: 40, shares, masks: true },
  { dim: 5, shares: [], masks: true },
];

describe.each(cases)("$dim plain columns and blocks of $shares.length", (shape) => {
  test("the score given known values is the reference's of what they enter as", () => {
    const { network, reference } = categoryTwin(engine, shape);
    const { dim } = network;
    const count = 35;
    const x = Float32Array.from(testData(count * dim, 1));
    const known = Float32Array.from(testData(count * dim, 2));
    placeCodes(known, dim, reference);
    // Row r knows the plain columns whose bits r has, and block j where r + j is even
    const masks = Array.from({ length: count }, (_, r) =>
      Array.from({ length: shape.dim + shape.shares.length }, (_, k) =>
        k < shape.dim ? (r >> (k % 5)) & 1 : (r + k - shape.dim + 1) % 2,
      ),
    );
    const bitOf = Array.from({ length: shape.dim }, (_, d) => d);
    reference.blocks.forEach(({ codes, probabilities }, j) =>
      bitOf.push(...new Array<number>(codes.length / probabilities.length).fill(shape.dim + j)),
    );
    for (let i = 0; i < known.length; i++) if (!masks[Math.floor(i / dim)][bitOf[i % dim]]) known[i] = NaN;
    for (const sigma of [0.05, 0.7, 9]) {
      const scores = withKnown(network, known).score(x, sigma);
      for (let r = 0; r < count; r++) {
        const row = Array.from(x.subarray(r * dim, (r + 1) * dim), (value, d) => {
          const own = known[r * dim + d];
          if (Number.isNaN(own)) return value;
          return Math.fround(own * (d < shape.dim ? Math.sqrt(sigma ** 2 + 1) : 1 + 32 * sigma ** 2));
        });
        predictRow(reference, row, Math.fround(sigma), masks[r]).noise.forEach((z, d) => {
          if (masks[r][bitOf[d]]) return; // says nothing
          const error = Math.abs(-sigma * scores[r * dim + d] - z);
          expect(error).toBeLessThan(4e-4 * (1 + Math.abs(z) + 0.1 / sigma));
        });
      }
    }
    network.dispose();
  });

  test.each([0, 0.5, 1])(
    "loss to 1e-5 and gradients to 1e-3 where a share of %d of rows has masks",
    async (maskShare) => {
      const { network, reference } = categoryTwin(engine, shape);
      const { dim } = network;
      const data = Float32Array.from(testData(11 * dim, 8));
      placeCodes(data, dim, reference);
      for (let r = 0; r < 11; r += 3) data[r * dim] = NaN; // free, so never known
      const sigmas = [8, 2, 0.7, 0.3];
      const draw = { seed: 12, step: 3, batch: 35 };
      const options = { data, batchSize: 35, sigmas: ladderQuantiles(sigmas), weighting: "edm", seed: 12 } as const;
      const trainer = new Trainer(network.mlp, { ...options, maskShare });
      await trainer.computeGradients(3);
      const loss = (): number =>
        referenceLoss(reference, { data, width: dim, sigmas, weighting: "edm", draw, maskShare });
      expect(relativeError(trainer.loss(), loss())).toBeLessThan(1e-5);
      trainer.gradients().forEach(({ weight, bias }, l) => {
        const layer = reference.layers[l];
        // The last rows of the first layer's weights are the mask's
        const places = Array.from({ length: 8 }, (_, k) => (k < 4 ? k : layer.weight.length - 1 - 3 * k));
        const slopes = places.map((k) => centralDifference(layer.weight, k, loss));
        const biases = [0, 1].map((k) => centralDifference(layer.bias, k, loss));
        const largest = Math.max(...[...slopes, ...biases].map(Math.abs));
        slopes.forEach((slope, k) => expect(Math.abs(weight[places[k]] - slope)).toBeLessThan(1e-3 * largest));
        biases.forEach((slope, k) => expect(Math.abs(bias[k] - slope)).toBeLessThan(1e-3 * largest));
      });
      trainer.dispose();
      network.dispose();
    },
  );
});
