import { gaussianLinear, gaussianLinearUniform } from "./gaussian-linear.ts";
import { gaussianMixtureMean } from "./gaussian-mixture.ts";
import { slcp } from "./slcp.ts";
import type { InferenceTask } from "./task.ts";
import { twoMoons } from "./two-moons.ts";

export type { ExactPosterior, InferenceTask } from "./task.ts";

/**
 * Problems of inference with exact posteriors, by name: those of the benchmark of Lueckmann et al. 2021 (arXiv:2101.04653) that have
 * one.
 *
 * @example
 * ```ts
 * import { tasks } from "langevin/toys";
 *
 * const task = tasks["two moons"];
 * console.log(task.posterior([0, 0]).sample(1000, { seed: 1 }).length); // 1,000 rows of 2 parameters
 * ```
 */
export const tasks = {
  "two moons": twoMoons,
  "gaussian linear": gaussianLinear,
  "gaussian linear uniform": gaussianLinearUniform,
  "gaussian mixture": gaussianMixtureMean,
  slcp,
} as const satisfies Record<string, InferenceTask>;

/** The name of one of {@link tasks}. */
export type TaskName = keyof typeof tasks;
