import { refuseComposition } from "../../models/composition/refuse.ts";
import type { Evaluator } from "../../models/evaluator/evaluator.ts";
import { flowField } from "../../models/evaluator/field.ts";
import type { Trace } from "../../models/evaluator/flow-field.ts";
import { invalid } from "../../support/errors.ts";
import { checkOffset } from "../../numerics/row-blocks.ts";
import { abortSignal, number, rowOffset, type Settled, type Spec } from "../../support/options.ts";
import { integrate, type FlowResult, type OdeProgress } from "./dormand-prince.ts";

/** What everything along the probability-flow ODE takes. */
export interface OdeOptions {
  /** The ODE's upper end, in the model's units. @default what `"auto"` takes: a trained network's, an exact model's, or by mean and variance */
  sigmaMax?: number | undefined;
  /** Its lower end. @default the last of them */
  sigmaMin?: number | undefined;
  /** Bound on one step's error, relative to the spread √(variance + σ²) of a column; at least 1e-8. @default 1e-5 */
  tolerance?: number | undefined;
  /** Index of the first row, which errors count from: row `offset` of one large table. @default 0 */
  offset?: number | undefined;
  /** Ends the work with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
}

/** Where f64 has room for σ² and for differences over a part of σ. */
const [LEAST_SIGMA, MOST_SIGMA] = [1e-30, 1e30];

export const odeOptions = {
  sigmaMax: number(LEAST_SIGMA, MOST_SIGMA),
  sigmaMin: number(LEAST_SIGMA, MOST_SIGMA),
  tolerance: number(1e-8, 0.1, { default: 1e-5 }),
  offset: rowOffset(),
  signal: abortSignal(),
} satisfies Spec<OdeOptions>;

/** A model's flow, and the options filled in. */
export interface Flow {
  evaluator: Evaluator;
  sigmaMax: number;
  sigmaMin: number;
  tolerance: number;
  /** The number among all of row k. */
  rowAt: (k: number) => number;
  signal: AbortSignal | undefined;
}

/**
 * @param places  where rows are, counted from `offset`, if not one after another
 * @throws LangevinError "invalid-argument"
 */
export function checkFlow(
  where: string,
  evaluator: Evaluator,
  count: number,
  options: Settled<typeof odeOptions>,
  places?: ArrayLike<number>,
): Flow {
  refuseComposition(where, evaluator);
  const { sigmaRange, rows } = evaluator;
  if (rows !== undefined && rows !== count)
    throw invalid(where, `${rows} rows, as the model has labels for so many`, count);
  const end = (name: "sigmaMin" | "sigmaMax"): number =>
    odeOptions[name].check(where, name, options[name] ?? sigmaRange?.[name]);
  const [sigmaMin, sigmaMax] = [end("sigmaMin"), end("sigmaMax")];
  if (!(sigmaMax > sigmaMin)) throw invalid(where, `sigmaMax above sigmaMin = ${sigmaMin}`, sigmaMax);
  const { tolerance, offset, signal } = options;
  checkOffset(where, offset, places ? places[count - 1] + 1 : count);
  return { evaluator, sigmaMax, sigmaMin, tolerance, rowAt: (k) => offset + (places?.[k] ?? k), signal };
}

/** Carries rows in the model's units from σ_min to σ_max, or back; they are overwritten. */
export async function* follow(
  where: string,
  { evaluator, sigmaMax, sigmaMin, tolerance, rowAt, signal }: Flow,
  x: Float64Array,
  direction: "up" | "down",
  trace: Trace,
): AsyncGenerator<OdeProgress, FlowResult, void> {
  const [from, to] = direction === "up" ? [sigmaMin, sigmaMax] : [sigmaMax, sigmaMin];
  const { mean, variance } = evaluator;
  const field = flowField(where, evaluator, trace);
  try {
    return yield* integrate(where, field, x, { from, to, tolerance, mean, variance, rowAt, signal });
  } finally {
    field.dispose();
  }
}
