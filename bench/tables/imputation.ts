import type { TableColumn } from "../../src/metrics/tables/column.ts";
import { purposes, streamKey, uniformAt } from "../../src/numerics/random.ts";
import { mean, standardError } from "../quality/row.ts";
import { toColumns } from "./columns.ts";
import { impossibleCells, impossibleRow } from "./impossible.ts";
import { forestFill } from "./forest-fill.ts";
import type { Fit } from "./method.ts";
import { centerOf, deviation, meanOrMode, nearestFill } from "./nearest-fill.ts";
import { skipped, tableRow, type TableRow } from "./row.ts";
import { readGapSet, type Kind } from "./sets.ts";
import type { TextTable } from "./text-table.ts";

export interface ImputationOptions {
  seconds: number;
  /** Random choices of the cells that are hidden. */
  masks: number;
  /** Filled tables that a guess is the mean or the commonest level of. */
  draws: number;
  fit: Fit;
}

/** The share of the present cells that is hidden. */
const HIDDEN = 0.2;
/** What is measured of each kind of column; less is better. */
const METRICS: Record<Kind, string> = {
  number: "error of hidden numbers (deviations)",
  category: "hidden levels guessed wrong",
};

/**
 * A fifth of the present cells is hidden, the model learns what is left, gaps and all, and guesses them: root mean squared
 * error in deviations of the column, and the share of wrong levels. The floor is the mean and the commonest level.
 */
export async function* measureImputation(name: string, options: ImputationOptions): AsyncGenerator<TableRow> {
  const set = readGapSet(name);
  if (!set) return yield skipped(`${name}, gaps`, "no ../shared/data");
  const errors = { floor: errorLists(), neighbors: errorLists(), forest: errorLists(), ours: errorLists() };
  const missing: number[] = [];
  let seconds = 0;
  let impossible = 0;
  for (let mask = 0; mask < options.masks; mask++) {
    const hidden = hide(set.table, mask);
    const model = await options.fit(hidden, { seconds: options.seconds, seed: mask });
    seconds = Math.max(seconds, model.seconds);
    const filled = await model.impute(hidden, options.draws, mask);
    const drawn = await model.sample(hidden.columns[0].length, mask);
    missing.push(largestDeviation(hidden, drawn));
    for (const table of [drawn, ...filled]) impossible += impossibleCells({ train: hidden, kinds: set.kinds }, table);
    model.dispose();
    const [truth, known, ...draws] = toColumns(set.kinds, [set.table, hidden, ...filled], { gaps: true });
    add(errors.floor, truth, known, meanOrMode(known));
    add(errors.neighbors, truth, known, nearestFill(5)(known));
    add(errors.forest, truth, known, forestFill()(known));
    add(errors.ours, truth, known, guesses(draws));
  }
  for (const kind of ["number", "category"] as const) {
    if (!set.kinds.includes(kind)) continue;
    const floor = mean(errors.floor[kind]);
    const error = (values: number[]): number | null => (values.length > 1 ? standardError(values) : null);
    const [ours, near, forest] = [errors.ours[kind], errors.neighbors[kind], errors.forest[kind]];
    const figures = { floor, published: Math.min(floor, mean(near), mean(forest)) };
    yield tableRow(`${name}, gaps`, METRICS[kind], mean(ours), { ...figures, error: error(ours), seconds });
    yield tableRow(`${name}, gaps, 5 nearest rows`, METRICS[kind], mean(near), { ...figures, error: error(near) });
    yield tableRow(`${name}, gaps, forests in turn`, METRICS[kind], mean(forest), { ...figures, error: error(forest) });
  }
  const most = missing.reduce((a, b) => Math.max(a, b));
  yield tableRow(`${name}, gaps`, "largest deviation of a missing share (standard errors)", most, {
    published: 4,
    seconds,
  });
  yield impossibleRow(`${name}, gaps`, impossible, seconds);
}

type ErrorLists = Record<Kind, number[]>;

function errorLists(): ErrorLists {
  return { number: [], category: [] };
}

/** The table with a random fifth of its present cells empty. */
function hide({ names, columns }: TextTable, seed: number): TextTable {
  const key = streamKey(seed, purposes.metrics);
  return {
    names,
    columns: columns.map((cells, c) => cells.map((cell, i) => (uniformAt(key, i, c) < HIDDEN ? "" : cell))),
  };
}

/** The mean of the draws' numbers, the commonest of their levels. */
function guesses(draws: readonly TableColumn[][]): Float64Array[] {
  return draws[0].map(({ kind, values }, c) =>
    Float64Array.from(values, (_, i) =>
      centerOf(
        kind,
        draws.map((columns) => columns[c].values[i]),
      ),
    ),
  );
}

/** Appends the error over hidden cells of each kind: the root of the mean over columns of squares, or the mean of shares. */
function add(lists: ErrorLists, truth: TableColumn[], known: TableColumn[], guess: Float64Array[]): void {
  const errors = errorLists();
  truth.forEach(({ kind, values }, c) => {
    const places = Array.from(values, (_, i) => i).filter(
      (i) => !Number.isNaN(values[i]) && Number.isNaN(known[c].values[i]),
    );
    if (places.length === 0) return;
    const scale = kind === "number" ? deviation(values) : 1;
    if (scale === 0) return;
    const one = (i: number): number =>
      kind === "number" ? ((guess[c][i] - values[i]) / scale) ** 2 : Number(guess[c][i] !== values[i]);
    errors[kind].push(mean(places.map(one)));
  });
  if (errors.number.length > 0) lists.number.push(Math.sqrt(mean(errors.number)));
  if (errors.category.length > 0) lists.category.push(mean(errors.category));
}

/** The largest difference of a column's missing share from the training rows', in its standard errors. */
function largestDeviation(train: TextTable, drawn: TextTable): number {
  const share = (cells: readonly string[]): number => cells.filter((cell) => cell === "").length / cells.length;
  return train.columns.reduce((most, cells, c) => {
    const [p, q] = [share(cells), share(drawn.columns[c])];
    const both = (p + q) / 2;
    const error = Math.sqrt(both * (1 - both) * (1 / cells.length + 1 / drawn.columns[c].length));
    return p === q ? most : Math.max(most, Math.abs(p - q) / error);
  }, 0);
}
