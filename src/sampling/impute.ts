import { type Engine, TILE_ROWS } from "../engine/index.ts";
import { checkInteger, invalid } from "../support/errors.ts";
import { forRows, rowsOf } from "../models/conditioning/per-row.ts";
import { momentsOf } from "../models/moments.ts";
import type { ScoreModel } from "../models/score-model.ts";
import { toTable, type Rows, type Table } from "../data/rows.ts";
import { Run } from "../support/run.ts";
import { checkSigmas, geometricSigmas } from "../noise/ladders.ts";
import { identityEncoding } from "../data/encodings/identity.ts";
import { runChain } from "./chain/chain.ts";
import { combine, drift, noiseStart, overwrite, SCORE, X, type Block, type Chain, type Move } from "./chain/moves.ts";
import { checkModel, checkSamplerOptions } from "./chain/options.ts";
import type { SamplingProgress } from "./chain/sampling-run.ts";

export interface ImputeOptions {
  /**
   * Noise levels, strictly decreasing, at least 2, in the model's units. Default: each half of the one before, between the
   * ends of the model's sigmaRange; where that is unknown, from 10 times its largest deviation to 1/100 of its smallest.
   */
  sigmas?: ArrayLike<number> | undefined;
  /**
   * How often every step is taken. Default ⌈8(1 + s²/σ²)⌉ but at most 200, s the model's deviation: what it takes for the
   * gaps to settle at each σ.
   */
  resamples?: number | undefined;
  /** Levels that are gone down before they are gone up again; default 1. */
  jumpLength?: number | undefined;
  /** Completions of every row; default 1. */
  copies?: number | undefined;
  /** Default 0. */
  seed?: number | undefined;
  /** Index of the first row: rows offset, offset + 1, … of one large table, bit for bit. Default 0. */
  offset?: number | undefined;
  /** Ends the work with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Where the rows live when the model is not a network; default an engine of its own. */
  engine?: Engine | undefined;
}

/** How far an imputation has come. */
export interface ImputationProgress extends Omit<SamplingProgress, "current"> {
  /** The completed rows as they are now. */
  current(): Float64Array;
}

/** Rows with NaN where x is to be filled in, in the model's units. */
const KNOWN = 2;

/**
 * Fills gaps with draws from the model's distribution of what is missing given what is known, whatever the pattern.
 *
 * A step from σ to σ' is the reverse diffusion's for all columns, after which the known ones are noised afresh:
 *
 *     x ← x + (σ² − σ'²)·score(x, σ) + √(σ² − σ'²)·z,   then   x ← known + σ'·z   where known.
 *
 * Once is not enough: the gaps would be drawn for known columns that were noise themselves. So after every `jumpLength` levels
 * the rows are noised again to where the jump began, `x + √(σ² − σ'²)·z`, and go down once more, `resamples` times in all
 * (RePaint: Lugmayr et al. 2022, arXiv:2201.09865, algorithm 1). The last step is `x + σ_min²·score(x, σ_min)`.
 *
 * What is left of the bias is about s²/(σ²·resamples) at the σ where the gaps stop to move: with the defaults, on Gaussian
 * rows of correlations up to 0.9, below 0.03 of a conditional deviation, for 600 to 1000 scores a row. Coarse levels with
 * many resamples beat fine ones with few: a step moves the gaps by √(σ² − σ'²). With `resamples` of 10 and less, as in
 * RePaint, the gaps are drawn too near to the mean.
 *
 * @param model  anything with a score; a network, given labels or not, runs inside WebAssembly. Labels are one for all, or
 *               one for each of `rows`
 * @param rows   (n, dim) in the user's units, NaN at gaps; copied. Rows without gaps cost nothing
 * @returns (n·copies, dim) row-major in f64, the copies of a row one after another: known values as they were given, bit for
 *   bit. Row k depends on (model, sigmas, resamples, jumpLength, copies, seed, offset + k) only
 * @throws LangevinError "invalid-argument", "invalid-data" before any work; "diverged" naming level and row; "disposed"
 */
export function impute(
  model: ScoreModel,
  rows: Rows,
  options: ImputeOptions = {},
): Run<Float64Array, ImputationProgress> {
  const where = "impute";
  checkModel(where, model);
  if (typeof options !== "object" || options === null) throw invalid(where, "an options object", options);
  const { resamples, jumpLength = 1, copies = 1, seed = 0, offset = 0, signal, engine } = options;
  const table = toTable(where, "rows", rows, model.dim, { gaps: true });
  const labeled = rowsOf(model);
  if (labeled !== undefined && labeled !== table.count)
    throw invalid(where, `${labeled} rows, as the model has labels`, table.count);
  if (resamples !== undefined) checkInteger(where, "resamples", resamples, 1, 1e6);
  checkInteger(where, "jumpLength", jumpLength, 1, 1e6);
  checkInteger(where, "copies", copies, 1, 1e6);
  checkInteger(where, "offset", offset, 0, 0xffffffff);
  const whole = repeat(table, copies);
  const each = Array.from({ length: whole.count }, (_, i) => Math.floor(i / copies));
  const repeated = forRows(model, each);
  const run = {
    count: whole.count,
    offset: offset * copies,
    seed,
    ...(signal && { signal }),
    ...(engine && { engine }),
  };
  checkSamplerOptions(where, run, repeated);
  const sigmas = options.sigmas === undefined ? ladderOf(model) : checkSigmas(where, options.sigmas);
  if (sigmas.length < 2) throw invalid(where, "at least 2 sigmas", sigmas.length);
  const blocks = incomplete(whole);
  if (blocks.length === 0) return new Run(completed(undefined, whole));
  const s2 = deviations(model).square;
  const times = (sigma: number): number => resamples ?? Math.min(200, Math.ceil(8 * (1 + s2 / (sigma * sigma))));
  const levels = jumps(sigmas, jumpLength).map((ladder, k) => ({
    sigma: ladder[0],
    moves: [...(k === 0 ? renoise(ladder[0]) : []), ...resampled(ladder, times(ladder[0]))],
  }));
  const known = (model.encoding ?? identityEncoding(model.dim)).encode(whole.values);
  const chain: Chain = {
    ...{ levels, blocks, registers: 3, constant: { register: KNOWN, rows: known } },
    ...noiseStart(model, sigmas[0]),
    denoise: sigmas[sigmas.length - 1],
  };
  return new Run(completed(runChain(where, repeated, chain, run), whole));
}

/** The ladder in overlapping pieces of `jumpLength` steps. */
function jumps(sigmas: Float64Array, jumpLength: number): Float64Array[] {
  const count = Math.ceil((sigmas.length - 1) / jumpLength);
  return Array.from({ length: count }, (_, k) => sigmas.subarray(k * jumpLength, (k + 1) * jumpLength + 1));
}

/** Down a piece of the ladder and up again, `times` times down. */
function resampled(ladder: Float64Array, times: number): Move[] {
  const width = (from: number, to: number): number => (from - to) * (from + to);
  const down = Array.from(ladder.subarray(1), (next, i) => {
    const variance = width(ladder[i], next);
    return [...drift(ladder[i], variance, Math.sqrt(variance)), ...renoise(next)];
  }).flat();
  const up = combine(X, [[1, X]], Math.sqrt(width(ladder[0], ladder[ladder.length - 1])));
  return Array.from({ length: times }, (_, r) => (r === 0 ? down : [up, ...down])).flat();
}

/** Where known, x ← known + σ·z, with z of its own. */
function renoise(sigma: number): Move[] {
  return [combine(SCORE, [[1, KNOWN]], sigma), overwrite(X, SCORE)];
}

/** Rows with gaps, and the few between them. */
function incomplete({ values, count, dim }: Table): Block[] {
  const blocks: Block[] = [];
  for (let r = 0; r < count; r++) {
    if (!values.subarray(r * dim, (r + 1) * dim).some(Number.isNaN)) continue;
    const last = blocks.at(-1);
    if (last && r - last.end < TILE_ROWS) last.end = r + 1;
    else blocks.push({ begin: r, end: r + 1 });
  }
  return blocks;
}

/** Every row `copies` times in succession. */
function repeat({ values, count, dim }: Table, copies: number): Table {
  const repeated = new Float64Array(values.length * copies);
  for (let r = 0; r < count * copies; r++) {
    const from = Math.floor(r / copies) * dim;
    repeated.set(values.subarray(from, from + dim), r * dim);
  }
  return { values: repeated, count: count * copies, dim };
}

/** The work, with the rows' own values where they have any. */
async function* completed(
  work: AsyncGenerator<SamplingProgress, Float64Array, void> | undefined,
  { values }: Table,
): AsyncGenerator<ImputationProgress, Float64Array, void> {
  const fill = (x: ArrayLike<number>): Float64Array => values.map((value, i) => (Number.isNaN(value) ? x[i] : value));
  if (!work) return values;
  try {
    for (;;) {
      const next = await work.next();
      if (next.done) return fill(next.value);
      const { current, ...progress } = next.value;
      yield { ...progress, current: () => fill(current()) };
    }
  } finally {
    await work.return(new Float64Array(0));
  }
}

/** The largest and the smallest of the columns, and the mean square. */
function deviations(model: ScoreModel): { largest: number; smallest: number; square: number } {
  const variance = Array.from(momentsOf(model).variance);
  const [largest, smallest] = [Math.sqrt(Math.max(...variance)), Math.sqrt(Math.min(...variance))];
  return { largest, smallest, square: variance.reduce((a, b) => a + b) / variance.length };
}

function ladderOf(model: ScoreModel): Float64Array {
  const { largest, smallest } = deviations(model);
  const { sigmaMax, sigmaMin } = model.sigmaRange ?? { sigmaMax: 10 * largest, sigmaMin: smallest / 100 };
  let count = 2;
  for (let sigma = sigmaMax; sigma > 2 * sigmaMin; sigma /= 2) count++;
  return geometricSigmas({ sigmaMax, sigmaMin, count });
}
