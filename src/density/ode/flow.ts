import { refuseComposition } from "../../models/composition/refuse.ts";
import type { Evaluator } from "../../models/evaluator/evaluator.ts";
import { flowField } from "../../models/evaluator/field.ts";
import type { Trace } from "../../models/evaluator/flow-field.ts";
import { invalid } from "../../support/errors.ts";
import { abortSignal, number, type Settled, type Spec } from "../../support/options.ts";
import { integrate, type FlowResult, type OdeProgress } from "./dormand-prince.ts";

/** What everything along the probability-flow ODE takes. */
export interface OdeOptions {
  /** The ODE's upper end, in the model's units. @default what `"auto"` takes: a trained network's, an exact model's, or by mean and variance */
  sigmaMax?: number | undefined;
  /** Its lower end. @default the last of them */
  sigmaMin?: number | undefined;
  /** Bound on one step's error, relative to the spread √(variance + σ²) of a column; at least 1e-8. @default 1e-5 */
  tolerance?: number | undefined;
  /** Ends the work with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
}

/** Where f64 has room for σ² and for differences over a part of σ. */
const [LEAST_SIGMA, MOST_SIGMA] = [1e-30, 1e30];

export const odeOptions = {
  sigmaMax: number(LEAST_SIGMA, MOST_SIGMA),
  sigmaMin: number(LEAST_SIGMA, MOST_SIGMA),
  tolerance: number(1e-8, 0.1, { default: 1e-5 }),
  signal: abortSignal(),
} satisfies Spec<OdeOptions>;

/** A model's flow, and the options filled in. */
export interface Flow {
  evaluator: Evaluator;
  sigmaMax: number;
  sigmaMin: number;
  tolerance: number;
  signal: AbortSignal | undefined;
}

/** @throws LangevinError "invalid-argument" */
export function checkFlow(
  where: string,
  evaluator: Evaluator,
  count: number,
  options: Settled<typeof odeOptions>,
): Flow {
  refuseComposition(where, evaluator);
  const { sigmaRange, rows } = evaluator;
  if (rows !== undefined && rows !== count)
    throw invalid(where, `${rows} rows, as the model has labels for so many`, count);
  const end = (name: "sigmaMin" | "sigmaMax"): number =>
    odeOptions[name].check(where, name, options[name] ?? sigmaRange?.[name]);
  const [sigmaMin, sigmaMax] = [end("sigmaMin"), end("sigmaMax")];
  if (!(sigmaMax > sigmaMin)) throw invalid(where, `sigmaMax above sigmaMin = ${sigmaMin}`, sigmaMax);
  return { evaluator, sigmaMax, sigmaMin, tolerance: options.tolerance, signal: options.signal };
}

/** Carries rows in the model's units from σ_min to σ_max, or back; they are overwritten. */
export async function* follow(
  where: string,
  { evaluator, sigmaMax, sigmaMin, tolerance, signal }: Flow,
  x: Float64Array,
  direction: "up" | "down",
  trace: Trace,
): AsyncGenerator<OdeProgress, FlowResult, void> {
  const [from, to] = direction === "up" ? [sigmaMin, sigmaMax] : [sigmaMax, sigmaMin];
  const { mean, variance } = evaluator;
  const field = flowField(where, evaluator, trace);
  try {
    return yield* integrate(where, field, x, { from, to, tolerance, mean, variance, signal });
  } finally {
    field.dispose();
  }
}
