import { setTimeout } from "node:timers/promises";
import { median } from "../kit/quantiles.ts";
import type { Operation } from "./cases.ts";
import type { Contender } from "./contender.ts";
import { quiet } from "./quiet.ts";

/** One contender's operation; `label` names it in the result. */
export interface Entry {
  label: string;
  contender: Contender;
  operation: Operation;
}

/** Milliseconds of one call, of one process. */
export interface Timing {
  median: number;
  min: number;
  max: number;
  /** Calls in each sample. */
  calls: number;
}

/** Between samples: idle workers of OpenBLAS, OpenMP and ONNX Runtime spin for up to about 30 ms. */
const PAUSE_MILLIS = 40;

export interface InterleaveOptions {
  rounds?: number;
  /** A sample repeats its operation until it should last this long. */
  minMillis?: number;
  /** Wait that long before a sample for the machine to be idle; 0: pause only. */
  quietMillis?: number;
}

/**
 * Measures contenders in processes of their own, one at a time: all are warmed up first; then every round takes one
 * sample of each, starting with another one each time, so that a slow spell of the machine meets all.
 */
export async function interleave(
  entries: readonly Entry[],
  { rounds = 5, minMillis = 50, quietMillis = 0 }: InterleaveOptions = {},
): Promise<Map<string, Timing>> {
  const running: { entry: Entry; calls: number; samples: number[] }[] = [];
  for (const entry of entries) {
    const perCall = await entry.contender.warmUp(entry.operation);
    if (perCall === undefined) continue;
    running.push({ entry, calls: Math.max(1, Math.ceil(minMillis / perCall)), samples: [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < running.length; k++) {
      const { entry, calls, samples } = running[(round + k) % running.length];
      if (quietMillis > 0) await quiet(quietMillis);
      else await setTimeout(PAUSE_MILLIS);
      const sample = await entry.contender.sample(entry.operation, calls);
      if (sample) samples.push(sample.millis);
    }
  }
  const whole = running.filter(({ samples }) => samples.length === rounds);
  return new Map(whole.map(({ entry, calls, samples }) => [entry.label, { ...spread(samples), calls }]));
}

function spread(samples: readonly number[]): { median: number; min: number; max: number } {
  return { median: median(samples), min: Math.min(...samples), max: Math.max(...samples) };
}
