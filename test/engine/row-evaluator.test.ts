import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { RowEvaluator } from "../../src/engine/row-evaluator.ts";
import type { NetworkOptions } from "../../src/models/network-options.ts";
import { largestDifference, twin } from "../kit/network-twin.ts";
import { testData } from "../reference/gradient-check.ts";
import type { ReferenceMlp } from "../reference/mlp.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 2 })));
afterAll(() => engine.dispose());

const shapes: NetworkOptions[] = [
  { dim: 1, hidden: [1], sigmaFrequencies: 0, coordinateFrequencies: 0 },
  { dim: 2, hidden: [13, 13], coordinateFrequencies: 8 },
  { dim: 3, hidden: [9, 9, 9], activation: "softplus", coordinateFrequencies: 3, classes: 5 },
  { dim: 9, hidden: [7, 16, 16], activation: "tanh", parameterization: "noise", residual: false },
  { dim: 17, hidden: [24, 24], parameterization: "denoised", classes: 1 },
];

/** J[b] (D, D) of each row b: row i is the gradient of ẑ_i. */
function jacobians(
  reference: ReferenceMlp,
  rows: { x: Float32Array; sigmas: Float32Array; labels?: Int32Array },
): Float64Array[] {
  const { dim } = reference.config;
  const cache = reference.forward(rows.x, rows.sigmas, rows.labels);
  const count = rows.sigmas.length;
  const all = Array.from({ length: count }, () => new Float64Array(dim * dim));
  for (let i = 0; i < dim; i++) {
    const seed = Float64Array.from({ length: count * dim }, (_, k) => Number(k % dim === i));
    reference.backward(cache, seed).dNoised.forEach((g, k) => (all[Math.floor(k / dim)][i * dim + (k % dim)] = g));
  }
  return all;
}

describe.each(shapes)("%o, rows with a σ and a label each", (options) => {
  test.each([1, 4, 31, 33, 100])("%i rows: ẑ, tr J, vᵀJv and J·v equal the reference's", async (count) => {
    const { network, reference } = twin(engine, options, true);
    const { dim } = options;
    const sigmas = Float32Array.from({ length: count }, (_, b) => [0.02, 0.5, 3, 40][b % 4]);
    const x = Float32Array.from(testData(count * dim, 5), (z, k) => z * Math.hypot(1, sigmas[Math.floor(k / dim)]));
    const probes = new Float32Array(testData(count * dim, 6));
    const { classes = 0 } = options;
    const labels = classes ? Int32Array.from({ length: count }, (_, b) => (b % (classes + 1)) - 1) : undefined;
    const exact = jacobians(reference, { x, sigmas, ...(labels && { labels }) });
    const noise = reference.forward(x, sigmas, labels).predictedNoise;
    const evaluator = new RowEvaluator(network.mlp, 100);
    const batch = { count, x, sigmas, labels, probes };
    const v = (b: number) => probes.subarray(b * dim, (b + 1) * dim);
    const product = (J: Float64Array, b: number) =>
      Array.from({ length: dim }, (_, i) => v(b).reduce((sum, w, j) => sum + J[i * dim + j] * w, 0));

    const plain = (await evaluator.evaluate(batch, "none")).noise.slice();
    const scale = largestDifference(noise, new Float64Array(noise.length));
    expect(largestDifference(plain, noise)).toBeLessThan(2e-5 * scale);
    const trace = (await evaluator.evaluate(batch, "trace")).trace.slice();
    const probed = (await evaluator.evaluate(batch, "probed-trace")).trace.slice();
    const products = (await evaluator.evaluate(batch, "product")).product;
    exact.forEach((J, b) => {
      // J is a sum over hidden units: its scale is that of its largest entry
      const size = J.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
      const exactTrace = J.reduce((sum, g, k) => sum + (k % (dim + 1) === 0 ? g : 0), 0);
      expect(Math.abs(trace[b] - exactTrace), `tr J of row ${b}`).toBeLessThan(1e-4 * dim * size);
      const Jv = product(J, b);
      const length = Math.hypot(...v(b));
      expect(largestDifference(products.subarray(b * dim, (b + 1) * dim), Jv)).toBeLessThan(1e-4 * dim * size * length);
      const vJv = Jv.reduce((sum, g, i) => sum + g * v(b)[i], 0);
      expect(Math.abs(probed[b] - vJv), `vᵀJv of row ${b}`).toBeLessThan(1e-4 * dim * size * length * length);
    });
    evaluator.dispose();
    network.dispose();
  });
});

test("ẑ is bit for bit what network.predictNoise gives at one σ", async () => {
  const { network } = twin(engine, { dim: 2, hidden: [16, 16], classes: 3 }, true);
  const x = new Float32Array(testData(2 * 50, 1));
  const evaluator = new RowEvaluator(network.mlp, 50);
  const labels = Int32Array.from({ length: 50 }, (_, b) => (b % 4) - 1);
  const sigmas = new Float32Array(50).fill(0.37);
  const { noise } = await evaluator.evaluate({ count: 50, x, sigmas, labels }, "trace");
  expect(noise.slice()).toEqual(network.predict("test", "noise", x, Math.fround(0.37), { labels }));
  expect(network.predict("test", "noise", x, 0.37, { labels: 1 })).not.toEqual(
    network.predict("test", "noise", x, 0.37, { labels: 2 }),
  );
});
