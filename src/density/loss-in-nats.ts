import { encodeRows } from "../data/encoding.ts";
import { toTable, type Rows, type Table } from "../data/rows.ts";
import { flowField } from "../models/evaluator/field.ts";
import { startLaws } from "../models/evaluator/start-laws.ts";
import { deviationOf } from "../models/moments.ts";
import { LevelLosses, type LevelLoss } from "../models/nats/level-losses.ts";
import { meanNats } from "../models/nats/mean-nats.ts";
import { noiseRows } from "../models/nats/noised-rows.ts";
import { rowNats } from "../models/nats/row-nats.ts";
import { resolve } from "../models/resolve.ts";
import type { ScoreModel } from "../models/score-model.ts";
import { invalid } from "../support/errors.ts";
import { integer, readOptions, seed, type Spec } from "../support/options.ts";
import { Pacer } from "../support/pacer.ts";
import { Run } from "../support/run.ts";
import { checkFlow, odeOptions, type Flow, type OdeOptions } from "./ode/flow.ts";
import { refuseNonFinite } from "./refuse-non-finite.ts";

/** Options of {@link lossInNats}. */
export interface LossInNatsOptions extends Pick<OdeOptions, "sigmaMax" | "sigmaMin" | "signal"> {
  /** Noise levels for each row, stratified. @default 32 */
  draws?: number | undefined;
  /** Seed of the noises: models have the same where it is the same. @default 0 */
  seed?: number | undefined;
}

/** What {@link lossInNats} gives. */
export interface LossInNats {
  /** Mean of the rows' bounds. */
  nats: number;
  /** Its standard error, by how much rows differ; NaN for a single row. */
  error: number;
  /** A bound of −ln p of each row, in nats, of densities in the user's units: noisy, right in the mean over noises. */
  rows: Float64Array;
  /** The loss by σ, from the least σ to the largest. */
  levels: LevelLoss[];
}

/** How far it has come. */
export interface LossProgress {
  /** Part of the rows that is done, 0…1. */
  fraction: number;
  /** Estimate of the time that is left, the loop's body not counted. */
  secondsLeft: number;
}

export const lossInNatsOptions = {
  sigmaMax: odeOptions.sigmaMax,
  sigmaMin: odeOptions.sigmaMin,
  signal: odeOptions.signal,
  draws: integer(1, 65536, { default: 32 }),
  seed: seed({ default: 0 }),
} satisfies Spec<LossInNatsOptions>;

/** Numbers that are noised at a time. */
const BLOCK = 1 << 16;

/**
 * The loss of a model on rows as a bound of −ln p, in nats, without an ODE:
 *
 *     −ln p ≤ −ln N − ∫ E(‖ẑ_N − z‖² − ‖ẑ − z‖²) d ln σ from σ_min to σ_max − Σ ln std_j
 *
 * N is the normal law with the model's mean and variance, ẑ_N the noise that it predicts. For the score of the rows' own law the
 * mean is their entropy; otherwise it is above what {@link logDensity} gives in the mean, by what the flow's and the noise's ways
 * to the data differ (I-MMSE: Kong et al. 2023, arXiv:2302.03792; Song et al. 2021, arXiv:2101.09258). p is the density smoothed
 * by σ_min, as {@link logDensity} has it. It takes `draws` evaluations a row.
 *
 * @param rows  (n, dim) in the user's units; row k's noises depend on (seed, k) only
 * @throws LangevinError "invalid-argument", "invalid-data" before any work; "diverged" where numbers are beyond f64; "disposed"
 *
 * @example
 * ```ts
 * import { gaussian, lossInNats } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const rows = model.sample(2000);
 * const { nats, error } = await lossInNats(model, rows, { sigmaMax: 50, sigmaMin: 0.01 });
 * console.log(nats, error); // about ln(2πe·0.25) = 1.45
 * ```
 */
export function lossInNats(
  model: ScoreModel,
  rows: Rows,
  options: LossInNatsOptions = {},
): Run<LossInNats, LossProgress> {
  const where = "lossInNats";
  const evaluator = resolve(where, model);
  const { draws, seed, ...ends } = readOptions(where, options, lossInNatsOptions);
  const table = toTable(where, "rows", rows, evaluator.encoding.columns);
  const flow = checkFlow(where, evaluator, table.count, { ...ends, tolerance: 1, offset: 0 });
  if (evaluator.coupled)
    throw invalid(where, `a model with a score, got a network of coupling "${evaluator.coupled}"`, model);
  const x = encodeRows(where, "rows", evaluator.encoding, table);
  return new Run(evaluate(where, flow, { table, x, draws, seed }));
}

async function* evaluate(
  where: string,
  flow: Flow,
  { table, x, draws, seed }: { table: Table; x: Float32Array; draws: number; seed: number },
): AsyncGenerator<LossProgress, LossInNats, void> {
  const { evaluator, sigmaMin, sigmaMax, signal } = flow;
  const { dim } = evaluator;
  const { count } = table;
  const laws = await startLaws(where, evaluator, sigmaMax, signal);
  const plan = { dim, draws, seed, sigmaMin, sigmaMax, deviation: deviationOf(evaluator), laws };
  const levels = new LevelLosses(plan);
  const nats = new Float64Array(count);
  const atOnce = Math.max(1, Math.floor(BLOCK / (draws * dim)));
  const field = flowField(where, evaluator, "none");
  const pacer = new Pacer(signal);
  const began = performance.now();
  try {
    for (let first = 0; first < count; first += atOnce) {
      const last = Math.min(count, first + atOnce);
      const noised = noiseRows(x.subarray(first * dim, last * dim), plan, first);
      nats.set(await rowNats(field, noised, pacer, levels), first);
      const fraction = last / count;
      yield { fraction, secondsLeft: ((performance.now() - began) / 1000) * (1 / fraction - 1) };
      signal?.throwIfAborted();
      evaluator.check(where);
    }
  } finally {
    field.dispose();
  }
  const scale = evaluator.encoding.logScale(table.values);
  const all = nats.map((value, k) => value - scale[k]);
  refuseNonFinite(where, "a loss in nats", all, 1, flow);
  return { ...meanNats(all), rows: all, levels: levels.losses(dim) };
}
