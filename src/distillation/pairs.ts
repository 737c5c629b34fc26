import { Particles, type Engine } from "../engine/index.ts";
import type { Evaluator } from "../models/evaluator/evaluator.ts";
import { forRows } from "../models/per-row.ts";
import { purposes, streamKey } from "../numerics/random.ts";
import type { PairSettings } from "../recipe/settings.ts";
import { thetaAdams } from "../sampling/samplers/theta-adams.ts";

/** Noises and the rows that a teacher's ODE takes them to. */
export interface Pairs {
  /** (pairs, dim): N(0, I), f32 */
  latents: Float32Array;
  /** (pairs, columns) in the user's units */
  rows: Float64Array;
}

/** How pairs are drawn. */
export interface PairOptions extends PairSettings {
  seed: number;
  /** Where the noises are drawn, and the particles live if the teacher is no network. */
  engine: Engine;
  signal: AbortSignal | undefined;
}

/** Pairs drawn at a time, which bounds what the sampler's registers take. */
const AT_ONCE = 16_384;

/**
 * Pairs (ζ, x): ζ ~ N(0, I) and the row x at the end of the teacher's probability-flow ODE from where ζ starts it, mean +
 * √(variance + σ_max²)·ζ, by `thetaAdams`. Pair k depends on (teacher, evaluations, seed, k) alone; its numbers are those of row
 * k's start of a seed of the pairs' own.
 *
 * Yields the part that is drawn.
 */
export async function* drawPairs(
  { model, dim, encoding }: Evaluator,
  { pairs, pairEvaluations: evaluations, seed, engine, signal }: PairOptions,
): AsyncGenerator<number, Pairs, void> {
  const own = ownSeed(seed);
  const latents = new Float32Array(pairs * dim);
  const rows = new Float64Array(pairs * encoding.columns);
  for (let offset = 0; offset < pairs; offset += AT_ONCE) {
    const count = Math.min(AT_ONCE, pairs - offset);
    latents.set(normals(engine, { dim, count, offset, seed: own }), offset * dim);
    const places = Array.from({ length: count }, (_, k) => offset + k);
    const run = thetaAdams(forRows(model, places), "auto", { count, offset, seed: own, evaluations, signal, engine });
    for await (const { fraction } of run) yield (offset + fraction * count) / pairs;
    rows.set(await run, offset * encoding.columns);
  }
  return { latents, rows };
}

/** The seed whose rows start where pairs do: 53 bits of the stream for them. */
function ownSeed(seed: number): number {
  const [low, high] = streamKey(seed, purposes.reflowPairs);
  return (high & 0x1fffff) * 4294967296 + low;
}

/** What `startRows` draws for rows of a seed, without the law's mean and deviation. */
function normals(engine: Engine, rows: { dim: number; count: number; offset: number; seed: number }): Float32Array {
  const particles = new Particles(engine, rows);
  try {
    particles.start({ mean: new Float64Array(rows.dim), std: new Float64Array(rows.dim).fill(1) });
    return particles.rows();
  } finally {
    particles.dispose();
  }
}
