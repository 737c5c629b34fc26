import { expect } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../src/models/network.ts";
import type { ResumeOptions, TrainOptions } from "../../src/training/options.ts";
import { train, type TrainProgress } from "../../src/training/train.ts";
import { flatten } from "../kit/network-twin.ts";
import { testData } from "../reference/gradient-check.ts";

/** Rows of two columns of very different places and widths. */
export const data = testData(2 * 300, 1).map((z, k) => (k % 2 ? 1e6 + 300 * z : -4 + z * z));
export const validation = data.subarray(0, 100);
export const options = { sigmas: [8, 2, 0.5, 0.1], steps: 40, batchSize: 37, seed: 3 } as const;

/** A network for {@link data} that trains in milliseconds. */
export function smallNetwork(engine: Engine): ScoreNetwork {
  return createScoreNetwork(engine, { dim: 2, hidden: [12, 12], seed: 4 });
}

/** Every progress of a run; `until` leaves it after that step. */
export async function run(
  network: ScoreNetwork,
  how: TrainOptions | ResumeOptions,
  until = Infinity,
  rows = data,
): Promise<TrainProgress[]> {
  const all: TrainProgress[] = [];
  for await (const progress of train(network, rows, how)) {
    all.push(progress);
    if (progress.step === until) break;
  }
  return all;
}

/** Weights and average, bit for bit. */
export function state(network: ScoreNetwork): Float32Array[] {
  return [flatten(network.parameters("current")), flatten(network.parameters())];
}

/** An error of this code whose message has these words. */
export function refused(code: string, message: string): unknown {
  return expect.objectContaining({ code, message: expect.stringContaining(message) });
}
