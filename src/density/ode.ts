import { checkNumber, checkPositive, invalid } from "../errors.ts";
import { toLabels, type Labels } from "../labels.ts";
import { momentsOf } from "../models/moments.ts";
import type { ScoreModel } from "../models/score-model.ts";
import { ScoreNetwork } from "../network.ts";
import { integrate, type OdeProgress, type FlowResult } from "../ode/dormand-prince.ts";
import { flowField, type Trace } from "../ode/field.ts";
import { checkModel } from "../sampling/options.ts";
import { identityStandardisation, type Standardisation } from "../standardisation.ts";
import { checkSignal } from "../yielding.ts";

/** What everything along the probability-flow ODE takes. */
export interface OdeOptions {
  /** The ODE's ends, in the model's units; default those of the ladder that a network was trained on. */
  sigmaMax?: number;
  sigmaMin?: number;
  /** Of one step's error, relative to the spread √(variance + σ²) of a column; default 1e-5, at least 1e-8. */
  tolerance?: number;
  /** For a network with classes: one for all rows or one each, −1 for none. */
  labels?: Labels;
  /** Ends the work with the signal's reason. */
  signal?: AbortSignal;
}

/** A model, its moments and units, and the options filled in. */
export interface Flow {
  model: ScoreModel;
  mean: ArrayLike<number>;
  variance: ArrayLike<number>;
  standardisation: Standardisation;
  sigmaMax: number;
  sigmaMin: number;
  tolerance: number;
  labels: Int32Array | undefined;
  signal: AbortSignal | undefined;
}

/** @throws LangevinError "invalid-argument", "disposed" */
export function checkFlow(where: string, model: ScoreModel, count: number, options: OdeOptions): Flow {
  const { tolerance = 1e-5, labels, signal } = options;
  const ladder = model instanceof ScoreNetwork ? model.training?.settings.sigmas : undefined;
  const sigmaMin = checkPositive(where, "sigmaMin", options.sigmaMin ?? ladder?.[ladder.length - 1]);
  const sigmaMax = checkPositive(where, "sigmaMax", options.sigmaMax ?? ladder?.[0]);
  if (!(sigmaMax > sigmaMin)) throw invalid(where, `sigmaMax above sigmaMin = ${sigmaMin}`, sigmaMax);
  checkNumber(where, "tolerance", tolerance, 1e-8, 0.1);
  checkSignal(where, signal);
  if (labels !== undefined && !(model instanceof ScoreNetwork))
    throw invalid(where, "labels with a network that has classes", "another model");
  return {
    model,
    ...momentsOf(model),
    standardisation: model.standardisation ?? identityStandardisation(model.dim),
    ...{ sigmaMax, sigmaMin, tolerance, signal },
    labels: labels === undefined ? undefined : toLabels(where, labels, count, (model as ScoreNetwork).classes),
  };
}

/** A model, before anything of it is used, and options that are an object. */
export function checkFlowArguments(where: string, model: ScoreModel, options: unknown): void {
  checkModel(where, model);
  if (typeof options !== "object" || options === null) throw invalid(where, "an options object", options);
}

/** Carries rows in the model's units from σ_min to σ_max, or back; they are overwritten. */
export async function* follow(
  where: string,
  flow: Flow,
  x: Float64Array,
  direction: "up" | "down",
  trace: Trace,
): AsyncGenerator<OdeProgress, FlowResult, void> {
  const { model, sigmaMax, sigmaMin, labels } = flow;
  const [from, to] = direction === "up" ? [sigmaMin, sigmaMax] : [sigmaMax, sigmaMin];
  const field = flowField(where, model, trace, labels);
  try {
    return yield* integrate(where, field, x, { ...flow, from, to });
  } finally {
    field.dispose();
  }
}
