import { toTable, type Rows } from "../data/rows.ts";
import { logDensityAt, type LogDensityOptions, type LogDensityResult } from "../density/log-density.ts";
import { independentObservations } from "../models/composition/independent-observations.ts";
import { gaussian } from "../models/exact/gaussian.ts";
import type { ScoreModel } from "../models/score-model.ts";
import { log } from "../numerics/math.ts";
import { evaluationsOption } from "../sampling/chain/sampler.ts";
import { sample } from "../sampling/sample.ts";
import { annealedLangevin } from "../sampling/samplers/annealed-langevin.ts";
import { LangevinError } from "../support/errors.ts";
import { abortSignal, integer, readOptions, rowOffset, seed, type Spec } from "../support/options.ts";
import { isIndependent, isModel } from "./check-prior.ts";
import type { Prior } from "./prior.ts";
import { severalSigmas } from "./several-sigmas.ts";
import { drawWithin, type PosteriorDraws } from "./draw-within.ts";

/** Options of `posterior.sample`. */
export interface PosteriorSampleOptions {
  /** Rows of parameters to draw. */
  count: number;
  /** Seed of all noise. @default 0 */
  seed?: number | undefined;
  /** Number of the first row: rows offset…offset+count−1 of one large run, bit for bit. @default 0 */
  offset?: number | undefined;
  /** Scores that a row may cost. @default 50; of several observations 300 */
  evaluations?: number | undefined;
  /** Ends the work with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
}

export const posteriorSampleSpec = {
  count: integer(1, 0x7fffffff, { required: true }),
  seed: seed({ default: 0 }),
  offset: rowOffset(),
  evaluations: evaluationsOption,
  signal: abortSignal(),
} satisfies Spec<PosteriorSampleOptions>;

/** What networks have learned of the parameters, given one observation or several independent ones. */
export interface Posterior {
  /** Parameters: numbers in a row. */
  readonly dim: number;
  /** A model for each network, for samplers and compositions: its rows are normal scores of an `independentPrior`. */
  readonly models: readonly ScoreModel[];
  /** Independent rows of p(θ | x), of several networks in turn. Row k depends on the networks, observations, seed and offset + k only. */
  sample(options: PosteriorSampleOptions): Promise<PosteriorDraws>;
  /**
   * ln p(θ | x) of each row, as `logDensity` has it; −∞ outside the prior; of several networks that of the mean density. Of several
   * observations Σ ln p(θ | xᵢ) − (n − 1)·ln p(θ), up to a constant of each network.
   */
  logDensity(rows: Rows, options?: LogDensityOptions): Promise<LogDensityResult>;
}

/** Scores of a row, given one observation and several. */
const [ONE, SEVERAL] = [50, 300];

/**
 * A network's posterior given observations, of which `parts` are the models, in normal scores or as the prior has its parameters.
 *
 * @throws LangevinError "invalid-argument" for several of them and a prior whose score is not known
 */
export function makePosterior(prior: Prior, parts: readonly ScoreModel[]): Posterior {
  const { dim } = prior;
  const known = isIndependent(prior) ? prior : undefined;
  const several = parts.length > 1;
  const priorModel = known ? gaussian({ mean: new Float64Array(dim), variance: 1 }) : prior;
  if (several && !isModel(priorModel)) {
    const expected = "one observation, or a prior with a score, as independentPrior and exact models have it";
    throw new LangevinError("invalid-argument", `posterior: expected ${expected}, got ${parts.length} observations`);
  }
  const model = several ? independentObservations(priorModel as ScoreModel, parts) : parts[0];
  return {
    dim,
    models: [model],
    async sample(options) {
      const settled = readOptions("posterior.sample", options, posteriorSampleSpec);
      const { evaluations = several ? SEVERAL : ONE, ...run } = settled;
      const sigmas = several ? await severalSigmas(model, parts, Math.max(2, evaluations - 1), run.signal) : undefined;
      const draw = async (offset: number) =>
        sigmas
          ? annealedLangevin(model, sigmas, { ...run, stepsPerSigma: 1, offset })
          : sample(model, { ...run, evaluations, offset });
      if (known) return { parameters: known.fromNormal(await draw(settled.offset)), outside: 0 };
      return drawWithin("posterior.sample", prior, settled, draw);
    },
    async logDensity(rows, options = {}) {
      const { values, count } = toTable("posterior.logDensity", "rows", rows, dim);
      // Normal scores at the prior's ends are infinite
      const z = known ? known.toNormal(values) : values;
      const places = Array.from({ length: count }, (_, k) => k).filter((k) => rowOf(z, k, dim).every(Number.isFinite));
      const inside = Float64Array.from(places.flatMap((k) => [...rowOf(z, k, dim)]));
      const result: LogDensityResult = {
        logDensity: new Float64Array(count).fill(-Infinity),
        error: new Float64Array(count),
        evaluations: new Uint32Array(count),
      };
      if (places.length === 0) return result;
      const terms = parts.map((part) => ({ model: part, weight: 1 }));
      if (several) terms.push({ model: priorModel as ScoreModel, weight: 1 - parts.length });
      places.forEach((k) => (result.logDensity[k] = 0));
      for (const { model, weight } of terms) {
        const term = await logDensityAt(model, inside, options, places);
        places.forEach((k, i) => {
          result.logDensity[k] += weight * term.logDensity[i];
          result.error[k] += Math.abs(weight) * term.error[i];
          result.evaluations[k] += term.evaluations[i];
        });
      }
      if (known) {
        // dz/dθ = p(θ)/φ(z)
        const slopes = known.logDensity(values);
        for (const k of places) result.logDensity[k] += slopes[k] - logStandardNormal(rowOf(z, k, dim));
      } else prior.logDensity?.(values).forEach((value, k) => value === -Infinity && (result.logDensity[k] = value));
      return result;
    },
  };
}

const LOG_SQRT_2PI = log(2 * Math.PI) / 2;

function logStandardNormal(z: Float64Array): number {
  return z.reduce((sum, value) => sum - (value * value) / 2 - LOG_SQRT_2PI, 0);
}

function rowOf(values: Float64Array, k: number, dim: number): Float64Array {
  return values.subarray(k * dim, (k + 1) * dim);
}
