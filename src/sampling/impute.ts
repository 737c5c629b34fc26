import type { Engine } from "../engine/index.ts";
import { toTable, type Rows, type Table } from "../data/rows.ts";
import { refuseComposition } from "../models/composition/refuse.ts";
import type { ConditionedModel } from "../models/conditioning/with-conditions.ts";
import type { CategoricalMixture } from "../models/exact/categorical-mixture.ts";
import type { Evaluator } from "../models/evaluator/evaluator.ts";
import { knownNetwork } from "../models/conditioning/with-known.ts";
import { ScoreNetwork } from "../models/network.ts";
import { resolve } from "../models/resolve.ts";
import type { ScoreModel } from "../models/score-model.ts";
import { checkOffset } from "../numerics/row-blocks.ts";
import { invalid } from "../support/errors.ts";
import {
  abortSignal,
  integer,
  oneOf,
  readOptions,
  rowOffset,
  seed,
  unchecked,
  type Settled,
  type Spec,
} from "../support/options.ts";
import { isInstance } from "../support/readable.ts";
import { Run } from "../support/run.ts";
import { severalEvaluations } from "./chain/definition.ts";
import { liveEngine, type RunOptions } from "./chain/options.ts";
import type { SamplingProgress, SamplingRun } from "./chain/sampling-run.ts";
import { ancestral } from "./samplers/ancestral.ts";
import { annealedLangevin } from "./samplers/annealed-langevin.ts";
import { copiedRows, repeat } from "./chain/copies.ts";
import { ENOUGH_FOR_KNOWN } from "./recommend.ts";
import { repaint } from "./repaint.ts";
import { imputeBySmc } from "./twisted/impute-by-smc.ts";
import { particlesOption } from "./twisted/options.ts";

/** Ways to fill gaps. */
export type ImputeMethod = "masks" | "smc" | "repaint";

/** Options of {@link impute}. */
export interface ImputeOptions {
  /**
   * "masks" for a network that has learned rows given any of their columns; "smc" (twisted sequential Monte Carlo) and "repaint"
   * for any model.
   *
   * @default "masks" for a network with `masks`; else "smc", but "repaint" for models with categories or more than 32 columns, and where
   *   `sigmas`, `resamples` or `jumpLength` are given
   */
  method?: ImputeMethod | undefined;
  /** Scores that a row costs with "masks", and each of its particles with "smc". @default 40 */
  evaluations?: number | undefined;
  /** With "smc": particles of each row. @default 16 */
  particles?: number | undefined;
  /**
   * With "repaint": noise levels, strictly decreasing, at least 2, in the model's units.
   *
   * @default each half of the one before, between the ends that samplers with `"auto"` take; for a model of which nothing is
   *   known, from 10 to 1/100
   */
  sigmas?: ArrayLike<number> | undefined;
  /**
   * With "repaint": how often every step is taken: what it takes for the gaps to settle at each σ.
   *
   * @default ⌈8(1 + s²/σ²)⌉ but at most 200, s the model's deviation
   */
  resamples?: number | undefined;
  /** With "repaint": levels that are gone down before they are gone up again. @default 1 */
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
  method: oneOf(["masks", "smc", "repaint"]),
  evaluations: severalEvaluations,
  particles: particlesOption,
  sigmas: unchecked<ArrayLike<number>>(),
  resamples: integer(1, 1e6),
  jumpLength: integer(1, 1e6),
  copies: integer(1, 1e6, { default: 1 }),
  seed: seed({ default: 0 }),
  offset: rowOffset(),
  signal: abortSignal(),
  engine: liveEngine,
} satisfies Spec<ImputeOptions>;

/**
 * Fills gaps with draws from the model's distribution of what is missing given what is known, whatever the pattern.
 *
 * "masks" samples a network that has learned rows given any of their columns, as {@link withKnown} gives it, by
 * `annealedLangevin`, or by `ancestral` where there are categories or fewer than 10 evaluations: in few scores, and with the right
 * shares of what lies far apart.
 *
 * "smc" takes any model without categories: {@link twistedSmc} with the known columns observed, to an error of σ_min, in
 * `evaluations` levels and with `particles` a row. Shares of modes are right as nearly as the particles can say them. Each evaluation costs
 * a score and two more for each known column: with many of them "repaint" is the cheaper one.
 *
 * "repaint" takes any model. A step from σ to σ' is the reverse diffusion's for all columns, after which the known ones are
 * noised afresh:
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
 * RePaint, the gaps are drawn too near to the mean. Shares of modes and levels stay near those of all rows where they are
 * decided at a σ at which the known columns are still noise: on a table, .74 of a level whose share is .95
 * (docs/decisions/0015-masks.md).
 *
 * @param model  anything with a score; a network, given labels or conditions or not, runs inside WebAssembly. These are one for
 *               all, or one for each of `rows`
 * @param rows   (n, dim) in the user's units, NaN at gaps; copied. Rows without gaps cost nothing
 * @returns (n·copies, dim) row-major in f64, the copies of a row one after another: known values as they were given, bit for
 *   bit. Row k depends on (model, the method's options, copies, seed, offset + k) only
 * @throws LangevinError "invalid-argument", "invalid-data" before any work; "diverged" naming level and row of the result, counted
 *   from `offset·copies`; "disposed"
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
  const settings = readOptions(where, options, imputeOptions);
  const { copies, offset } = settings;
  const table = toTable(where, "rows", rows, evaluator.encoding.columns, { gaps: true });
  if (evaluator.rows !== undefined && evaluator.rows !== table.count)
    throw invalid(where, `${evaluator.rows} rows, as the model has labels`, table.count);
  const most = Math.floor(0x7fffffff / evaluator.dim / copies);
  if (table.count > most) throw invalid(where, `rows of at most ${most}, with copies ${copies}`, table.count);
  checkOffset(where, offset, table.count, copies);
  const run = { ...settings, start: undefined, count: table.count * copies, offset: offset * copies };
  const method = methodOf(where, model, evaluator, settings);
  const work =
    method === "masks"
      ? drawKnown(where, model as ScoreNetwork | ConditionedModel, table, settings, run)
      : (method === "smc" ? imputeBySmc : repaint)(where, evaluator, table, settings, run);
  return new Run(completed(work, () => repeat(table.values, table.dim, copies)));
}

type ImputeSettings = Settled<typeof imputeOptions>;
type Work = AsyncGenerator<SamplingProgress, Float64Array, void> | undefined;

/** Scores of a row with "masks": enough for fresh noise to mend what a network does not know exactly. */
const USUAL_EVALUATIONS = 40;

/** Columns up to which twisted SMC is the default: derivatives along each known one are to be paid. */
const MOST_COLUMNS = 32;

const OF_REPAINT = ["sigmas", "resamples", "jumpLength"] as const;
/** The options that each method takes, of those that not all do. */
const OWN: Readonly<Record<ImputeMethod, readonly string[]>> = {
  masks: ["evaluations"],
  smc: ["evaluations", "particles"],
  repaint: OF_REPAINT,
};

/** The method that is asked for, or that fits the model. */
function methodOf(
  where: string,
  model: ScoreModel,
  { dim, inside }: Evaluator,
  settings: ImputeSettings,
): ImputeMethod {
  const masked =
    inside?.network.options.masks && (isInstance(model, ScoreNetwork) || inside.conditionTable !== undefined);
  const { categories = [] } = inside?.network.options ?? (model as Partial<CategoricalMixture>);
  const plain = categories.length === 0 && dim <= MOST_COLUMNS;
  const ofRepaint = OF_REPAINT.some((name) => settings[name] !== undefined);
  const { method = masked ? "masks" : plain && !ofRepaint ? "smc" : "repaint" } = settings;
  if (method === "masks" && !masked) throw invalid(where, 'a network with masks for method "masks"', model);
  for (const name of ["evaluations", "particles", ...OF_REPAINT] as const)
    if (settings[name] !== undefined && !OWN[method].includes(name))
      throw invalid(where, `no ${name} with method "${method}"`, settings[name]);
  return method;
}

/** Samples the unknown columns given the known ones; undefined where nothing is unknown. */
function drawKnown(
  where: string,
  model: ScoreNetwork | ConditionedModel,
  table: Table,
  { copies, evaluations = USUAL_EVALUATIONS }: ImputeSettings,
  { count, offset, seed, signal }: RunOptions,
): Work {
  if (!table.values.some(Number.isNaN)) return undefined;
  const known = knownNetwork(where, model, table.values).forRows(copiedRows(count, copies));
  const how = { count, offset, seed, signal, evaluations };
  const byReverse = evaluations < ENOUGH_FOR_KNOWN || known.network.options.categories.length > 0;
  return toItsEnd((byReverse ? ancestral : annealedLangevin)(known, "auto", how));
}

/** A run as a generator that returns its rows. */
async function* toItsEnd(run: SamplingRun): AsyncGenerator<SamplingProgress, Float64Array, void> {
  yield* run;
  return await run;
}

/** The work, with the rows' own values where they have any. */
async function* completed(
  work: Work,
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
