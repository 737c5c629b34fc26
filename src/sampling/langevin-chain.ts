import { checkEngine, createEngine, type Engine } from "../engine/engine.ts";
import { Particles, SCORED_ROWS, type Burst } from "../engine/particles.ts";
import { TILE_ROWS } from "../engine/plan.ts";
import { checkInteger, invalid, LangevinError } from "../errors.ts";
import type { ScoreModel } from "../models/score-model.ts";
import { ScoreNetwork } from "../network.ts";
import { checkSeed } from "../random.ts";
import { toTable, type Rows } from "../rows.ts";
import { identityStandardisation, standardise, unstandardise } from "../standardisation.ts";
import { Breather, checkSignal } from "../yielding.ts";
import type { SamplingProgress } from "./sampling-run.ts";

/** What every sampler takes. */
export interface SamplerOptions {
  /** Rows to make. */
  count: number;
  /** Default 0. */
  seed?: number;
  /** Index of the first row: rows offset…offset+count−1 of one large run, bit for bit. Default 0. */
  offset?: number;
  /** Where the particles start, (count, dim) in the user's units, instead of noise. */
  start?: Rows;
  /** Ends sampling with the signal's reason. */
  signal?: AbortSignal;
  /** Where the particles live when the model is not a network; default an engine of the sampler's own. */
  engine?: Engine;
}

/** One level of Langevin dynamics: `steps` updates with step size α at noise level σ. */
export interface LangevinLevel {
  sigma: number;
  alpha: number;
  steps: number;
}

export interface LangevinChain {
  levels: readonly LangevinLevel[];
  /** Of the start: N(mean, diag(std²)) in the model's units. */
  startMean: ArrayLike<number>;
  startStd: ArrayLike<number>;
  /** σ of a last noiseless step x + σ²·score(x, σ), or undefined for none. */
  denoise: number | undefined;
}

/** Floating-point operations between two looks at the clock: about 2 ms. */
const BURST = 5e7;

export function checkModel(where: string, model: ScoreModel): void {
  if (model instanceof ScoreNetwork) model.mlp.check(where);
  else if (typeof model?.score !== "function") throw invalid(where, "a model with score(x, sigma)", model);
  checkInteger(where, "model.dim", model.dim, 1, 4096);
}

export function checkSamplerOptions(where: string, options: SamplerOptions, dim: number): void {
  if (typeof options !== "object" || options === null) throw invalid(where, "an options object", options);
  const { count, seed = 0, offset = 0, start, signal, engine } = options;
  checkInteger(where, "count", count, 1, Math.floor(0x7fffffff / dim));
  checkSeed(where, seed);
  checkInteger(where, "offset", offset, 0, 0xffffffff - count);
  checkSignal(where, signal);
  if (engine !== undefined) checkEngine(where, engine);
  if (start !== undefined && toTable(where, "start", start, dim).count !== count)
    throw invalid(where, `start of count ${count} rows`, toTable(where, "start", start, dim).count);
}

/** Runs the levels in order over all particles; arguments are checked already. */
export async function* runChain(
  where: string,
  model: ScoreModel,
  { levels, startMean, startStd, denoise }: LangevinChain,
  { count, seed = 0, offset = 0, start, signal, engine }: SamplerOptions,
): AsyncGenerator<SamplingProgress, Float32Array, void> {
  const network = model instanceof ScoreNetwork ? model : undefined;
  const { dim } = model;
  signal?.throwIfAborted();
  const home = network?.engine ?? engine ?? (await createEngine({ threads: 1 }));
  home.check(where);
  const standardisation = network?.standardisation ?? identityStandardisation(dim);
  const breather = new Breather(signal);
  const particles = new Particles(home, { dim, count, offset, seed });
  const current = (): Float32Array => unstandardise(particles.rows(), standardisation);
  try {
    if (start) particles.set(standardise(toTable(where, "start", start, dim).values, standardisation));
    else particles.start(startMean, startStd);
    const total = levels.reduce((sum, { steps }) => sum + steps, 0);
    const began = performance.now();
    let before = 0;
    for (const [level, { sigma, alpha, steps }] of levels.entries()) {
      for (const burst of bursts(count, steps, network)) {
        const { begin, end, to } = burst;
        if (network) {
          const pending = particles.networkSteps(network.mlp, burst, { sigma, alpha, level });
          if (pending) await pending;
        } else modelSteps(where, model, particles, { ...burst, sigma, alpha, level });
        if (!breather.due) continue;
        await breather.breathe();
        (network ? network.mlp : home).check(where);
        const fraction = (before + (steps * (begin + ((end - begin) * to) / steps)) / count) / total;
        const secondsLeft = ((performance.now() - began) / 1000) * (1 / fraction - 1);
        yield { level, levels: levels.length, sigma, fraction, secondsLeft, current };
        signal?.throwIfAborted();
        (network ? network.mlp : home).check(where);
      }
      before += steps;
      refuseNonFinite(where, particles, `level ${level} (sigma ${sigma})`);
    }
    if (denoise !== undefined) {
      for (let begin = 0; begin < count; begin += SCORED_ROWS) {
        const rows = particles.rows(begin, Math.min(count, begin + SCORED_ROWS));
        particles.replace(begin, denoised(where, model, rows, denoise));
        if (breather.due) await breather.breathe();
      }
      refuseNonFinite(where, particles, "the final denoising");
    }
    return current();
  } finally {
    particles.dispose();
    if (!network && !engine) home.dispose();
  }
}

/** A level's work in pieces of about BURST operations a thread: blocks of rows, and of each block its steps in order. */
function* bursts(count: number, steps: number, network: ScoreNetwork | undefined): Generator<Burst> {
  const threads = network?.engine.threads ?? 1;
  const perRow = network?.mlp.operationsPerRow ?? 1e3;
  const unit = TILE_ROWS * threads; // a tile for every thread at least
  const blocks = Math.max(1, Math.round(BURST / (TILE_ROWS * perRow * steps)));
  const rows = Math.min(count, network ? unit * blocks : SCORED_ROWS);
  const stride = network ? Math.max(1, Math.round((threads * BURST) / (perRow * rows))) : 1;
  for (let begin = 0; begin < count; begin += rows)
    for (let from = 0; from < steps; from += stride)
      yield { begin, end: Math.min(count, begin + rows), from, to: Math.min(steps, from + stride) };
}

/** The same steps with a score from outside the engine. */
function modelSteps(
  where: string,
  model: ScoreModel,
  particles: Particles,
  { begin, end, sigma, alpha, level, from, to }: Burst & { sigma: number; alpha: number; level: number },
): void {
  for (let step = from; step < to; step++) {
    const rows = particles.rows(begin, end);
    particles.step(begin, scoreOf(where, model, rows, sigma), alpha, level, step);
  }
}

function denoised(where: string, model: ScoreModel, rows: Float32Array, sigma: number): Float32Array {
  const score = scoreOf(where, model, rows, sigma);
  return rows.map((x, i) => x + sigma * sigma * score[i]);
}

function scoreOf(where: string, model: ScoreModel, rows: Float32Array, sigma: number): ArrayLike<number> {
  const score = model.score(rows, sigma);
  if (score?.length !== rows.length)
    throw invalid(where, `model.score to return ${rows.length} numbers`, score?.length ?? score);
  return score;
}

function refuseNonFinite(where: string, particles: Particles, when: string): void {
  const row = particles.firstNonFinite();
  if (row >= 0)
    throw new LangevinError(
      "diverged",
      `${where}: expected finite particles, got row ${row} not finite after ${when}; try a smaller stepSize`,
    );
}
