import {
  ancestral,
  annealedLangevin,
  consistentAnnealed,
  ddim,
  dpmSolverPlusPlus,
  eulerOde,
  langevin,
  geometricSigmas,
  heunOde,
  karrasSigmas,
  predictorCorrector,
  reverseSde,
  veSde,
  type SamplerOptions,
  type SamplingRun,
  type ScoreModel,
} from "langevin";

/** Largest and smallest noise level, and how many there are. */
export interface Ladder {
  sigmaMax: number;
  sigmaMin: number;
  count: number;
}

interface Sampler {
  label: string;
  /** In a sentence, what it does. */
  note: string;
  /** Which evaluations of the score are pictures of the flow: each one, or the last one at each σ. */
  shows: "each" | "last";
  run(model: ScoreModel, ladder: Ladder, options: SamplerOptions): SamplingRun;
}

/** Langevin updates on each noise level. */
const STEPS_PER_SIGMA = 5;
/** α/σ² of them: gentle enough for the shares of modes that are far apart. */
const STEP_OVER_VARIANCE = 0.6;
/** Noise at which plain Langevin dynamics stays, and α of the textbook's, in deviations of the data. */
const PLAIN_SIGMA = 0.15;
const FIXED_STEP = 0.01;

export const samplers = {
  heun: {
    label: "Heun (ODE)",
    note: "Follows the flow without noise, two evaluations a step: smooth paths, few steps.",
    shows: "last",
    run: (model, ladder, options) => heunOde(model, karrasSigmas(ladder), options),
  },
  langevin: {
    label: "Annealed Langevin",
    note: `The classic: ${STEPS_PER_SIGMA} noisy steps uphill at every σ, from the largest to the smallest.`,
    shows: "each",
    run: (model, ladder, options) =>
      annealedLangevin(model, geometricSigmas(ladder), {
        ...options,
        stepsPerSigma: STEPS_PER_SIGMA,
        stepSize: STEP_OVER_VARIANCE * ladder.sigmaMin * ladder.sigmaMin,
      }),
  },
  dpm: {
    label: "DPM-Solver++ (ODE)",
    note: "Follows the flow without noise and remembers the step before: one evaluation a step.",
    shows: "each",
    run: (model, ladder, options) => dpmSolverPlusPlus(model, karrasSigmas(ladder), options),
  },
  "dpm-sde": {
    label: "DPM-Solver++ (SDE)",
    note: "The same with fresh noise in every step, which corrects earlier errors.",
    shows: "each",
    run: (model, ladder, options) => dpmSolverPlusPlus(model, karrasSigmas(ladder), { ...options, eta: 1 }),
  },
  euler: {
    label: "Euler (ODE)",
    note: "The simplest way along the flow: try few steps and see its error.",
    shows: "each",
    run: (model, ladder, options) => eulerOde(model, karrasSigmas(ladder), options),
  },
  ddim: {
    label: "DDIM",
    note: "Euler's steps as diffusion models know them.",
    shows: "each",
    run: (model, ladder, options) => ddim(model, geometricSigmas(ladder), options),
  },
  ancestral: {
    label: "Ancestral (DDPM)",
    note: "Jumps to the denoised point and adds the next level's noise.",
    shows: "each",
    run: (model, ladder, options) => ancestral(model, geometricSigmas(ladder), options),
  },
  "predictor-corrector": {
    label: "Predictor–corrector",
    note: "A step of the reverse diffusion, corrected by a Langevin step on every level.",
    shows: "last",
    run: (model, ladder, options) => predictorCorrector(model, geometricSigmas(ladder), options),
  },
  "reverse-sde": {
    label: "Reverse SDE",
    note: "The noising run backwards in small, noisy steps; it wants many of them.",
    shows: "each",
    run: (model, { count, ...ends }, options) => reverseSde(model, veSde(ends), { ...options, steps: count }),
  },
  consistent: {
    label: "Consistent annealed",
    note: "One evaluation a level, with just the noise that the next level should have.",
    shows: "each",
    run: (model, ladder, options) => consistentAnnealed(model, geometricSigmas(ladder), options),
  },
  fixed: {
    label: "Langevin, one fixed step",
    note: "The textbook's form: one step size for every σ. Too small for the large ones; shown for comparison.",
    shows: "each",
    run: (model, ladder, options) =>
      langevin(model, geometricSigmas(ladder), {
        ...options,
        stepSize: FIXED_STEP,
        stepsPerSigma: STEPS_PER_SIGMA,
      }),
  },
  plain: {
    label: "Langevin at one σ",
    note: `Stays at σ = ${PLAIN_SIGMA}: particles climb the nearest hill and hardly change it. Why one anneals.`,
    shows: "each",
    run: (model, { count }, options) =>
      langevin(model, PLAIN_SIGMA, {
        ...options,
        stepsPerSigma: STEPS_PER_SIGMA * count,
        stepSize: STEP_OVER_VARIANCE * PLAIN_SIGMA * PLAIN_SIGMA,
      }),
  },
} as const satisfies Record<string, Sampler>;

export type SamplerName = keyof typeof samplers;

export function samplerOf(name: SamplerName): Sampler {
  return samplers[name];
}
