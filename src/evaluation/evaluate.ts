import { sampleRows } from "../metrics/index.ts";
import { Pacer } from "../support/pacer.ts";
import { counted, formatCount } from "../support/show.ts";
import { compareColumns } from "./compare-columns.ts";
import { comparePairs } from "./compare-pairs.ts";
import { comparePrivacy, copySharesOf } from "./compare-privacy.ts";
import { compareValidity } from "./compare-validity.ts";
import { comparison, comparisonsOf, rowsIn, type RowCounts } from "./comparisons.ts";
import type { EvaluationSettings } from "./evaluation-options.ts";
import type { ReadTables } from "./read-tables.ts";
import { classifierScores, classify, giveawaysOf } from "./scores/classifier-scores.ts";
import { measures } from "./scores/measures.ts";
import { figuresOf, scoreOf } from "./scores/score.ts";
import { learn, usefulnessFigure, usefulnessName, usefulnessOf } from "./scores/usefulness-score.ts";
import type { Score, TableEvaluation } from "./table-evaluation.ts";
import { verdictOf } from "./verdict.ts";

/** How far an evaluation has come. */
export interface EvaluationProgress {
  /** Part of the work that is done, 0…1, roughly. */
  fraction: number;
  /** What comes next, in a word or two. */
  doing: string;
}

/** Rows of each table that anything but copies is looked for in. */
const MOST_ROWS = 200_000;

/** Compares tables that were read. */
export async function* evaluate(
  whole: ReadTables,
  { seed, rows, target, signal }: EvaluationSettings,
  counts: RowCounts,
): AsyncGenerator<EvaluationProgress, TableEvaluation, void> {
  const pacer = new Pacer(signal);
  const tables = shortTables(whole, seed);
  const names = tables.columns.map(({ field }) => field.name);
  const all = Array.from({ length: comparisonsOf(tables) }, (_, k) => comparison(tables, seed, k));
  const scores: Record<string, Score> = {};

  const parts: [doing: string, weight: number, work: () => void][] = [];
  const part = <T>(doing: string, weight: number, work: () => T): { value: T } => {
    const done = {} as { value: T };
    parts.push([doing, weight, () => void (done.value = work())]);
    return done;
  };

  for (const measure of measures)
    part(measure.scores[0].title.toLowerCase(), 1, () => {
      const figures = all.map((each) => figuresOf(measure, tables, each));
      measure.scores.forEach(
        (name, at) =>
          (scores[name.name] = scoreOf(
            name,
            figures.map((each) => each[at]),
          )),
      );
    });
  const classified = (["booster", "logistic"] as const).map((classifier) =>
    part("classifiers", classifier === "booster" ? 8 : 2, () => {
      const found = all.flatMap((each) => classify(each, classifier, rows) ?? []);
      const name = classifierScores[classifier];
      scores[name.name] = scoreOf(
        name,
        found.map(({ figure }) => figure),
      );
      return found;
    }),
  );
  const place = target === undefined ? undefined : names.indexOf(target);
  const learned = part("usefulness", 6, () => {
    const found = all.slice(0, 1).flatMap((each) => learn(each, place, rows) ?? []);
    scores[usefulnessName.name] = scoreOf(usefulnessName, found.map(usefulnessFigure));
    return found;
  });
  const columns = part("columns", 1, () => compareColumns(tables, all));
  const pairs = part("pairs", 1, () => comparePairs(tables, all[0]));
  const validity = part("validity", 1, () => compareValidity(tables));
  const privacy = part("privacy", 2, () => comparePrivacy(whole, counts, seed));

  const total = parts.reduce((sum, [, weight]) => sum + weight, 0);
  let done = 0;
  for (const [doing, weight, work] of parts) {
    yield { fraction: done / total, doing };
    await pacer.pause();
    work();
    done += weight;
  }

  const evidence = {
    scores,
    rows: { ...counts, used: Math.min(rows, rowsIn(all[0].synthetic)) },
    giveaways: isTold(scores["c2st"]) ? giveawaysOf(classified[0].value, names) : [],
    usefulness: usefulnessOf(learned.value, names),
  };
  return {
    verdict: verdictOf({ ...evidence, target, copies: copySharesOf(whole, privacy.value, counts, all[0]) }),
    ...evidence,
    columns: columns.value,
    pairs: pairs.value,
    privacy: { ...privacy.value, attacks: [], attributes: [] },
    validity: validity.value,
    warnings: [...warningsOf(tables, counts), ...whole.warnings],
    settings: { seed, rows, target: target ?? null, splits: all.length },
  };
}

/** Whether the classifier was better than guesses are. */
function isTold({ value, error }: Score): boolean {
  return value !== null && 1 - value > 2 * (error ?? 0);
}

function shortTables(tables: ReadTables, seed: number): ReadTables {
  const { real, synthetic, holdout } = tables;
  return {
    ...tables,
    real: sampleRows(real, MOST_ROWS, { seed }),
    synthetic: sampleRows(synthetic, MOST_ROWS, { seed }),
    holdout: holdout && sampleRows(holdout, MOST_ROWS, { seed }),
  };
}

function warningsOf({ real, synthetic, holdout }: ReadTables, counts: RowCounts): string[] {
  const warnings: string[] = [];
  if (!holdout)
    warnings.push(
      "No rows were held out: half of the real rows stand in for them, which the synthetic rows may have been learned from. Nothing is said of privacy beyond copies.",
    );
  const fewest = Math.min(rowsIn(real), rowsIn(synthetic), holdout ? rowsIn(holdout) : Infinity);
  if (fewest < 200) warnings.push(`${counted(fewest, "row")} of a table leave wide errors.`);
  for (const [name, table] of Object.entries({ real, synthetic, holdout }))
    if (table && rowsIn(table) < counts[name as keyof RowCounts])
      warnings.push(
        `Of the ${name === "holdout" ? "held-out" : name} table ${formatCount(rowsIn(table))} of ${formatCount(counts[name as keyof RowCounts])} rows were looked at, drawn at random.`,
      );
  return warnings;
}
