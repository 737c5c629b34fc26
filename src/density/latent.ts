import type { ScoreModel } from "../models/score-model.ts";
import type { OdeProgress } from "./ode/dormand-prince.ts";
import { toTable, type Rows } from "../data/rows.ts";
import { Run } from "../support/run.ts";
import { noiseStart } from "../sampling/chain/moves.ts";
import { checkFlow, checkFlowArguments, follow, type Flow, type OdeOptions } from "./ode/flow.ts";

/**
 * The latent code of each row: `(x(σ_max) − mean)/√(variance + σ_max²)`, where x follows the probability-flow ODE
 * dx/dσ = −σ·score(x, σ) from the row at σ_min up (Song et al. 2021, arXiv:2011.13456, section 4.3). Codes of data are nearly
 * N(0, I); nearby codes decode to similar rows, so that points between codes give rows between rows. {@link decode} is the
 * inverse, up to the tolerance.
 *
 * @param rows  in the user's units, as samples without the last denoising are
 * @returns (count, dim) row-major; row k depends on (model, options, row k) only
 * @throws LangevinError "invalid-argument", "invalid-data" before any work; "diverged" naming σ and rows; "disposed"
 */
export function encode(model: ScoreModel, rows: Rows, options: OdeOptions = {}): Run<Float64Array, OdeProgress> {
  const [flow, values] = checkRun("encode", "rows", model, rows, options);
  return new Run(up("encode", flow, values));
}

/**
 * The row of each latent code, in the user's units: from `mean + √(variance + σ_max²)·code` along the probability-flow ODE from
 * σ_max down to σ_min. The inverse of {@link encode}; codes drawn from N(0, I) give samples of the data smoothed by σ_min.
 *
 * @param latent  (count, dim), as `encode` gives them
 * @returns (count, dim) row-major; row k depends on (model, options, code k) only
 * @throws as {@link encode}
 */
export function decode(model: ScoreModel, latent: Rows, options: OdeOptions = {}): Run<Float64Array, OdeProgress> {
  const [flow, values] = checkRun("decode", "latent", model, latent, options);
  return new Run(down("decode", flow, values));
}

function checkRun(where: string, name: string, model: ScoreModel, rows: Rows, options: OdeOptions) {
  checkFlowArguments(where, model, options);
  const { values, count } = toTable(where, name, rows, model.dim);
  return [checkFlow(where, model, count, options), values] as const;
}

async function* up(where: string, flow: Flow, values: Float64Array): AsyncGenerator<OdeProgress, Float64Array, void> {
  const { model, encoding, sigmaMax } = flow;
  const x = Float64Array.from(encoding.encode(values));
  yield* follow(where, flow, x, "up", "none");
  const { startMean, startStd } = noiseStart(model, sigmaMax);
  return x.map((value, k) => (value - startMean[k % model.dim]) / startStd[k % model.dim]);
}

async function* down(where: string, flow: Flow, values: Float64Array): AsyncGenerator<OdeProgress, Float64Array, void> {
  const { model, encoding, sigmaMax } = flow;
  const { startMean, startStd } = noiseStart(model, sigmaMax);
  const x = values.map((code, k) => startMean[k % model.dim] + startStd[k % model.dim] * code);
  yield* follow(where, flow, x, "down", "none");
  return encoding.decode(x);
}
