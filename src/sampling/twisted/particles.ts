import { matchMoments } from "../../models/conditioning/moment-matching.ts";
import { observedDirections, type Observation, type Observations } from "../../models/conditioning/observation.ts";
import type { Denoised, DenoiserJacobian } from "../../models/evaluator/denoiser-jacobian.ts";
import { entryOf, type StartLaws } from "../../models/moments.ts";
import { foldKey, purposes, RowRandom, streamKey } from "../../numerics/random.ts";
import { rowKeys } from "../../numerics/row-blocks.ts";
import { effectiveSize, normalized, survivor, systematic } from "./resample.ts";

/** Rows of a run that are drawn together, each by particles of its own. */
export interface TwistedBlock {
  /** Which of the run's rows. */
  readonly rows: readonly number[];
  readonly particles: number;
  readonly dim: number;
  readonly observations: Observations;
  readonly laws: StartLaws;
  /** The random numbers of row k of the block at a level. */
  readonly randomAt: (k: number, level: number) => RowRandom;
}

/** Random numbers of rows: those of a level belong to (seed, row, level) alone. */
export function particleRandom(seed: number): (row: number, level: number) => RowRandom {
  const levels = new Map<number, (row: number) => Uint32Array | readonly [number, number]>();
  return (row, level) => {
    let keyOf = levels.get(level);
    if (!keyOf) {
      keyOf = rowKeys((block) => foldKey(streamKey(seed, purposes.particles, block), level, 0));
      levels.set(level, keyOf);
    }
    return new RowRandom(keyOf(row), row);
  };
}

/**
 * The particles of some rows on their way down. At each σ: weights ← weights·p̃(y | x), where p̃ is the twist; resampling where they say
 * no more than half as many; then x' ~ N(μ_y, v), weights ← weights·N(x'; μ, v)/(N(x'; μ_y, v)·p̃(y | x)).
 */
export class TwistedParticles {
  private readonly block: TwistedBlock;
  private readonly each: readonly Observation[];
  private readonly directions: readonly Float64Array[];
  /** (rows·particles, dim) */
  private x: Float32Array;
  /** (rows·particles) */
  private readonly logWeights: Float64Array;

  constructor(block: TwistedBlock) {
    const { rows, particles, dim, observations, laws, randomAt } = block;
    this.block = block;
    const count = rows.length * particles;
    this.each = Array.from({ length: count }, (_, k) => observations.of(rows[Math.floor(k / particles)]));
    this.directions = observedDirections(observations, this.each, dim);
    this.logWeights = new Float64Array(count);
    this.x = new Float32Array(count * dim);
    rows.forEach((row, r) => {
      const random = randomAt(r, 0);
      for (let i = 0; i < particles * dim; i++) {
        const entry = entryOf(laws, dim, row * dim + (i % dim));
        this.x[r * particles * dim + i] = laws.mean[entry] + laws.std[entry] * random.normal();
      }
    });
  }

  /** From σ to σ' > 0, or with σ' = 0 the rows that survive, (rows, dim). */
  async step(
    jacobian: DenoiserJacobian,
    { sigma, next, level }: { sigma: number; next: number; level: number },
  ): Promise<Float64Array | undefined> {
    const { rows, particles, dim, randomAt } = this.block;
    const found = await this.denoise(jacobian, sigma);
    const { posterior, logTwists: twists } = matchMoments(this.each, found, sigma, dim);
    const last = next === 0 ? new Float64Array(rows.length * dim) : undefined;
    const moved = new Float32Array(this.x.length);
    for (let r = 0; r < rows.length; r++) {
      const random = randomAt(r, level + 1);
      const first = r * particles;
      const own = this.logWeights.subarray(first, first + particles);
      for (let p = 0; p < particles; p++) own[p] += twists[first + p];
      const weights = normalized(own);
      const u = random.uniform();
      if (last) {
        const from = (first + survivor(weights, u)) * dim;
        last.set(posterior.subarray(from, from + dim), r * dim);
        continue;
      }
      const fresh = effectiveSize(weights) < particles / 2;
      const parents = fresh ? systematic(weights, u) : undefined;
      const kept = Float64Array.from(own);
      for (let p = 0; p < particles; p++) {
        const parent = first + (parents ? parents[p] : p);
        const change = this.propose(
          parent,
          { found, posterior, sigma, next },
          random,
          moved.subarray((first + p) * dim),
        );
        own[p] = (parents ? 0 : kept[p]) - twists[parent] + change;
      }
    }
    this.x = moved;
    return last;
  }

  /** The particles of the block's rows as they are, the first of each. */
  current(): Float32Array {
    const { rows, particles, dim } = this.block;
    const first = new Float32Array(rows.length * dim);
    rows.forEach((_, r) => first.set(this.x.subarray(r * particles * dim, (r * particles + 1) * dim), r * dim));
    return first;
  }

  /** x' ~ N(μ_y, v) from a particle; returns ln N(x'; μ, v) − ln N(x'; μ_y, v). */
  private propose(
    parent: number,
    { found, posterior, sigma, next }: { found: Denoised; posterior: Float64Array; sigma: number; next: number },
    random: RowRandom,
    into: Float32Array,
  ): number {
    const { dim } = this.block;
    const share = (next / sigma) * (next / sigma);
    const variance = share * (sigma - next) * (sigma + next);
    const std = Math.sqrt(variance);
    let change = 0;
    for (let d = 0; d < dim; d++) {
      const at = parent * dim + d;
      const free = found.denoised[at] + share * (this.x[at] - found.denoised[at]);
      const mean = posterior[at] + share * (this.x[at] - posterior[at]);
      into[d] = mean + std * random.normal();
      const [a, b] = [into[d] - mean, into[d] - free];
      change += ((a - b) * (a + b)) / (2 * variance);
    }
    return change;
  }

  /** D and J·a of all particles, as many at a time as the model takes. */
  private async denoise(jacobian: DenoiserJacobian, sigma: number): Promise<Denoised> {
    const { rows, particles, dim } = this.block;
    const count = rows.length * particles;
    const rowOf = (k: number): number => rows[Math.floor(k / particles)];
    const whole: Denoised = {
      denoised: new Float64Array(count * dim),
      products: this.directions.map(() => new Float64Array(count * dim)),
    };
    for (let first = 0; first < count; first += jacobian.capacity) {
      const end = Math.min(count, first + jacobian.capacity);
      const part = <T extends { subarray(from: number, to: number): T }>(of: T): T =>
        of.subarray(first * dim, end * dim);
      const places = Array.from({ length: end - first }, (_, k) => rowOf(first + k));
      const found = await jacobian.evaluate(part(this.x), sigma, places, this.directions.map(part));
      whole.denoised.set(found.denoised, first * dim);
      found.products.forEach((product, j) => whole.products[j].set(product, first * dim));
    }
    return whole;
  }
}
