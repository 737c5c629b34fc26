import { afterAll, beforeAll, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { createScoreNetwork } from "../../src/models/network.ts";
import { dpmSolverPlusPlus } from "../../src/sampling/samplers/dpm-solver.ts";
import { train } from "../../src/training/train.ts";
import { testData } from "../reference/gradient-check.ts";

// What the defaults make of wide tables: docs/decisions/0009-wide-tables.md.

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

/** Samples of a network that is told nothing but how long to train. */
async function sampleByDefault(rows: Float64Array, dim: number, { steps, count }: { steps: number; count: number }) {
  const network = createScoreNetwork(engine, { dim });
  await train(network, rows, { sigmas: "auto", steps });
  return dpmSolverPlusPlus(network, "auto", { count, seed: 1 });
}

test("24 flags of 0 and 1: after 400 steps more than nine values in ten are within 0.1 of either", async () => {
  const dim = 24;
  const rows = Float64Array.from(testData(2000 * dim, 3), (z) => Number(z > 0));
  const samples = await sampleByDefault(rows, dim, { steps: 400, count: 500 });
  const near = samples.filter((x) => Math.min(Math.abs(x), Math.abs(x - 1)) < 0.1).length / samples.length;
  expect(near).toBeGreaterThan(0.9);
});

test("128 columns of 3 factors: after 300 steps samples are in the factors' span, within a variance of 0.1 a column", async () => {
  const [dim, count, factors] = [128, 500, 3];
  const [mixing, hidden] = [testData(dim * factors, 4), testData(count * factors, 5)];
  /** Per column, of length 1, so that its variance is 1. */
  const loading = Float64Array.from({ length: dim * factors }, (_, i) => {
    const column = mixing.slice(factors * Math.floor(i / factors), factors * Math.floor(i / factors) + factors);
    return mixing[i] / Math.hypot(...column);
  });
  const rows = Float64Array.from({ length: count * dim }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < factors; k++)
      sum += loading[(i % dim) * factors + k] * hidden[Math.floor(i / dim) * factors + k];
    return sum;
  });
  const samples = await sampleByDefault(rows, dim, { steps: 300, count: 300 });

  // An orthonormal basis of the span (Gram–Schmidt), and what of a sample lies outside
  const basis: number[][] = [];
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    Array.from(a).reduce((sum, x, i) => sum + x * b[i], 0);
  for (let k = 0; k < factors; k++) {
    let vector = Array.from({ length: dim }, (_, j) => loading[j * factors + k]);
    for (const one of basis) {
      const along = dot(vector, one);
      vector = vector.map((x, i) => x - along * one[i]);
    }
    basis.push(vector.map((x) => x / Math.sqrt(dot(vector, vector))));
  }
  let outside = 0;
  for (let i = 0; i < 300; i++) {
    const row = samples.subarray(i * dim, (i + 1) * dim);
    outside += dot(row, row) - basis.reduce((sum, one) => sum + dot(row, one) ** 2, 0);
  }
  expect(outside / (300 * (dim - factors))).toBeLessThan(0.1);
});
