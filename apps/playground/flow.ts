import { eulerOde, type SamplerOptions, type ScoreModel, type ScoreNetwork } from "langevin";
import { samplerOf, type Ladder } from "./samplers.ts";

/** Particles on their way from noise to data. */
export interface Flow {
  count: number;
  /** (frames, count, 2) in the user's units; the last frame is the samples. */
  frames: Float64Array;
  /** The noise at each frame, in deviations of the data; 0 at the last. */
  sigmas: Float64Array;
}

export interface FlowOptions {
  sampler: string;
  ladder: Ladder;
  count: number;
  seed: number;
  signal?: AbortSignal;
}

/** Particles that a sampler moves together: rows that samplers hand to `score` in one piece. */
const BLOCK = 1024;
/** Frames that are kept, at most; evenly spaced ones of all. */
const MOST_FRAMES = 120;

interface Recording {
  evaluations: number;
  sigmas: number[];
  /** Standardized. */
  rows: Float32Array[];
}

/**
 * Runs a sampler and keeps where its particles were whenever it asked for a score. Rows do not depend on the rows beside
 * them, so blocks of particles run one after the other. `evaluations` says how often the score of each was asked for.
 */
export async function recordFlow(network: ScoreNetwork, options: FlowOptions): Promise<Flow & { evaluations: number }> {
  const { sampler, ladder, count, seed, signal } = options;
  const { shows, fromNoise, run } = samplerOf(sampler);
  let frames = new Float64Array(0);
  let sigmas = new Float64Array(0);
  let evaluations = 0;
  for (let offset = 0; offset < count; offset += BLOCK) {
    const size = Math.min(BLOCK, count - offset);
    const recording: Recording = { evaluations: 0, sigmas: [], rows: [] };
    const model = recorder(network, shows, recording);
    const common = { count: size, offset, seed, engine: network.engine, signal };
    const samples = await run(model, ladder, common);
    if (fromNoise) await beginWithNoise(recording, model, ladder, common);
    const kept = evenly(recording.sigmas.length, MOST_FRAMES - 1);
    evaluations = recording.evaluations;
    if (offset === 0) {
      sigmas = Float64Array.of(...kept.map((k) => recording.sigmas[k]), 0);
      frames = new Float64Array(2 * count * sigmas.length);
    }
    kept.forEach((k, frame) => frames.set(network.encoding.decode(recording.rows[k]), 2 * (frame * count + offset)));
    frames.set(samples, 2 * (kept.length * count + offset));
  }
  return { count, frames, sigmas, evaluations };
}

/** The network's score, with notes of where it was asked for. */
function recorder(network: ScoreNetwork, shows: "each" | "last", recording: Recording): ScoreModel {
  const { sigmas, rows } = recording;
  return {
    dim: network.dim,
    encoding: network.encoding,
    // Those of standardized data, as the network's own runs start from
    mean: new Float64Array(network.dim),
    variance: new Float64Array(network.dim).fill(1),
    score(x, sigma) {
      recording.evaluations++;
      if (shows === "last" && sigmas.at(-1) === sigma) rows[rows.length - 1] = x.slice();
      else {
        sigmas.push(sigma);
        rows.push(x.slice());
      }
      return network.score(x, sigma);
    },
  };
}

/** Puts the noise first that every sampler begins with, where this one moves before it asks for a score. */
async function beginWithNoise(
  { sigmas, rows }: Recording,
  model: ScoreModel,
  { sigmaMax, sigmaMin }: Ladder,
  options: SamplerOptions,
): Promise<void> {
  let noise: Float32Array | undefined;
  const still: ScoreModel = {
    ...model,
    score(x) {
      noise ??= x.slice();
      return new Float32Array(x.length);
    },
  };
  await eulerOde(still, [sigmaMax, sigmaMin], options);
  if (rows[0].every((value, i) => value === noise![i])) return;
  sigmas.unshift(sigmaMax);
  rows.unshift(noise!);
}

/** At most `most` of the indices 0…count−1, evenly spaced, both ends among them. */
function evenly(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, k) => k);
  return Array.from({ length: most }, (_, k) => Math.round((k * (count - 1)) / (most - 1)));
}

/** The samples: a copy of the last frame. */
export function samplesOf({ count, frames }: Flow): Float64Array {
  return frames.slice(frames.length - 2 * count);
}

/** FNV-1a over the samples' bytes, as 8 hexadecimal digits: equal for equal bits. */
export function fingerprint(samples: Float64Array): string {
  const bytes = new DataView(samples.buffer, samples.byteOffset, samples.byteLength);
  let hash = 0x811c9dc5;
  for (let at = 0; at < bytes.byteLength; at += 4) {
    const word = bytes.getUint32(at, true);
    for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((word >>> shift) & 255), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
