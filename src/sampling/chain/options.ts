import { checkEngine, type Engine } from "../../engine/index.ts";
import { checkInteger, invalid } from "../../support/errors.ts";
import { networkOf } from "../../models/conditioning/network-of.ts";
import { rowsOf } from "../../models/conditioning/per-row.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { checkSeed } from "../../numerics/random.ts";
import { toTable, type Rows } from "../../data/rows.ts";
import { checkSignal } from "../../support/pacer.ts";

/** What every sampler takes. */
export interface SamplerOptions {
  /** Rows to make. */
  count: number;
  /** Default 0. */
  seed?: number | undefined;
  /** Index of the first row: rows offset…offset+count−1 of one large run, bit for bit. Default 0. */
  offset?: number | undefined;
  /** Where the particles start, (count, dim) in the user's units, instead of noise. */
  start?: Rows | undefined;
  /** Ends sampling with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Where the particles live when the model is not a network; default an engine of the sampler's own. */
  engine?: Engine | undefined;
}

export function checkModel(where: string, model: ScoreModel): void {
  if (typeof model?.score !== "function") throw invalid(where, "a model with score(x, sigma)", model);
  checkInteger(where, "model.dim", model.dim, 1, 4096);
  networkOf(model)?.network.mlp.check(where);
}

export function checkSamplerOptions(where: string, options: SamplerOptions, model: ScoreModel): void {
  if (typeof options !== "object" || options === null) throw invalid(where, "an options object", options);
  const { count, seed = 0, offset = 0, start, signal, engine } = options;
  const { dim } = model;
  const rows = rowsOf(model);
  checkInteger(where, "count", count, 1, Math.floor(0x7fffffff / dim));
  if (rows !== undefined && count !== rows) throw invalid(where, `count ${rows}, as the model has labels`, count);
  checkSeed(where, seed);
  checkInteger(where, "offset", offset, 0, 0xffffffff - count);
  checkSignal(where, signal);
  if (engine !== undefined) checkEngine(where, engine);
  if (start !== undefined && toTable(where, "start", start, dim).count !== count)
    throw invalid(where, `start of count ${count} rows`, toTable(where, "start", start, dim).count);
}

export function checkBoolean(where: string, name: string, value: unknown): void {
  if (typeof value !== "boolean") throw invalid(where, `${name} true or false`, value);
}
