import {
  flowSigmas,
  gaussian,
  geometricSigmas,
  karrasSigmas,
  samplers as registry,
  veSde,
  type SamplerDescription,
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

/** A way of the page to sample: one of the library's samplers, with options. */
export interface Choice {
  /** As links have it. */
  key: string;
  label: string;
  /** In a sentence, what it does. */
  note: string;
  family: SamplerDescription["family"];
  /** Which evaluations of the score are pictures of the flow: each one, or the last one at each σ. */
  shows: "each" | "last";
  /** Whether it begins in the noise of the largest σ. */
  fromNoise: boolean;
  run(model: ScoreModel, ladder: Ladder, options: SamplerOptions): SamplingRun;
}

/** Any sampler of the registry, whatever its levels and options. */
interface AnySampler {
  (model: ScoreModel, levels: unknown, options: object): SamplingRun;
  readonly description: SamplerDescription;
}

/** Langevin updates on each noise level, where the sampler's own default would take too long for a page. */
const STEPS_PER_SIGMA = 5;
/** Noise at which Langevin dynamics of one level stays, and α of the textbook's ladder, in deviations of the data. */
const ONE_SIGMA = 0.15;
/** Deviation of the noise in which the particles of one level begin: wider than the data, as on the first of many levels. */
const WIDE = 2;
const FIXED_STEP = 0.01;

/** Families in the order in which they are shown. */
export const families = ["Langevin", "DDPM", "SDE", "ODE"] as const satisfies SamplerDescription["family"][];
/** The sampler that heads its family and the list: the one the library is named after. */
const FIRST = "annealedLangevin";

/**
 * Every sampler of the library that moves all rows at once, family by family; where rows have steps of their own, there is
 * no common σ to show.
 */
export const choices: readonly Choice[] = Object.values(registry as unknown as Record<string, AnySampler>)
  .filter(({ description }) => description.evaluations !== undefined)
  .sort((a, b) => placeOf(a) - placeOf(b))
  .flatMap((sampler) => [plain(sampler), ...variants(sampler)]);

function placeOf({ description: { name, family } }: AnySampler): number {
  return 2 * families.indexOf(family) + Number(name !== FIRST);
}

export function isSamplerKey(key: unknown): key is string {
  return choices.some((choice) => choice.key === key);
}

export function samplerOf(key: string): Choice {
  return choices.find((choice) => choice.key === key)!;
}

function plain(sampler: AnySampler): Choice {
  const { name, family, summary, options } = sampler.description;
  return {
    key: name,
    label: name,
    note: `${summary[0].toUpperCase()}${summary.slice(1)}.`,
    family,
    shows: "stepsPerSigma" in options ? "each" : "last",
    fromNoise: sampler.description.levels !== "level or ladder",
    run: (model, ladder, common) =>
      sampler(model, levelsOf(sampler.description, ladder), { ...common, ...settings(sampler.description, ladder) }),
  };
}

/** The same sampler as SDE, and at one level. */
function variants(sampler: AnySampler): Choice[] {
  const { family, levels, options } = sampler.description;
  const own = plain(sampler);
  const found: Choice[] = [];
  if (family === "ODE" && "eta" in options)
    found.push({
      ...own,
      key: `${own.key}-sde`,
      label: `${own.label}, η = 1`,
      note: `${own.note} With η = 1: fresh noise in every step, which corrects earlier errors.`,
      run: (model, ladder, common) => own.run(model, ladder, { ...common, eta: 1 } as SamplerOptions),
    });
  if (levels === "level or ladder")
    found.push({
      ...own,
      key: `${own.key}-one-level`,
      label: `${own.label}, at one σ`,
      note: `Stays at σ = ${ONE_SIGMA}, from noise ${WIDE} deviations wide: particles climb the nearest hill and hardly change it. Why one anneals.`,
      run: (model, { count }, common) =>
        sampler(model, ONE_SIGMA, {
          ...common,
          start: wideNoise(model, common),
          stepsPerSigma: STEPS_PER_SIGMA * count,
        }),
    });
  return found;
}

function wideNoise({ encoding }: ScoreModel, { count, seed, offset }: SamplerOptions): Float64Array {
  const noise = gaussian({ mean: [0, 0], variance: WIDE * WIDE }).sample(count, { seed, offset });
  return encoding ? encoding.decode(Float32Array.from(noise)) : noise;
}

function levelsOf({ name, levels, family }: SamplerDescription, { count, ...ends }: Ladder): unknown {
  if (levels === "SDE") return veSde(ends);
  if (levels === "ends") return ends;
  if (name === "thetaAdams") return flowSigmas({ sigmaMax: ends.sigmaMax, count, center: 0.7 }); // as "auto" has it
  return family === "ODE" ? karrasSigmas({ ...ends, count }) : geometricSigmas({ ...ends, count });
}

/** Options that a sampler takes for as many levels as are asked for; the others are its defaults. */
function settings({ name, levels, options }: SamplerDescription, { count }: Ladder): object {
  if (levels === "level or ladder") return { stepsPerSigma: STEPS_PER_SIGMA, stepSize: FIXED_STEP };
  if (name === "ncsnLangevin") return { stepsPerSigma: STEPS_PER_SIGMA };
  return "steps" in options ? { steps: count } : {};
}
