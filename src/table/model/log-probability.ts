import { pickRows } from "../../data/pick-rows.ts";
import { logDensityAt } from "../../density/log-density.ts";
import type { ScoreNetwork } from "../../models/network.ts";
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
  unchecked,
} from "../../support/options.ts";
import { invalid } from "../../support/errors.ts";
import { Run } from "../../support/run.ts";
import type { TableEncoding } from "../encodings/table-encoding.ts";
import { alikeRows, readGiven, type AlikeRows } from "./given-columns.ts";
import { withinReach } from "./reach.ts";
import { toDataTable, type TableInput } from "./table-input.ts";
import { applySteps } from "./constraints.ts";
import { readCells, toRows } from "./table-layout.ts";
import type { TableModelParts } from "./table-model-parts.ts";
import { within, type TableProgress } from "./table-progress.ts";
import { randomDither } from "./training-rows.ts";

/** Options of `TableModel.logProbability`. */
export interface LogProbabilityOptions {
  /**
   * Columns that are known: ln P of the others given these. Within the roundings of numbers that are given it is averaged over
   * places that are all as likely.
   *
   * @default none
   */
  given?: readonly string[] | undefined;
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
  given: unchecked<readonly string[]>(),
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

type Scoring = Settled<typeof logProbabilitySpec>;

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
  const { layout, encoding, network } = parts;
  const cells = readCells(layout, table);
  const given = settings.given && readGiven(where, layout, cells, settings.given);
  if (given && network && !network.options.masks)
    throw invalid(where, "given of a model whose network has masks", network);
  // Numbers beyond a range are where they are: the further away, the less likely
  const rows = toRows(applySteps(layout.steps, cells));
  checkOffset(where, settings.offset, table.columns[0].length);
  network?.mlp.check(where);
  const possible = possibleRows(encoding, rows);
  const groups = given
    ? alikeRows(encoding, rows, given, possible)
    : [{ rows: possible, columns: [], coordinates: [] }];
  return new Run(work(parts, rows, groups, settings));
}

async function* work(
  { encoding, network }: TableModelParts,
  rows: Float64Array,
  groups: readonly AlikeRows[],
  settings: Scoring,
): AsyncGenerator<TableProgress, LogProbabilityResult, void> {
  const count = rows.length / encoding.columns;
  const result = { logProbability: new Float64Array(count).fill(-Infinity), error: new Float64Array(count) };
  const total = groups.reduce((sum, group) => sum + group.rows.length, 0);
  let done = 0;
  for (const group of groups) {
    const places = group.rows;
    if (!network || places.length === 0 || group.coordinates.length === encoding.width) {
      for (const r of places) result.logProbability[r] = 0;
    } else {
      const part = [done / total, (done + places.length) / total] as const;
      const scored = yield* score({ encoding, network }, rows, group, { ...settings, part });
      places.forEach((r, k) => {
        result.logProbability[r] = scored.logProbability[k];
        result.error[r] = scored.error[k];
      });
    }
    done += places.length;
  }
  return result;
}

/** The log-probabilities of rows of which the same is given. */
async function* score(
  { encoding, network }: { encoding: TableEncoding; network: ScoreNetwork },
  all: Float64Array,
  { rows, columns, coordinates }: AlikeRows,
  { draws, tolerance, seed, offset, signal, part: [from, to] }: Scoring & { part: readonly [number, number] },
): AsyncGenerator<TableProgress, LogProbabilityResult, void> {
  const values = pickRows(all, encoding.columns, rows);
  const sigmaMin = Math.max(LEAST_SIGMA, network.sigmaRange?.sigmaMin ?? 0);
  const each: Float64Array[] = [];
  const error = new Float64Array(rows.length);
  const options = { sigmaMin, tolerance, seed, offset, signal, ...(coordinates.length > 0 && { given: coordinates }) };
  for (let draw = 0; draw < draws; draw++) {
    const dither = randomDither(seed, draw, (k) => offset + rows[k]);
    const encoded = encoding.encode(values, dither).map((value) => (value === value ? value : 0));
    const near = withinReach(encoding, encoded, coordinates);
    const run = logDensityAt(network, near.rows, options, rows);
    const share = (to - from) / draws;
    const solved = yield* within(run, [from + draw * share, from + (draw + 1) * share]);
    const toProbability = encoding.logOffset(values, sigmaMin, dither, columns);
    each.push(solved.logDensity.map((value, k) => value + toProbability[k] - near.loss[k]));
    solved.error.forEach((value, k) => (error[k] += value / draws));
  }
  const logProbability = new Float64Array(rows.length);
  rows.forEach((_, k) => {
    const densities = each.map((row) => row[k]);
    logProbability[k] = logSumExp(densities) - log(draws);
    error[k] += spreadOf(densities, logProbability[k]);
  });
  return { logProbability, error };
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
