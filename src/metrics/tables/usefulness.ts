import { checkInteger, LangevinError } from "../../support/errors.ts";
import { integer, option, readOptions, seed, type Spec } from "../../support/options.ts";
import { binTable, chooseBinnings, takeBinnedRows, type BinnedTable } from "./booster/binned-table.ts";
import { boost, predict } from "./booster/booster.ts";
import { XGBOOST_DEFAULTS, type BoosterSettings } from "./booster/settings.ts";
import { checkTables, rowsIn, type TableColumn } from "./column.ts";
import { learningTask, type LearningTask } from "./learning-task.ts";
import { drawRows } from "./row-draws.ts";
import { errorBy } from "./row-influences.ts";
import { independentTable } from "./table-rows.ts";

/** Options of {@link usefulness}. */
export interface UsefulnessOptions {
  /** Place of the column that is learned from the others. @default every column in turn, 20 of them at most */
  target?: number | undefined;
  /** Larger tables are replaced by this many of their rows, drawn without replacement. @default 20000 */
  maxRows?: number | undefined;
  /** Seed of the subsamples and of the independent columns. @default 0 */
  seed?: number | undefined;
}

export const usefulnessSpec = {
  target: integer(0, 0xffffffff),
  maxRows: option((where, name, value) => (value === Infinity ? Infinity : checkInteger(where, name, value, 2)), {
    default: 20_000,
  }),
  seed: seed({ default: 0 }),
} satisfies Spec<UsefulnessOptions>;

/** How well a column of held-out rows is predicted by what was learned from each of three tables. */
export interface LearnedColumn {
  /** Place of the column. */
  column: number;
  /** "AUC" of two levels, the mean over levels of each against the others of more, R² of numbers. */
  metric: "AUC" | "macro AUC" | "R²";
  /** The metric in held-out rows, by the table that was learned from. */
  learnedFrom: {
    /** Real rows: the ceiling. */
    real: number;
    /** Synthetic rows. */
    synthetic: number;
    /** Columns of real rows drawn independently of each other: the floor. */
    independent: number;
  };
  /** The standard errors of these, by the held-out rows: with other such rows they would be others. */
  errors: {
    /** That of what was learned from real rows. */
    real: number;
    /** That of what was learned from synthetic rows. */
    synthetic: number;
    /** That of what was learned from independent columns. */
    independent: number;
  };
}

/** What {@link usefulness} finds. */
export interface TableUsefulness {
  /**
   * Σ skill learned from synthetic rows / Σ skill learned from real ones, the skill being 2·AUC − 1 or R², and 0 at least: 1 where
   * synthetic rows teach what real ones do, 0 where they teach nothing; NaN where real rows teach nothing either.
   */
  score: number;
  /** The score's standard error by the held-out rows. */
  error: number;
  /** Each column that was learned, in the table's order; those that the held-out rows cannot judge are left out. */
  targets: LearnedColumn[];
  /** Rows of each table that were learned from, at most. */
  rows: number;
}

/** The settings that tables of published figures choose most: TabSyn's evaluation (arXiv:2310.09656). */
const SETTINGS: BoosterSettings = {
  ...XGBOOST_DEFAULTS,
  maxDepth: 5,
  minChildWeight: 10,
  gamma: 1,
  oneHotBelow: Infinity,
};
/** With every column in turn less is learned of each. */
const EACH: BoosterSettings = { ...SETTINGS, trees: 30 };
const MOST_TARGETS = 20;
/** Classes of a target: the other levels are one class together. */
const MOST_CLASSES = { one: 50, each: 6 };
/** Cells visited in all trees: about four seconds. */
const MOST_WORK = 1e9;
const LEAST_ROWS = 500;

/**
 * Machine-learning efficacy, "train on synthetic, test on real": a booster learns a column from the others, from synthetic
 * rows, from real ones, and from columns drawn independently of each other, and predicts it in held-out real rows. Without a
 * target every column is one in turn: the global utility of TabStruct (ICLR 2026), which favors no column.
 *
 * Trees are XGBoost's: 100 of depth 5, 30 for every column in turn, η = 0.3, γ = 1, leaves of weight 10. Numbers are learned in units
 * of their standard deviation, so that γ means the same for all. Of wide tables fewer rows are learned from.
 *
 * Errors are those of a bootstrap over held-out rows, to first order (Efron's infinitesimal jackknife): what other rows to
 * learn from would change is not in them.
 *
 * @param real       the rows that `synthetic` imitates
 * @param synthetic  the same columns
 * @param holdout    real rows that neither table has
 * @throws LangevinError "invalid-data" for tables that differ in their columns; "invalid-argument" for options
 *
 * @example
 * ```ts
 * import { usefulness } from "langevin/metrics";
 *
 * const table = (from: number) => {
 *   const values = Float64Array.from({ length: 200 }, (_, i) => (i * 37 + from) % 101);
 *   return [
 *     { kind: "number" as const, values },
 *     { kind: "category" as const, values: values.map((x) => Number(x > 50)) },
 *   ];
 * };
 * const { targets } = usefulness(table(0), table(5), table(9), { target: 1 });
 * console.log(targets[0].learnedFrom.synthetic > 0.99); // true
 * ```
 */
export function usefulness(
  real: readonly TableColumn[],
  synthetic: readonly TableColumn[],
  holdout: readonly TableColumn[],
  options: UsefulnessOptions = {},
): TableUsefulness {
  const where = "usefulness";
  const { target, maxRows, seed } = readOptions(where, options, usefulnessSpec);
  checkTables(where, { real, synthetic, holdout });
  if (target !== undefined) checkInteger(where, "target", target, 0, real.length - 1);
  if (real.length < 2) throw new LangevinError("invalid-data", `${where}: expected two columns or more, got one`);
  const settings = target === undefined ? EACH : SETTINGS;
  const places = target === undefined ? spread(real.length, MOST_TARGETS) : [target];
  const classes = target === undefined ? MOST_CLASSES.each : MOST_CLASSES.one;
  const tasks = places.flatMap((column) => learningTask(real, column, classes) ?? []);
  const outputs = tasks.reduce((sum, { objective }) => sum + objective.outputs, 0);
  const eachRow = 3 * real.length * settings.trees * settings.maxDepth * outputs;
  const rows = Math.min(maxRows, Math.max(LEAST_ROWS, Math.floor(MOST_WORK / eachRow)));
  const test = drawRows(holdout, maxRows, seed, 2);
  const sources = {
    real: drawRows(real, rows, seed, 0),
    synthetic: drawRows(synthetic, rows, seed, 1),
    independent: independentTable(real, Math.min(rows, rowsIn(real)), seed),
  };
  const found = tasks.map((task) => ({ task, learned: {} as Record<Source, Learned> }));
  for (const source of SOURCES) {
    const train = sources[source];
    const binnings = chooseBinnings(where, train, settings.maxBins);
    const tables = { train: binTable(train, binnings), test: binTable(test, binnings) };
    for (const { task, learned } of found) learned[source] = learn(task, { train, test }, tables, settings);
  }
  const defined = found.filter(({ learned }) => !Number.isNaN(learned.real.quality));
  const targets = defined.map(({ task: { column, metric }, learned }): LearnedColumn => {
    const each = (figure: (from: Learned) => number) =>
      Object.fromEntries(SOURCES.map((source) => [source, figure(learned[source])])) as LearnedColumn["errors"];
    return {
      column,
      metric,
      learnedFrom: each(({ quality }) => quality),
      errors: each(({ influences }) => errorBy(influences)),
    };
  });
  return { ...skillShare(defined, rowsIn(test)), targets, rows };
}

const SOURCES = ["real", "synthetic", "independent"] as const;
type Source = (typeof SOURCES)[number];

/** What was learned from one table. */
interface Learned {
  quality: number;
  /** How much each test row moves it. */
  influences: Float64Array;
}

/** How well a task is done in test rows by what was learned from training rows. */
function learn(
  task: LearningTask,
  columns: Record<"train" | "test", readonly TableColumn[]>,
  tables: Record<"train" | "test", BinnedTable>,
  settings: BoosterSettings,
): Learned {
  const { column, objective } = task;
  const [train, test] = (["train", "test"] as const).map((side) => {
    const targets = task.targets(columns[side][column].values);
    const known = Uint32Array.from(targets.keys()).filter((row) => !Number.isNaN(targets[row]));
    return {
      known,
      table: takeBinnedRows(tables[side], known),
      targets: Float64Array.from(known, (row) => targets[row]),
    };
  });
  const others = columns.train.flatMap((_, c) => (c === column ? [] : [c]));
  const predictions = predict(boost(train.table, train.targets, objective, others, settings), test.table);
  const influences = new Float64Array(rowsIn(columns.test));
  task.influences(predictions, test.targets).forEach((influence, k) => (influences[test.known[k]] = influence));
  return { quality: task.quality(predictions, test.targets), influences };
}

/** Σ skill/Σ skill, and its error by how much each test row moves both sums. */
function skillShare(found: readonly { task: LearningTask; learned: Record<Source, Learned> }[], testRows: number) {
  const skillOf = (from: "real" | "synthetic") => {
    const influences = new Float64Array(testRows);
    let skill = 0;
    for (const { task, learned } of found) {
      const { quality } = learned[from];
      const [own, scale] = task.metric === "R²" ? [quality, 1] : [2 * quality - 1, 2];
      if (own <= 0) continue;
      skill += own;
      learned[from].influences.forEach((influence, row) => (influences[row] += scale * influence));
    }
    return { skill, influences };
  };
  const [synthetic, real] = [skillOf("synthetic"), skillOf("real")];
  if (real.skill === 0) return { score: NaN, error: NaN };
  const score = synthetic.skill / real.skill;
  const moves = synthetic.influences.map((move, row) => (move - score * real.influences[row]) / real.skill);
  return { score, error: errorBy(moves) };
}

/** At most `most` of the places 0 … count − 1, evenly. */
function spread(count: number, most: number): number[] {
  const chosen = Math.min(count, most);
  return Array.from({ length: chosen }, (_, i) => Math.floor((i * count) / chosen));
}
