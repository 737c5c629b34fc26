import { ancestral } from "./ancestral.ts";
import { annealedLangevin } from "./annealed-langevin.ts";
import { consistentAnnealed } from "./consistent-annealed.ts";
import { ddim } from "./ddim.ts";
import { dormandPrinceOde } from "./dormand-prince-ode.ts";
import { dpmSolverPlusPlus } from "./dpm-solver.ts";
import { eulerOde } from "./euler-ode.ts";
import { heunOde } from "./heun-ode.ts";
import { langevin } from "./langevin.ts";
import { predictorCorrector } from "./predictor-corrector.ts";
import { reverseSde } from "./reverse-sde.ts";

/** Every sampler, by its name. Tests, pages and tables go through this list; there is no other. */
export const samplers = {
  annealedLangevin,
  consistentAnnealed,
  langevin,
  predictorCorrector,
  reverseSde,
  ancestral,
  ddim,
  dpmSolverPlusPlus,
  heunOde,
  eulerOde,
  dormandPrinceOde,
} as const;

/** The name of a sampler. */
export type SamplerName = keyof typeof samplers;
