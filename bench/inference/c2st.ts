import { simulate } from "../../src/inference/index.ts";
import { c2st } from "../../src/metrics/index.ts";
import type { InferenceTask } from "../../src/toys/index.ts";

/** Draws of a posterior that are told from exact ones, and as many of these. */
export const ROWS = 2000;

/** The classifier in words: that of the published tables. */
export function classifierName(dim: number, rows = ROWS): string {
  return `perceptron of ${10 * dim} and ${10 * dim} ReLUs, 5 folds, ${rows} rows of each`;
}

/** The accuracy of telling rows of a task's parameters apart. */
export function c2stOf({ dim }: InferenceTask, rows: Float64Array, exact: Float64Array): number {
  return c2st(rows, exact, { dim, classifier: "network", maxRows: ROWS, seed: 5 }).accuracy;
}

/** Observations of parameters of the prior: the same for every setting of a task. */
export async function observe(task: InferenceTask, count: number): Promise<Float64Array[]> {
  const { observations } = await simulate(task.prior, task.simulate, { count, seed: 2 });
  return Array.from({ length: count }, (_, k) => observations.slice(k * task.conditions, (k + 1) * task.conditions));
}
