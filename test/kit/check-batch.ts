import { expect } from "vitest";
import type { Trainer } from "../../src/engine/trainer.ts";
import { relativeError } from "../reference/bounds.ts";
import { drawNoise, dsmLoss, perturb, sigmaFromLadder, type drawRows } from "../reference/dsm.ts";
import { largestDifference, type twin } from "./network-twin.ts";

/** A batch of an "edm" network of two columns, as the reference draws it. */
export interface Batch {
  /** Rows that it is drawn from: (n, 2). */
  data: Float32Array;
  ladder: readonly number[];
  draw: { seed: number; step: number; batch: number };
  /** Which rows, and where their σ is on the ladder. */
  drawn: ReturnType<typeof drawRows>;
  /** What each row of the batch is given, as the reference takes it. */
  labels?: number[] | undefined;
  conditions?: number[] | undefined;
}

/** Compares a batch's loss with the reference's to 1e-5, and its gradients to 1e-4 of the largest in their layer. */
export async function checkBatch(
  trainer: Trainer,
  reference: ReturnType<typeof twin>["reference"],
  { data, ladder, draw, drawn: { row, quantile }, labels, conditions }: Batch,
): Promise<void> {
  const sigma = quantile.map((q) => sigmaFromLadder(q, Float64Array.from(ladder, Math.fround)));
  const x = Float64Array.from({ length: 2 * draw.batch }, (_, k) => data[2 * row[k >> 1] + (k & 1)]);
  const noise = drawNoise(2, draw);
  const cache = reference.forward(perturb(x, sigma, noise), sigma, labels, conditions);
  const how = { weighting: "edm", parameterization: "edm" } as const;
  const { loss, dPredictedNoise } = dsmLoss(cache.predictedNoise, noise, sigma, how);
  const expected = reference.backward(cache, dPredictedNoise);
  await trainer.computeGradients(draw.step);
  expect(relativeError(trainer.loss(), loss)).toBeLessThan(1e-5);
  trainer.gradients().forEach(({ weight, bias }, l) => {
    const { w, bias: dBias } = expected.layers[l];
    const tolerance = 1e-4 * largestDifference([...w, ...dBias], new Float64Array(w.length + dBias.length));
    expect(largestDifference(weight, w)).toBeLessThanOrEqual(tolerance);
    expect(largestDifference(bias, dBias)).toBeLessThanOrEqual(tolerance);
  });
}
