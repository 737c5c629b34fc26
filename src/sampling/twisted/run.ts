import { decodeRows } from "../../data/encoding.ts";
import { remedyFor } from "../../models/check.ts";
import type { Observations } from "../../models/conditioning/observation.ts";
import { denoiserJacobian } from "../../models/evaluator/denoiser-jacobian.ts";
import type { Evaluator } from "../../models/evaluator/evaluator.ts";
import { startLaws } from "../../models/evaluator/start-laws.ts";
import { LangevinError } from "../../support/errors.ts";
import { Pacer } from "../../support/pacer.ts";
import { refuseVelocity } from "../chain/refuse-velocity.ts";
import type { SamplingProgress } from "../chain/sampling-run.ts";
import { particleRandom, TwistedParticles } from "./particles.ts";

/** What is drawn, and how. */
export interface TwistedPlan {
  readonly count: number;
  /** The rows that are drawn at all, of 0…count−1. */
  readonly rows: readonly number[];
  readonly observations: Observations;
  /** Strictly decreasing; a last step goes to 0. */
  readonly sigmas: Float64Array;
  readonly particles: number;
}

interface TwistedRunOptions {
  seed: number;
  /** The number of the run's first row. */
  offset: number;
  signal: AbortSignal | undefined;
}

/**
 * Twisted sequential Monte Carlo over the rows of a plan, as `twistedSmc` says: some rows at a time, from the first level to the last.
 *
 * @throws LangevinError "invalid-argument" at once for a model without a score
 */
export function runTwisted(
  where: string,
  evaluator: Evaluator,
  plan: TwistedPlan,
  options: TwistedRunOptions,
): AsyncGenerator<SamplingProgress, Float64Array, void> {
  if (evaluator.coupled) throw refuseVelocity(where, evaluator.coupled);
  return run(where, evaluator, plan, options);
}

async function* run(
  where: string,
  evaluator: Evaluator,
  { count, rows, observations, sigmas, particles }: TwistedPlan,
  { seed, offset, signal }: TwistedRunOptions,
): AsyncGenerator<SamplingProgress, Float64Array, void> {
  const { dim, encoding, mean } = evaluator;
  signal?.throwIfAborted();
  const pacer = new Pacer(signal);
  const random = particleRandom(seed);
  const drawn = new Float64Array(count * dim).map((_, k) => mean[k % dim]);
  const jacobian = denoiserJacobian(where, evaluator);
  const began = performance.now();
  try {
    const laws = await startLaws(where, evaluator, sigmas[0], signal);
    const stride = Math.max(1, Math.floor(jacobian.capacity / particles));
    for (let first = 0; first < rows.length; first += stride) {
      const own = rows.slice(first, first + stride);
      const randomAt = (k: number, level: number) => random(offset + own[k], level);
      const block = new TwistedParticles({ rows: own, particles, dim, observations, laws, randomAt });
      const place = (values: ArrayLike<number>, into: Float64Array): Float64Array => {
        own.forEach((row, r) => into.set(Array.prototype.slice.call(values, r * dim, (r + 1) * dim), row * dim));
        return into;
      };
      for (let level = 0; level < sigmas.length; level++) {
        const sigma = sigmas[level];
        const last = await block.step(jacobian, { sigma, next: sigmas[level + 1] ?? 0, level });
        if (last) place(last, drawn);
        refuseNonFinite(last ?? block.current(), sigma, own);
        if (!pacer.due) continue;
        await pacer.pause();
        evaluator.check(where);
        const fraction = Math.min(1, (first + (own.length * (level + 1)) / sigmas.length) / rows.length);
        const secondsLeft = ((performance.now() - began) / 1000) * (1 / fraction - 1);
        const current = (): Float64Array =>
          decodeRows(where, encoding, last ? drawn : place(block.current(), drawn.slice()));
        yield { level, levels: sigmas.length, sigma, fraction, secondsLeft, current };
        signal?.throwIfAborted();
        evaluator.check(where);
      }
    }
    return decodeRows(where, encoding, drawn);
  } finally {
    jacobian.dispose();
  }

  function refuseNonFinite(values: ArrayLike<number>, sigma: number, own: readonly number[]): void {
    for (let k = 0; k < values.length; k++)
      if (!Number.isFinite(values[k])) {
        const row = offset + own[Math.floor(k / dim)];
        const message = `${where}: expected finite particles, got row ${row} not finite after sigma ${sigma}; `;
        throw new LangevinError("diverged", message + remedyFor(evaluator.model));
      }
  }
}
