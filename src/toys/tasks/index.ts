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
  /** Two narrow crescents, of two parameters. */
  "two moons": twoMoons,
  /** Ten normal means under a normal prior. */
  "gaussian linear": gaussianLinear,
  /** Ten normal means under a uniform prior. */
  "gaussian linear uniform": gaussianLinearUniform,
  /** A wide and a narrow normal law about one mean in the plane. */
  "gaussian mixture": gaussianMixtureMean,
  /** Four points of the plane: four modes of five parameters. */
  slcp,
} as const satisfies Record<string, InferenceTask>;

/** The name of one of {@link tasks}. */
export type TaskName = keyof typeof tasks;
