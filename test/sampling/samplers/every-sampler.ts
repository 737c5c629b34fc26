import type { ScoreModel } from "../../../src/models/score-model.ts";
import { veSde } from "../../../src/noise/sde.ts";
import type { SamplerOptions } from "../../../src/sampling/chain/options.ts";
import type { Sampler } from "../../../src/sampling/chain/sampler.ts";
import type { SamplingRun } from "../../../src/sampling/chain/sampling-run.ts";
import { samplers, type SamplerName } from "../../../src/sampling/samplers/registry.ts";

type OnLadder = (model: ScoreModel, sigmas: ArrayLike<number>, options: SamplerOptions) => SamplingRun;

/** Further settings under which a sampler is another method. */
const variants: Partial<Record<SamplerName, Record<string, object>>> = {
  annealedLangevin: {
    "independent noise": { stepsPerSigma: 2, noise: "independent" },
    "no hand-over": { stepsPerSigma: 2, handOver: false },
  },
  ddim: { "half of DDPM's noise": { eta: 0.5 } },
  dpmSolverPlusPlus: { SDE: { eta: 1 } },
  heunOde: { churn: { churn: 3 } },
  thetaAdams: { "order 1": { order: 1 } },
  predictorCorrector: { "two corrections": { correctorSteps: 2 } },
};

/** Few updates, so that starts are not forgotten. */
const short: Partial<Record<SamplerName, object>> = {
  annealedLangevin: { stepsPerSigma: 2 },
  langevin: { stepsPerSigma: 9 },
  ncsnLangevin: { stepsPerSigma: 2 },
};

/** A sampler's own way to be given a ladder. */
function onLadder(sampler: Sampler<SamplerOptions, never>, settings: object): OnLadder {
  const { levels } = sampler.description;
  return (model, sigmas, options) => {
    const last = sigmas[sigmas.length - 1];
    const how = { ...options, ...settings };
    if (levels === "SDE")
      // The SDE whose ladder of equally spaced times a geometric ladder is
      return sampler(model, veSde({ sigmaMax: sigmas[0], sigmaMin: last }) as never, { ...how, steps: sigmas.length } as never); // prettier-ignore
    if (levels === "level or ladder") return sampler(model, last as never, how);
    return sampler(model, sigmas as never, how);
  };
}

/** Every sampler of the registry, and what else some of them are, on a ladder. */
export const everySampler: readonly (readonly [name: string, OnLadder])[] = Object.entries(samplers).flatMap(
  ([name, sampler]) => {
    const one = sampler as unknown as Sampler<SamplerOptions, never>;
    const others = Object.entries(variants[name as SamplerName] ?? {});
    return [
      [name, onLadder(one, short[name as SamplerName] ?? {})] as const,
      ...others.map(([variant, settings]) => [`${name}, ${variant}`, onLadder(one, settings)] as const),
    ];
  },
);

/** Whether each row takes steps of its own: then what is bits elsewhere is the same to a tolerance. */
export const stepsByTolerance = (name: string): boolean => {
  const sampler = samplers[name as SamplerName] as (typeof samplers)[SamplerName] | undefined;
  return sampler !== undefined && sampler.description.evaluations === undefined;
};
