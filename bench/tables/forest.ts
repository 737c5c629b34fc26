import { coverage, wasserstein } from "../../src/metrics/index.ts";
import { chosenNeighbors, scoreForest, type ForestScores } from "../quality/forest-metrics.ts";
import { forestNames, readForestSet, takeRows as takeForestRows, type ForestSet } from "../quality/forest-sets.ts";
import { FOREST_FLOW, publishedScores } from "../quality/published.ts";
import { mean, standardError } from "../quality/row.ts";
import { sharedPath } from "../quality/shared-data.ts";
import { trainTestSplit } from "../quality/split.ts";
import { independentColumns } from "./independent.ts";
import { impossibleCells, impossibleRow } from "./impossible.ts";
import type { Fit } from "./method.ts";
import { skipped, tableRow, type TableRow } from "./row.ts";
import { readCar, type Kind } from "./sets.ts";
import { rowCount, takeRows, type TextTable } from "./text-table.ts";

export interface ForestOptions {
  seconds: number;
  splits: number;
  /** Tables drawn from each model. */
  draws: number;
  fit: Fit;
}

const METRICS: readonly [keyof ForestScores, string][] = [
  ["w1Train", "W1 to train"],
  ["w1Test", "W1 to test"],
  ["coverageTrain", "coverage of train"],
  ["coverageTest", "coverage of test"],
];

/** What a protocol of splits needs to know of a set. */
interface Split {
  train: TextTable;
  kinds: readonly Kind[];
  score: (generated: TextTable) => ForestScores;
}

/**
 * ForestDiffusion's protocol (arXiv:2309.09968) with tables learned whole, a class a column among others: three splits, on
 * each of which five tables of the training rows' number are drawn. The floor is independent columns, the ceiling the
 * training rows themselves.
 */
export async function* measureForestTable(name: string, options: ForestOptions): AsyncGenerator<TableRow> {
  const splits = name === "car" ? carSplits(options.splits) : numericSplits(name, options.splits);
  if (!splits) return yield skipped(name, "no ../shared/data/forest");
  const [ours, floors, ceilings]: ForestScores[][] = [[], [], []];
  let seconds = 0;
  let impossible = 0;
  for (const [seed, { train, kinds, score }] of splits.entries()) {
    const model = await options.fit(train, { seconds: options.seconds, seed });
    seconds = Math.max(seconds, model.seconds);
    const count = rowCount(train);
    const scores: ForestScores[] = [];
    for (let draw = 0; draw < options.draws; draw++) {
      const table = await model.sample(count, 10 * seed + draw);
      scores.push(score(table));
      impossible += impossibleCells({ train, kinds }, table);
    }
    model.dispose();
    ours.push(averageScores(scores));
    floors.push(score(independentColumns(train, [], count, seed)));
    ceilings.push(score(train));
  }
  const published = publishedScores(name, FOREST_FLOW);
  for (const [key, metric] of METRICS) {
    const values = ours.map((scores) => scores[key]);
    yield tableRow(name, metric, mean(values), {
      error: values.length > 1 ? standardError(values) : null,
      floor: mean(floors.map((scores) => scores[key])),
      ceiling: mean(ceilings.map((scores) => scores[key])),
      published: published?.[key] ?? null,
      seconds,
    });
  }
  const ratio = mean(ours.map(({ w1Train }) => w1Train)) / mean(ours.map(({ w1Test }) => w1Test));
  yield tableRow(name, "W1 to train / W1 to test", ratio, { published: 0.6 });
  yield impossibleRow(name, impossible, seconds);
}

/** Means over the nine sets of what was measured of each. */
export function meansOfNine(rows: readonly TableRow[]): TableRow[] {
  return METRICS.flatMap(([, metric]) => {
    const each = forestNames.map((name) => rows.find((row) => row.case === name && row.metric === metric)?.value);
    if (each.some((value) => value === null || value === undefined)) return [];
    const published = { "W1 to test": 1.9, "coverage of test": 0.94 }[metric] ?? null;
    return [tableRow("mean of nine", metric, mean(each as number[]), { published })];
  });
}

function averageScores(all: readonly ForestScores[]): ForestScores {
  const of = (key: keyof ForestScores): number => mean(all.map((scores) => scores[key]));
  return {
    w1Train: of("w1Train"),
    w1Test: of("w1Test"),
    coverageTrain: of("coverageTrain"),
    coverageTest: of("coverageTest"),
  };
}

function numericSplits(name: string, count: number): Split[] | undefined {
  const folder = sharedPath("forest");
  if (!folder) return undefined;
  const whole = readForestSet(folder, name);
  return Array.from({ length: count }, (_, seed) => {
    const split = trainTestSplit(whole.count, seed, whole.labels);
    const [train, test] = [split.train, split.test].map((order) => takeForestRows(whole, order));
    const table = toText(train);
    const kinds = table.names.map((column): Kind => (column === "class" ? "category" : "number"));
    return { train: table, kinds, score: (generated) => scoreForest(train, test, toSet(train, generated)) };
  });
}

/** A set's rows as text, its class a word in the last column. */
function toText({ dim, rows, count, labels }: ForestSet): TextTable {
  const numbers = Array.from({ length: dim }, (_, c) =>
    Array.from({ length: count }, (_, i) => `${rows[i * dim + c]}`),
  );
  const names = numbers.map((_, c) => `x${c + 1}`);
  if (!labels) return { names, columns: numbers };
  return { names: [...names, "class"], columns: [...numbers, Array.from(labels, (label) => `class ${label}`)] };
}

function toSet(like: ForestSet, { columns }: TextTable): ForestSet {
  const { dim } = like;
  const count = columns[0].length;
  const rows = new Float64Array(count * dim);
  for (let c = 0; c < dim; c++) columns[c].forEach((cell, i) => (rows[i * dim + c] = Number(cell)));
  const labels = like.labels && Int32Array.from(columns[dim], (cell) => Number(cell.slice("class ".length)));
  return { ...like, rows, count, labels };
}

/** The set of categories alone: a level one-hot and halved, so that two of them are 1 apart. */
function carSplits(count: number): Split[] | undefined {
  const whole = readCar();
  if (!whole) return undefined;
  const places = whole.columns.map((cells) => [...new Set(cells)]);
  const target = whole.columns.length - 1;
  const labels = Int32Array.from(whole.columns[target], (cell) => places[target].indexOf(cell));
  const dim = places.reduce((sum, levels) => sum + levels.length, 0);
  const coded = (table: TextTable): Float64Array => {
    const rows = new Float64Array(rowCount(table) * dim);
    let start = 0;
    table.columns.forEach((cells, c) => {
      cells.forEach((cell, i) => (rows[i * dim + start + places[c].indexOf(cell)] = 0.5));
      start += places[c].length;
    });
    return rows;
  };
  const metric = "manhattan";
  return Array.from({ length: count }, (_, seed) => {
    const split = trainTestSplit(rowCount(whole), seed, labels);
    const train = takeRows(whole, split.train);
    const [a, b] = [coded(train), coded(takeRows(whole, split.test))];
    const covered = (x: Float64Array, real: Float64Array): number =>
      coverage(x, real, { dim, metric, neighbors: chosenNeighbors(real, dim) });
    const score = (table: TextTable): ForestScores => {
      const x = coded(table);
      return {
        w1Train: wasserstein(x, a, { dim, metric }),
        w1Test: wasserstein(x, b, { dim, metric }),
        coverageTrain: covered(x, a),
        coverageTest: covered(x, b),
      };
    };
    return { train, kinds: train.names.map(() => "category"), score };
  });
}
