import type { TableColumn } from "../../src/metrics/tables/column.ts";
import { exactCopies } from "../../src/metrics/tables/copies.ts";
import { weightedMutualInformation } from "../../src/metrics/tables/mutual-information.ts";
import { precisionRecall } from "../../src/metrics/tables/precision-recall.ts";
import { recordDistances } from "../../src/metrics/tables/record-distances.ts";
import { columnShapes } from "../../src/metrics/tables/shape.ts";
import { columnPairTrends } from "../../src/metrics/tables/trend.ts";
import { classify, type C2st, type Job } from "./classifiers.ts";
import { toColumns } from "./columns.ts";
import type { TableSet } from "./sets.ts";
import { impossibleCells } from "./impossible.ts";
import { rowCount, type TextTable } from "./text-table.ts";
import { withFiles } from "./with-files.ts";

/** Rows that nearest neighbors are looked for among in whole benchmarks: what takes less than a minute. */
export const MOST_NEIGHBORS = 20_000;

export interface ScoreOptions {
  /** Rows that nearest neighbors are looked for among. */
  neighborRows: number;
  /** Settings of the booster that learns the target: one, or the best of 36 as published. */
  grid: boolean;
  seed: number;
  /** What the target is learned from. @default the synthetic rows */
  learnFrom?: TextTable;
}

/** One figure of a synthetic table. */
export interface Figure {
  metric: string;
  value: number;
  error: number | null;
}

/** The figures of a synthetic table; `absent` where the classifiers cannot run. */
export interface Scores {
  figures: Figure[];
  absent?: string;
}

/** All of the figures that published tables have, of one synthetic table. */
export async function scoreTable(set: TableSet, synthetic: TextTable, options: ScoreOptions): Promise<Scores> {
  const classified = classifiers(set, synthetic, options);
  const figures = ownFigures(set, synthetic, options);
  const learned = await classified;
  return "absent" in learned ? { figures, absent: learned.absent } : { figures: [...learned, ...figures] };
}

/** The metrics that need no classifier. */
function ownFigures(set: TableSet, synthetic: TextTable, { neighborRows }: ScoreOptions): Figure[] {
  const [train, test, drawn] = toColumns(set.kinds, [set.train, set.test, synthetic]);
  const first = (columns: TableColumn[], count = neighborRows): TableColumn[] =>
    columns.map(({ kind, values }) => ({ kind, values: Float64Array.from(values).subarray(0, count) }));
  const count = Math.min(neighborRows, rowCount(set.train), rowCount(synthetic));
  const { alphaPrecision, betaRecall } = precisionRecall(first(train, count), first(drawn, count), { maxRows: count });
  const figure = (metric: string, value: number): Figure => ({ metric, value, error: null });
  return [
    figure("Shape", columnShapes(train, drawn).score),
    figure("Trend", columnPairTrends(train, drawn, { compat: "sdmetrics-0.11" }).score),
    figure("Trend, real bins", columnPairTrends(train, drawn).score),
    figure("wNMI", weightedMutualInformation(train, drawn)),
    figure("alpha-precision", alphaPrecision),
    figure("beta-recall", betaRecall),
    figure(
      "DCR share",
      recordDistances(first(drawn), first(train), first(test), { maxRows: rowCount(set.train) }).share,
    ),
    figure("exact copies", exactCopies(drawn, train).all),
    figure("impossible cells", impossibleCells(set, synthetic)),
  ];
}

/** C2ST by XGBoost and logistic regression, and the use of the table for learning its target. */
function classifiers(
  set: TableSet,
  synthetic: TextTable,
  options: ScoreOptions,
): Promise<Figure[] | { absent: string }> {
  const { grid, seed, learnFrom = synthetic } = options;
  return withFiles({ train: set.train, test: set.test, drawn: synthetic, learnFrom }, async (paths) => {
    const columns = set.train.names.map((name, c) => ({ name, kind: set.kinds[c] }));
    const { target, task } = set;
    const jobs: Job[] = [
      { kind: "c2st", real: paths.train, synthetic: paths.drawn, columns, models: ["xgb", "lr"], seed },
      { kind: "use", train: paths.learnFrom, test: paths.test, columns, target, task, seed, grid },
    ];
    const answer = await classify(jobs);
    if (!Array.isArray(answer)) return answer;
    const [detected, used] = answer;
    const figures: Figure[] = Object.entries({ "XGB-C2ST": detected.xgb, "LR-C2ST": detected.lr }).map(
      ([metric, value]) => {
        const { score, error } = value as C2st;
        return { metric, value: score, error };
      },
    );
    for (const [metric, key] of Object.entries({ AUC: "auc", F1: "f1", R2: "r2", RMSE: "rmse" }))
      if (key in used) figures.push({ metric, value: used[key] as number, error: null });
    return figures;
  });
}
