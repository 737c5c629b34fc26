import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { RowEvaluator } from "../../src/engine/row-evaluator.ts";
import { Trainer } from "../../src/engine/trainer.ts";
import { ladderQuantiles } from "../../src/recipe/noise-distribution.ts";
import { categoryTwin, placeCodes, referenceLoss } from "../kit/category-twin.ts";
import { relativeError } from "../reference/bounds.ts";
import { predictRow } from "../reference/categories.ts";
import { centralDifference, testData } from "../reference/gradient-check.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

/** Shares of every block's levels; the last has more levels than its code has coordinates. */
const cases = [
  { dim: 0, shares: [[0.5, 0.5]] },
  { dim: 1, shares: [[0.9, 0.1]] },
  { dim: 3, shares: [[0.2, 0.3, 0.5], [0.6, 0.4], Array.from({ length: 9 }, () => 1 / 9)] },
  { dim: 9, shares: [Array.from({ length: 33 }, () => 1 / 33), [0.1, 0.2, 0.3, 0.4]] },
];

describe.each(cases)("$dim plain columns and blocks of $shares.length", (shape) => {
  test("ẑ is the reference's, at small and large σ", () => {
    const { network, reference } = categoryTwin(engine, shape);
    const { dim } = network;
    const rows = Float32Array.from(testData(37 * dim, 1));
    for (const sigma of [0.05, 0.4, 1, 3, 30]) {
      const noise = network.predictNoise(rows, sigma);
      for (let r = 0; r < 37; r++)
        predictRow(reference, rows.subarray(r * dim, (r + 1) * dim), Math.fround(sigma)).noise.forEach((z, d) =>
          expect(Math.abs(noise[r * dim + d] - z)).toBeLessThan(4e-4 * (1 + Math.abs(z) + 0.1 / sigma)),
        );
    }
    network.dispose();
  });

  test("J·v and the trace are difference quotients of the reference", async () => {
    const { network, reference } = categoryTwin(engine, shape);
    const { dim } = network;
    const count = 2;
    const x = Float64Array.from(testData(count * dim, 2), (value) => Math.fround(value * 1.5));
    const probes = Float32Array.from(testData(count * dim, 4));
    const sigmas = [0.6, 2].map(Math.fround);
    const evaluator = new RowEvaluator(network.mlp, count);
    const product = Float64Array.from((await evaluator.evaluate({ count, x, sigmas, probes }, "product")).product);
    const traces = Float64Array.from((await evaluator.evaluate({ count, x, sigmas }, "trace")).trace);
    for (let r = 0; r < count; r++) {
      const row = x.slice(r * dim, (r + 1) * dim);
      const at = (d: number): number => predictRow(reference, row, sigmas[r]).noise[d];
      const columns = Array.from({ length: dim }, (_, d) =>
        Array.from({ length: dim }, (_, e) => centralDifference(row, e, () => at(d))),
      );
      const trace = columns.reduce((sum, slopes, d) => sum + slopes[d], 0);
      expect(Math.abs(traces[r] - trace)).toBeLessThan(2e-3 * (1 + Math.abs(trace)));
      columns.forEach((slopes, d) => {
        const expected = slopes.reduce((sum, slope, e) => sum + slope * probes[r * dim + e], 0);
        expect(Math.abs(product[r * dim + d] - expected)).toBeLessThan(2e-3 * (1 + Math.abs(expected)));
      });
    }
    evaluator.dispose();
    network.dispose();
  });

  test.each(["edm", "noise"] as const)("loss to 1e-5 and gradients to 1e-3, weighting %s", async (weighting) => {
    const { network, reference } = categoryTwin(engine, shape);
    const { dim } = network;
    const rows = 11;
    const batch = 35;
    const data = Float32Array.from(testData(rows * dim, 8));
    placeCodes(data, dim, reference);
    // Free coordinates: every third row's first plain one
    if (shape.dim > 0) for (let r = 0; r < rows; r += 3) data[r * dim] = NaN;
    const sigmas = [8, 2, 0.7, 0.3];
    const draw = { seed: 12, step: 3, batch };
    const trainer = new Trainer(network.mlp, {
      data,
      batchSize: batch,
      sigmas: ladderQuantiles(sigmas),
      weighting,
      seed: 12,
    });
    await trainer.computeGradients(3);
    const loss = (): number => referenceLoss(reference, { data, width: dim, sigmas, weighting, draw });
    expect(relativeError(trainer.loss(), loss())).toBeLessThan(1e-5);
    trainer.gradients().forEach(({ weight, bias }, l) => {
      const layer = reference.layers[l];
      const numeric = (values: Float64Array): number[] =>
        Array.from({ length: Math.min(values.length, 8) }, (_, k) => centralDifference(values, k, loss));
      const [weights, biases] = [numeric(layer.weight), numeric(layer.bias)];
      const largest = Math.max(...[...weights, ...biases].map(Math.abs));
      weights.forEach((slope, k) => expect(Math.abs(weight[k] - slope)).toBeLessThan(1e-3 * largest));
      biases.forEach((slope, k) => expect(Math.abs(bias[k] - slope)).toBeLessThan(1e-3 * largest));
    });
    trainer.dispose();
    network.dispose();
  });
});
