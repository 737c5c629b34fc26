import { TILE_ROWS, type Engine } from "../engine/index.ts";
import { encodeRows } from "../data/encoding.ts";
import { toTable, type Rows, type Table } from "../data/rows.ts";
import { refuseComposition } from "../models/composition/refuse.ts";
import type { Evaluator } from "../models/evaluator/evaluator.ts";
import { deviationOf } from "../models/moments.ts";
import { resolve } from "../models/resolve.ts";
import type { ScoreModel } from "../models/score-model.ts";
import { checkSigmas, geometricSigmas } from "../noise/ladders.ts";
import { rangeOfMoments } from "../noise/sigma-range.ts";
import { invalid } from "../support/errors.ts";
import { abortSignal, integer, readOptions, seed, unchecked, type Spec } from "../support/options.ts";
import { Run } from "../support/run.ts";
import { combine, drift, overwrite, type Move } from "./chain/moves.ts";
import { checkRun, liveEngine } from "./chain/options.ts";
import type { Block, Level, Plan } from "./chain/plan.ts";
import { levelsOf } from "./chain/plan.ts";
import { runPlan } from "./chain/run-plan.ts";
import type { SamplingProgress } from "./chain/sampling-run.ts";

/** Options of {@link impute}. */
export interface ImputeOptions {
  /**
   * Noise levels, strictly decreasing, at least 2, in the model's units.
   *
   * @default each half of the one before, between the ends that samplers with `"auto"` take; for a model of which nothing is
   *   known, from 10 to 1/100
   */
  sigmas?: ArrayLike<number> | undefined;
  /**
   * How often every step is taken: what it takes for the gaps to settle at each σ.
   *
   * @default ⌈8(1 + s²/σ²)⌉ but at most 200, s the model's deviation
   */
  resamples?: number | undefined;
  /** Levels that are gone down before they are gone up again. @default 1 */
  jumpLength?: number | undefined;
  /** Completions of every row. @default 1 */
  copies?: number | undefined;
  /** Seed of all noise. @default 0 */
  seed?: number | undefined;
  /** Index of the first row: rows offset, offset + 1, … of one large table, bit for bit. @default 0 */
  offset?: number | undefined;
  /** Ends the work with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
  /** Where the rows live when the model is not a network. @default an engine of its own */
  engine?: Engine | undefined;
}

/** How far an imputation has come. */
export interface ImputationProgress extends Omit<SamplingProgress, "current"> {
  /** The completed rows as they are now. */
  current(): Float64Array;
}

export const imputeOptions = {
  sigmas: unchecked<ArrayLike<number>>(),
  resamples: integer(1, 1e6),
  jumpLength: integer(1, 1e6, { default: 1 }),
  copies: integer(1, 1e6, { default: 1 }),
  seed: seed({ default: 0 }),
  offset: integer(0, 0xffffffff, { default: 0 }),
  signal: abortSignal(),
  engine: liveEngine,
} satisfies Spec<ImputeOptions>;

/**
 * Fills gaps with draws from the model's distribution of what is missing given what is known, whatever the pattern.
 *
 * A step from σ to σ' is the reverse diffusion's for all columns, after which the known ones are noised afresh:
 *
 *     x ← x + (σ² − σ'²)·score(x, σ) + √(σ² − σ'²)·z,   then   x ← known + σ'·z   where known.
 *
 * A single pass would ignore the known columns: they are still mostly noise when the gaps are drawn. So after every `jumpLength` levels
 * the rows are noised again to where the jump began, `x + √(σ² − σ'²)·z`, and go down once more, `resamples` times in all
 * (RePaint: Lugmayr et al. 2022, arXiv:2201.09865, algorithm 1). The last step is `x + σ_min²·score(x, σ_min)`.
 *
 * The bias that is left is about s²/(σ²·resamples) at the σ where the gaps stop moving: with the defaults, on Gaussian
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
 *
 * @example
 * ```ts
 * import { gaussian, impute } from "langevin";
 *
 * const model = gaussian({
 *   mean: [0, 0],
 *   covariance: [
 *     [1, 0.9],
 *     [0.9, 1],
 *   ],
 * });
 * console.log(await impute(model, [2, NaN], { copies: 3, seed: 1 })); // 2 and a number near 1.8, three times
 * ```
 */
export function impute(
  model: ScoreModel,
  rows: Rows,
  options: ImputeOptions = {},
): Run<Float64Array, ImputationProgress> {
  const where = "impute";
  const evaluator = resolve(where, model);
  refuseComposition(where, evaluator);
  const {
    resamples,
    jumpLength,
    copies,
    offset,
    sigmas: given,
    ...others
  } = readOptions(where, options, imputeOptions);
  const table = toTable(where, "rows", rows, evaluator.dim, { gaps: true });
  if (evaluator.rows !== undefined && evaluator.rows !== table.count)
    throw invalid(where, `${evaluator.rows} rows, as the model has labels`, table.count);
  const run = { ...others, start: undefined, count: table.count * copies, offset: offset * copies };
  checkRun(where, { dim: evaluator.dim, rows: undefined }, run);
  const sigmas = given === undefined ? usualLadder(evaluator) : checkSigmas(where, given);
  if (sigmas.length < 2) throw invalid(where, "at least 2 sigmas", sigmas.length);
  const known = encodeRows(where, "rows", evaluator.encoding, table);
  const blocks = incomplete(table).map(({ begin, end }) => ({ begin: begin * copies, end: end * copies }));
  const values = (): Float64Array => repeat(table.values, table.dim, copies);
  if (blocks.length === 0) return new Run(completed(undefined, values));
  const std = deviationOf(evaluator);
  const times = (sigma: number): number =>
    resamples ?? Math.min(200, Math.ceil(8 * (1 + (std * std) / (sigma * sigma))));
  const plan: Plan = {
    levels: levelsOf(jumps(sigmas, jumpLength).map((ladder, k) => resampled(ladder, times(ladder[0]), k === 0))),
    blocks,
    registers: ["score", "known"],
    constant: { register: "known", rows: () => repeat(known, evaluator.dim, copies) },
    start: sigmas[0],
    denoise: sigmas[sigmas.length - 1],
  };
  const repeated =
    evaluator.rows === undefined
      ? evaluator
      : evaluator.forRows(Array.from({ length: run.count }, (_, i) => Math.floor(i / copies)));
  return new Run(completed(runPlan(where, repeated, plan, run), values));
}

/** The ladder in overlapping pieces of `jumpLength` steps. */
function jumps(sigmas: Float64Array, jumpLength: number): Float64Array[] {
  const count = Math.ceil((sigmas.length - 1) / jumpLength);
  return Array.from({ length: count }, (_, k) => sigmas.subarray(k * jumpLength, (k + 1) * jumpLength + 1));
}

/** Down a piece of the ladder and up again, `times` times down; the first begins with rows that are known. */
function resampled(ladder: Float64Array, times: number, first: boolean): Level {
  const width = (from: number, to: number): number => (from - to) * (from + to);
  const down = Array.from(ladder.subarray(1), (next, i) => {
    const variance = width(ladder[i], next);
    return [...drift(ladder[i], variance, Math.sqrt(variance)), ...renoise(next)];
  }).flat();
  const up = combine("x", { x: 1 }, Math.sqrt(width(ladder[0], ladder[ladder.length - 1])));
  return {
    sigma: ladder[0],
    evaluations: times * (ladder.length - 1),
    moves: {
      *[Symbol.iterator]() {
        if (first) yield* renoise(ladder[0]);
        for (let r = 0; r < times; r++) {
          if (r > 0) yield up;
          yield* down;
        }
      },
    },
  };
}

/** Where known, x ← known + σ·z, with z of its own. */
function renoise(sigma: number): Move[] {
  return [combine("score", { known: 1 }, sigma), overwrite("x", "score")];
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
function repeat<T extends Float32Array | Float64Array>(values: T, dim: number, copies: number): T {
  if (copies === 1) return values;
  const repeated = new (values.constructor as new (length: number) => T)(values.length * copies);
  for (let at = 0; at < repeated.length; at += dim) {
    const from = Math.floor(at / dim / copies) * dim;
    repeated.set(values.subarray(from, from + dim), at);
  }
  return repeated;
}

/** The work, with the rows' own values where they have any. */
async function* completed(
  work: AsyncGenerator<SamplingProgress, Float64Array, void> | undefined,
  valuesOf: () => Float64Array,
): AsyncGenerator<ImputationProgress, Float64Array, void> {
  const values = valuesOf();
  if (!work) return values;
  const fill = (x: ArrayLike<number>): Float64Array => values.map((value, i) => (Number.isNaN(value) ? x[i] : value));
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

function usualLadder({ sigmaRange, variance }: Evaluator): Float64Array {
  const { sigmaMax, sigmaMin } = sigmaRange ?? rangeOfMoments(variance);
  let count = 2;
  for (let sigma = sigmaMax; sigma > 2 * sigmaMin; sigma /= 2) count++;
  return geometricSigmas({ sigmaMax, sigmaMin, count });
}
