import { checkPositive, invalid } from "../../support/errors.ts";
import { withLabels } from "../../models/conditioning/with-labels.ts";
import { networkOf } from "../../models/conditioning/network-of.ts";
import { rowsOf } from "../../models/conditioning/per-row.ts";
import { toLabels, type Labels } from "../../data/labels.ts";
import { momentsOf } from "../../models/moments.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { ScoreNetwork } from "../../models/network.ts";
import { checkTolerance, integrate, type FlowResult, type OdeProgress } from "./dormand-prince.ts";
import { flowField, type Trace } from "./field.ts";
import { checkModel } from "../../sampling/chain/options.ts";
import type { Encoding } from "../../data/encoding.ts";
import { identityEncoding } from "../../data/encodings/identity.ts";
import { checkSignal } from "../../support/pacer.ts";

/** What everything along the probability-flow ODE takes. */
export interface OdeOptions {
  /** The ODE's ends, in the model's units; default those of a trained network's ladder, or of the model's `sigmaRange`. */
  sigmaMax?: number | undefined;
  sigmaMin?: number | undefined;
  /** Of one step's error, relative to the sigmaRange √(variance + σ²) of a column; default 1e-5, at least 1e-8. */
  tolerance?: number | undefined;
  /** For a network with classes: one for all rows or one each, −1 for none. */
  labels?: Labels | undefined;
  /** Ends the work with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** A model, its moments and units, and the options filled in. */
export interface Flow {
  model: ScoreModel;
  mean: ArrayLike<number>;
  variance: ArrayLike<number>;
  encoding: Encoding;
  sigmaMax: number;
  sigmaMin: number;
  tolerance: number;
  signal: AbortSignal | undefined;
}

/** @throws LangevinError "invalid-argument" */
export function checkFlow(where: string, given: ScoreModel, count: number, options: OdeOptions): Flow {
  const { labels, signal } = options;
  const model = labels === undefined ? given : labeled(where, given, count, labels);
  const rows = rowsOf(model) ?? count;
  if (rows !== count) throw invalid(where, `${rows} rows, as the model has labels for so many`, count);
  const sigmaRange = (networkOf(model)?.network ?? model).sigmaRange;
  const sigmaMin = checkPositive(where, "sigmaMin", options.sigmaMin ?? sigmaRange?.sigmaMin);
  const sigmaMax = checkPositive(where, "sigmaMax", options.sigmaMax ?? sigmaRange?.sigmaMax);
  if (!(sigmaMax > sigmaMin)) throw invalid(where, `sigmaMax above sigmaMin = ${sigmaMin}`, sigmaMax);
  const tolerance = checkTolerance(where, options.tolerance);
  checkSignal(where, signal);
  const encoding = model.encoding ?? identityEncoding(model.dim);
  return { model, ...momentsOf(model), encoding, sigmaMax, sigmaMin, tolerance, signal };
}

function labeled(where: string, model: ScoreModel, count: number, labels: Labels): ScoreModel {
  if (!(model instanceof ScoreNetwork)) throw invalid(where, "labels with a network that has classes", "another model");
  return withLabels(model, toLabels(where, labels, count, model.classes));
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
  const { model, sigmaMax, sigmaMin } = flow;
  const [from, to] = direction === "up" ? [sigmaMin, sigmaMax] : [sigmaMax, sigmaMin];
  const field = flowField(where, model, trace);
  try {
    return yield* integrate(where, field, x, { ...flow, from, to });
  } finally {
    field.dispose();
  }
}
