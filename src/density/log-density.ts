import { encodeRows } from "../data/encoding.ts";
import { toTable, type Rows, type Table } from "../data/rows.ts";
import type { Trace } from "../models/evaluator/flow-field.ts";
import { startLaws } from "../models/evaluator/start-laws.ts";
import type { Evaluator } from "../models/evaluator/evaluator.ts";
import { resolve } from "../models/resolve.ts";
import type { ScoreModel } from "../models/score-model.ts";
import { integer, oneOf, readOptions, seed, unchecked, type Spec } from "../support/options.ts";
import { Run } from "../support/run.ts";
import type { OdeProgress } from "./ode/dormand-prince.ts";
import { checkFlow, follow, odeOptions, type Flow, type OdeOptions } from "./ode/flow.ts";
import { givenColumns } from "./given-columns.ts";
import { logPrior, priorMismatch } from "./prior.ts";
import { refuseNonFinite } from "./refuse-non-finite.ts";
import { drawProbes } from "../numerics/probes.ts";

export interface LogDensityOptions extends OdeOptions {
  /**
   * Columns of `rows` that are known: ln p of the others given these, by a network with `masks`, or one given conditions. Of a block of categories all
   * columns, or none.
   *
   * @default none
   */
  given?: ArrayLike<number> | undefined;
  /** How tr ∂ẑ/∂x is found. @default "exact" up to 64 columns and for models with a `divergence`, else "hutchinson" */
  trace?: "exact" | "hutchinson" | undefined;
  /** Probes of Hutchinson's estimate, for each row. @default 1 */
  probes?: number | undefined;
  /** Seed of the probes. @default 0 */
  seed?: number | undefined;
  /** Index of the first row: its probes are those of row `offset` of one large run. @default 0 */
  offset?: number | undefined;
}

/** What {@link logDensity} gives for each row. */
export interface LogDensityResult {
  /** ln p of each row, in nats. */
  logDensity: Float64Array;
  /**
   * Estimate of the error in it, in nats: the solver's, and that of the prior, by how far the score at σ_max is from the normal
   * law's that stands for it. Large for all rows, it says that σ_max is too small for the data. What a network has not
   * learned below σ_max is not in it, nor is the error of probes.
   */
  error: Float64Array;
  /** Evaluations of the ODE for each row. */
  evaluations: Uint32Array;
}

export const logDensityOptions = {
  ...odeOptions,
  given: unchecked<ArrayLike<number>>(),
  trace: oneOf(["exact", "hutchinson"]),
  probes: integer(1, 1024, { default: 1 }),
  seed: seed({ default: 0 }),
} satisfies Spec<LogDensityOptions>;

/** Columns up to which the exact trace, a pass of the network for each, is the default. */
const EXACT_COLUMNS = 64;

/**
 * ln p of rows under a model: of the data smoothed by N(0, σ_min²) (in the model's units), as a density in the user's units.
 *
 *     ln p(row) = ln N(x(σ_max); mean, variance + σ_max²) + ∫ tr(∂ẑ/∂x) dσ from σ_min to σ_max − Σ ln std_j
 *
 * along the probability-flow ODE `dx/dσ = ẑ(x, σ)` from x(σ_min) = (row − mean)/std; mean and variance are the model's own,
 * 0 and 1 for a network; for rows given labels or guidance, and for models that state none, those that fit the score at
 * σ_max. Song et al. 2021 (arXiv:2011.13456, section 4.3 and appendix D.2), with Dormand & Prince's method
 * in ln σ, every row with its own steps.
 *
 * With "hutchinson" the trace is estimated by vᵀ(∂ẑ/∂x)v with probes v that are fixed along a row's path: unbiased, up to the
 * solver's error.
 *
 * With `given` it is ln p of the other columns given these: the flow, its trace and the normal law at σ_max are those of the others,
 * and each row has a law of its own there. An error of the network's in a known column counts nothing.
 *
 * @param rows  in the user's units; row k's result depends on (model, options, offset + k) only
 * @throws LangevinError "invalid-argument", "invalid-data" before any work; "diverged" naming σ and rows, also where numbers are beyond f64; "disposed"
 *
 * @example
 * ```ts
 * import { gaussian, logDensity } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const { logDensity: lnP } = await logDensity(model, [1, 2], { sigmaMax: 50, sigmaMin: 0.01 });
 * console.log(lnP[0]); // about −ln(2π·0.25) = −0.45
 * ```
 */
export function logDensity(
  model: ScoreModel,
  rows: Rows,
  options: LogDensityOptions = {},
): Run<LogDensityResult, OdeProgress> {
  return logDensityAt(model, rows, options);
}

/** The same of rows that need not follow one another: row k's number is `offset + places[k]`, `places` increasing. */
export function logDensityAt(
  model: ScoreModel,
  rows: Rows,
  options: LogDensityOptions,
  places?: ArrayLike<number>,
): Run<LogDensityResult, OdeProgress> {
  const where = "logDensity";
  const { given, probes, seed, trace: asked, ...others } = readOptions(where, options, logDensityOptions);
  const whole = resolve(where, model);
  const table = toTable(where, "rows", rows, whole.encoding.columns);
  const { count } = table;
  const { evaluator, x, logScale } = given
    ? givenColumns(where, whole, model, table, given)
    : allColumns(where, whole, table);
  const { dim } = evaluator;
  const flow = checkFlow(where, evaluator, count, others, places);
  const trace = asked ?? (dim <= EXACT_COLUMNS || evaluator.knowsDivergence ? "exact" : "hutchinson");
  const traceOf = (): Trace => (trace === "exact" ? trace : drawProbes(seed, flow.rowAt, { count, dim, probes }));
  return new Run(evaluate(where, flow, { x, logScale }, traceOf));
}

/** Rows as the flow takes them. */
interface FlowRows {
  /** (count, dim) */
  x: Float64Array;
  /** (count): ln of the density's change by the encoding. */
  logScale: () => ArrayLike<number>;
}

function allColumns(where: string, evaluator: Evaluator, table: Table): FlowRows & { evaluator: Evaluator } {
  const { encoding } = evaluator;
  const x = Float64Array.from(encodeRows(where, "rows", encoding, table));
  return { evaluator, x, logScale: () => encoding.logScale(table.values) };
}

async function* evaluate(
  where: string,
  flow: Flow,
  { x, logScale }: FlowRows,
  traceOf: () => Trace,
): AsyncGenerator<OdeProgress, LogDensityResult, void> {
  const { logChange, error, evaluations } = yield* follow(where, flow, x, "up", traceOf());
  const scales = logScale();
  const laws = await startLaws(where, flow.evaluator, flow.sigmaMax, flow.signal);
  const density = logPrior(laws, flow.evaluator.dim, x).map((prior, k) => prior - logChange[k] + scales[k]);
  refuseNonFinite(where, "ln p", density, 1, flow);
  const mismatch = await priorMismatch(where, flow, laws, x);
  const whole = error.map((nats, k) => nats + mismatch[k]);
  refuseNonFinite(where, "an error of ln p", whole, 1, flow);
  return { logDensity: density, error: whole, evaluations };
}
