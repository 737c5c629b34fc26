import { simulate } from "../../src/inference/index.ts";
import { c2st, type C2st } from "../../src/metrics/index.ts";
import type { InferenceTask } from "../../src/toys/index.ts";

/** Draws of a posterior that are told from exact ones, and as many of these. */
export const ROWS = 1000;

/** The perceptron of the published tables, where it takes seconds; for more columns, where it takes minutes, boosted trees. */
const classifierOf = (dim: number): "network" | "booster" => (dim <= 2 ? "network" : "booster");

/** The classifier in words. */
export function classifierName(dim: number, rows = ROWS): string {
  const name =
    classifierOf(dim) === "network"
      ? `perceptron of ${10 * dim} and ${10 * dim} ReLUs`
      : "100 boosted trees of depth 3";
  return `${name}, 5 folds, ${rows} rows of each`;
}

/** The accuracy of telling rows of a task's parameters apart. */
export function c2stOf({ dim }: InferenceTask, rows: Float64Array, exact: Float64Array): number {
  return accuracyOf(rows, exact, dim).accuracy;
}

export function accuracyOf(rows: Float64Array, exact: Float64Array, dim: number): C2st {
  return c2st(rows, exact, { dim, classifier: classifierOf(dim), maxRows: ROWS, seed: 5 });
}

/** Observations of parameters of the prior: the same for every setting of a task. */
export async function observe(task: InferenceTask, count: number): Promise<Float64Array[]> {
  const { observations } = await simulate(task.prior, task.simulate, { count, seed: 2 });
  return Array.from({ length: count }, (_, k) => observations.slice(k * task.conditions, (k + 1) * task.conditions));
}
