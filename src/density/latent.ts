import { decodeRows, encodeRows } from "../data/encoding.ts";
import { toTable, type Rows, type Table } from "../data/rows.ts";
import { startLaws } from "../models/evaluator/start-laws.ts";
import { entryOf } from "../models/moments.ts";
import { resolve } from "../models/resolve.ts";
import type { ScoreModel } from "../models/score-model.ts";
import { readOptions } from "../support/options.ts";
import { Run } from "../support/run.ts";
import type { OdeProgress } from "./ode/dormand-prince.ts";
import { checkFlow, follow, odeOptions, type Flow, type OdeOptions } from "./ode/flow.ts";
import { refuseNonFinite } from "./refuse-non-finite.ts";

/**
 * The latent code of each row: `(x(σ_max) − mean)/√(variance + σ_max²)`, where x follows the probability-flow ODE
 * dx/dσ = −σ·score(x, σ) from the row at σ_min up (Song et al. 2021, arXiv:2011.13456, section 4.3). mean and variance are the
 * model's; for rows given labels or guidance those of their class. Codes of data are nearly N(0, I); nearby codes decode to similar rows, so that points between codes give rows between rows. {@link decode} is the
 * inverse, up to the tolerance.
 *
 * @param rows  in the user's units, as samples without the last denoising are
 * @returns (count, dim) row-major; row k depends on (model, options, row k) only
 * @throws LangevinError "invalid-argument", "invalid-data" before any work; "diverged" naming σ and rows; "disposed"
 *
 * @example
 * ```ts
 * import { decode, encode, gaussian } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const range = { sigmaMax: 50, sigmaMin: 0.01 };
 * const codes = await encode(model, [1.5, 2], range);
 * console.log(codes, await decode(model, codes, range)); // about [1, 0], and the row again
 * ```
 */
export function encode(model: ScoreModel, rows: Rows, options: OdeOptions = {}): Run<Float64Array, OdeProgress> {
  const [flow, table] = checkRun("encode", "rows", model, rows, options);
  return new Run(up("encode", flow, Float64Array.from(encodeRows("encode", "rows", flow.evaluator.encoding, table))));
}

/**
 * The row of each latent code, in the user's units: from `mean + √(variance + σ_max²)·code` along the probability-flow ODE from
 * σ_max down to σ_min. The inverse of {@link encode}; codes drawn from N(0, I) give samples of the data smoothed by σ_min.
 *
 * @param latent  (count, dim), as `encode` gives them
 * @returns (count, dim) row-major; row k depends on (model, options, code k) only
 * @throws as {@link encode}
 *
 * @example
 * ```ts
 * import { decode, gaussian } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * console.log(await decode(model, [0, 0], { sigmaMax: 50, sigmaMin: 0.01 })); // the mean
 * ```
 */
export function decode(model: ScoreModel, latent: Rows, options: OdeOptions = {}): Run<Float64Array, OdeProgress> {
  return new Run(down("decode", ...checkRun("decode", "latent", model, latent, options)));
}

function checkRun(where: string, name: string, model: ScoreModel, rows: Rows, options: OdeOptions): [Flow, Table] {
  const evaluator = resolve(where, model);
  const settled = readOptions(where, options, odeOptions);
  const table = toTable(where, name, rows, name === "latent" ? evaluator.dim : evaluator.encoding.columns);
  return [checkFlow(where, evaluator, table.count, settled), table];
}

async function* up(where: string, flow: Flow, x: Float64Array): AsyncGenerator<OdeProgress, Float64Array, void> {
  yield* follow(where, flow, x, "up", "none");
  const laws = await startLaws(where, flow.evaluator, flow.sigmaMax, flow.signal);
  const { dim } = flow.evaluator;
  const codes = x.map((value, k) => {
    const entry = entryOf(laws, dim, k);
    return (value - laws.mean[entry]) / laws.std[entry];
  });
  refuseNonFinite(where, "codes", codes, dim, flow);
  return codes;
}

async function* down(
  where: string,
  flow: Flow,
  { values, dim }: Table,
): AsyncGenerator<OdeProgress, Float64Array, void> {
  const laws = await startLaws(where, flow.evaluator, flow.sigmaMax, flow.signal);
  const x = values.map((code, k) => {
    const entry = entryOf(laws, dim, k);
    return laws.mean[entry] + laws.std[entry] * code;
  });
  yield* follow(where, flow, x, "down", "none");
  return decodeRows(where, flow.evaluator.encoding, x);
}
