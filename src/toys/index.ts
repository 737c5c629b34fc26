import { checkerboard } from "./checkerboard.ts";
import type { Density2D } from "./density.ts";
import { eightGaussians, twentyFiveGaussians } from "./gaussians.ts";
import { moons } from "./moons.ts";
import { circles, rings } from "./rings.ts";
import { twoSpirals } from "./spirals.ts";
import { swissroll } from "./swissroll.ts";

export type { SampleOptions } from "../numerics/draws.ts";
export type { Density2D } from "./density.ts";
export { tasks, type ExactPosterior, type InferenceTask, type TaskName } from "./tasks/index.ts";
export { checkerboard, circles, eightGaussians, moons, rings, swissroll, twentyFiveGaussians, twoSpirals };

/** The plane's usual test distributions (those of FFJORD, Grathwohl et al. 2019, and the 25 Gaussians), by name. */
export const densities = {
  "8gaussians": eightGaussians,
  checkerboard,
  moons,
  circles,
  rings,
  swissroll,
  "2spirals": twoSpirals,
  "25gaussians": twentyFiveGaussians,
} as const satisfies Record<string, Density2D>;

/** The name of one of {@link densities}. */
export type DensityName = keyof typeof densities;
