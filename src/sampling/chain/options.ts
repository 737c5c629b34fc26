import { checkEngine, type Engine } from "../../engine/index.ts";
import { toTable, type Rows } from "../../data/rows.ts";
import type { Evaluator } from "../../models/evaluator/evaluator.ts";
import { checkOffset } from "../../numerics/row-blocks.ts";
import { invalid } from "../../support/errors.ts";
import {
  abortSignal,
  integer,
  option,
  rowOffset,
  seed,
  unchecked,
  type Settled,
  type Spec,
} from "../../support/options.ts";

/** What every sampler takes. */
export interface SamplerOptions {
  /** Rows to make. */
  count: number;
  /** Seed of all noise. @default 0 */
  seed?: number | undefined;
  /** Index of the first row: rows offset…offset+count−1 of one large run, bit for bit. @default 0 */
  offset?: number | undefined;
  /** Where the particles start, (count, dim) in the user's units. @default noise */
  start?: Rows | undefined;
  /** Ends sampling with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
  /** Where the particles live when the model is not a network. @default an engine of the sampler's own */
  engine?: Engine | undefined;
}

/** An engine that lives. */
export const liveEngine = /* @__PURE__ */ option((where: string, _name: string, value: unknown): Engine => {
  checkEngine(where, value);
  return value as Engine;
});

export const samplerOptions = {
  count: integer(1, 0x7fffffff, { required: true }),
  seed: seed({ default: 0 }),
  offset: rowOffset(),
  start: unchecked<Rows>(),
  signal: abortSignal(),
  engine: liveEngine,
} satisfies Spec<SamplerOptions>;

/** The same, settled. */
export type RunOptions = Settled<typeof samplerOptions>;

/**
 * What can only be said with the model at hand: how many rows there may be.
 *
 * @throws LangevinError "invalid-argument"; "invalid-data" for a start that is no table
 */
export function checkRun(where: string, { dim, rows }: Pick<Evaluator, "dim" | "rows">, options: RunOptions): void {
  const { count, offset, start } = options;
  const most = Math.floor(0x7fffffff / dim);
  if (count > most) throw invalid(where, `count an integer from 1 to ${most}`, count);
  if (rows !== undefined && count !== rows)
    throw invalid(where, `count ${rows}, as the model has labels or known values`, count);
  checkOffset(where, offset, count);
  if (start === undefined) return;
  const { count: given } = toTable(where, "start", start, dim);
  if (given !== count) throw invalid(where, `start of count ${count} rows`, given);
}
