import type { ScoreModel } from "../../../src/models/score-model.ts";
import { ancestral } from "../../../src/sampling/samplers/ancestral.ts";
import { consistentAnnealed } from "../../../src/sampling/samplers/consistent-annealed.ts";
import { ddim } from "../../../src/sampling/samplers/ddim.ts";
import { dpmSolverPlusPlus } from "../../../src/sampling/samplers/dpm-solver.ts";
import { eulerOde } from "../../../src/sampling/samplers/euler-ode.ts";
import { heunOde } from "../../../src/sampling/samplers/heun-ode.ts";
import type { SamplerOptions } from "../../../src/sampling/chain/options.ts";
import { predictorCorrector } from "../../../src/sampling/samplers/predictor-corrector.ts";
import { reverseSde } from "../../../src/sampling/samplers/reverse-sde.ts";
import type { SamplingRun } from "../../../src/sampling/chain/sampling-run.ts";
import { veSde } from "../../../src/noise/sde.ts";
import { langevin } from "../../../src/sampling/samplers/langevin.ts";

type Sampler = (model: ScoreModel, sigmas: ArrayLike<number>, options: SamplerOptions) => SamplingRun;

/** The SDE whose ladder of equally spaced times a geometric ladder is. */
const sdeOf = (sigmas: ArrayLike<number>) => veSde({ sigmaMax: sigmas[0], sigmaMin: sigmas[sigmas.length - 1] });

/** Every sampler beside annealed Langevin, on a ladder. */
export const everySampler: readonly (readonly [name: string, Sampler])[] = [
  ["ancestral", ancestral],
  ["consistentAnnealed", consistentAnnealed],
  ["ddim", (model, sigmas, options) => ddim(model, sigmas, { ...options, eta: 0.5 })],
  ["dpmSolverPlusPlus", dpmSolverPlusPlus],
  ["dpmSolverPlusPlus, SDE", (model, sigmas, options) => dpmSolverPlusPlus(model, sigmas, { ...options, eta: 1 })],
  ["eulerOde", eulerOde],
  ["heunOde", heunOde],
  ["heunOde with churn", (model, sigmas, options) => heunOde(model, sigmas, { ...options, churn: 3 })],
  [
    "predictorCorrector",
    (model, sigmas, options) => predictorCorrector(model, sigmas, { ...options, correctorSteps: 2 }),
  ],
  ["reverseSde", (model, sigmas, options) => reverseSde(model, sdeOf(sigmas), { ...options, steps: sigmas.length })],
  [
    "langevin",
    (model, sigmas, options) => langevin(model, sigmas[sigmas.length - 1], { ...options, stepsPerSigma: 9 }),
  ],
];
