import { logDensityAt } from "../../density/log-density.ts";
import { logSumExp, log, exp } from "../../numerics/math.ts";
import { checkOffset } from "../../numerics/row-blocks.ts";
import {
  abortSignal,
  integer,
  number,
  readOptions,
  rowOffset,
  seed,
  type Settled,
  type Spec,
} from "../../support/options.ts";
import { Run } from "../../support/run.ts";
import { withinReach } from "./reach.ts";
import { toDataTable, type TableInput } from "./table-input.ts";
import { applySteps } from "./constraints.ts";
import { readCells, toRows } from "./table-layout.ts";
import type { TableModelParts } from "./table-model-parts.ts";
import { within, type TableProgress } from "./table-progress.ts";
import { randomDither } from "./training-rows.ts";

/** Options of `TableModel.logProbability`. */
export interface LogProbabilityOptions {
  /** Places within the roundings of numbers that a row's probability is averaged over. @default 4 */
  draws?: number | undefined;
  /** Bound on one step's error of the ODE, as in `logDensity`. @default 1e-4 */
  tolerance?: number | undefined;
  /** Seed of these places and of the probes. @default 0 */
  seed?: number | undefined;
  /** Index of the first row: places and probes are those of rows offset, offset + 1, … of one large table. @default 0 */
  offset?: number | undefined;
  /** Ends the work with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
}

export const logProbabilitySpec = {
  draws: integer(1, 1024, { default: 4 }),
  tolerance: number(1e-8, 0.1, { default: 1e-4 }),
  seed: seed({ default: 0 }),
  offset: rowOffset(),
  signal: abortSignal(),
} satisfies Spec<LogProbabilityOptions>;

/** What `TableModel.logProbability` gives for each row. */
export interface LogProbabilityResult {
  /** ln P of each row, in nats. */
  logProbability: Float64Array;
  /** Estimate of its error, in nats: the solver's, and the standard error of the mean over the places in the roundings. */
  error: Float64Array;
}

/** σ at which levels do not meet: above it the ODE is not needed to tell them apart. */
const LEAST_SIGMA = 0.05;

/** {@link TableModel.logProbability}, called `where` in errors. */
export function logProbability(
  where: string,
  parts: TableModelParts,
  input: TableInput,
  options: LogProbabilityOptions,
): Run<LogProbabilityResult, TableProgress> {
  const settings = readOptions(where, options, logProbabilitySpec);
  const table = toDataTable(where, "table", input);
  // Numbers beyond a range are where they are: the further away, the less likely
  const rows = toRows(applySteps(parts.layout.steps, readCells(parts.layout, table)));
  checkOffset(where, settings.offset, table.columns[0].length);
  parts.network?.mlp.check(where);
  return new Run(work(parts, rows, settings));
}

async function* work(
  { encoding, network }: TableModelParts,
  rows: Float64Array,
  { draws, tolerance, seed, offset, signal }: Settled<typeof logProbabilitySpec>,
): AsyncGenerator<TableProgress, LogProbabilityResult, void> {
  const { columns } = encoding;
  const count = rows.length / columns;
  const result = { logProbability: new Float64Array(count).fill(-Infinity), error: new Float64Array(count) };
  const possible = possibleRows(encoding, rows);
  if (!network || possible.length === 0) {
    for (const r of possible) result.logProbability[r] = 0;
    return result;
  }
  const kept = new Float64Array(possible.length * columns);
  possible.forEach((r, k) => kept.set(rows.subarray(r * columns, (r + 1) * columns), k * columns));
  const sigmaMin = Math.max(LEAST_SIGMA, network.sigmaRange?.sigmaMin ?? 0);
  const each: Float64Array[] = [];
  const errors = new Float64Array(possible.length);
  for (let draw = 0; draw < draws; draw++) {
    const dither = randomDither(seed, draw, (k) => offset + possible[k]);
    const encoded = encoding.encode(kept, dither).map((value) => (value === value ? value : 0));
    const near = withinReach(encoding, encoded);
    const run = logDensityAt(network, near.rows, { sigmaMin, tolerance, seed, offset, signal }, possible);
    const { logDensity: density, error } = yield* within(run, [draw / draws, (draw + 1) / draws]);
    const toProbability = encoding.logOffset(kept, sigmaMin, dither);
    each.push(density.map((value, k) => value + toProbability[k] - near.loss[k]));
    error.forEach((value, k) => (errors[k] += value / draws));
  }
  possible.forEach((r, k) => {
    const values = each.map((densities) => densities[k]);
    result.logProbability[r] = logSumExp(values) - log(draws);
    result.error[r] = errors[k] + spreadOf(values, result.logProbability[r]);
  });
  return result;
}

/** The standard error of ln of the mean of e^values, by the spread of e^values. */
function spreadOf(values: readonly number[], mean: number): number {
  if (values.length < 2) return 0;
  const variance = values.reduce((sum, value) => sum + (exp(value - mean) - 1) * (exp(value - mean) - 1), 0);
  return Math.sqrt(variance / (values.length * (values.length - 1)));
}

/** Rows that the encoding can hold: gaps only where it has them, and of a column of one value that value. */
function possibleRows(encoding: TableModelParts["encoding"], rows: Float64Array): number[] {
  const { columns } = encoding;
  const constants = encoding.decode(new Float32Array(encoding.width)).slice(0, columns);
  const possible: number[] = [];
  for (let r = 0; r < rows.length / columns; r++) {
    let holds = true;
    for (let c = 0; c < columns; c++) {
      const value = rows[r * columns + c];
      if (encoding.coordinatesOf(c).length === 0) holds &&= Object.is(value, constants[c]) || value !== value;
      else if (value !== value) holds &&= encoding.holdsMissing(c);
    }
    if (holds) possible.push(r);
  }
  return possible;
}
