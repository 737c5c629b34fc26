import { drawnRows } from "./drawn-rows.ts";
import { Pacer } from "../support/pacer.ts";
import { counted, formatCount } from "../support/show.ts";
import { compareColumns } from "./compare-columns.ts";
import { comparePairs } from "./compare-pairs.ts";
import { comparePrivacy, copySharesOf, membershipName, membershipScore } from "./compare-privacy.ts";
import { compareValidity } from "./compare-validity.ts";
import { ceilingOf, comparison, comparisonsOf, dealsOf, rowsIn, type Compared, type RowCounts } from "./comparisons.ts";
import type { EvaluationSettings } from "./evaluation-options.ts";
import type { ReadTables } from "./read-tables.ts";
import { relationsOf } from "./relations.ts";
import { classifierScores, classify, giveawaysOf } from "./scores/classifier-scores.ts";
import { measures, shapeMeasure, trendMeasure, type Measure } from "./scores/measures.ts";
import { figuresOf, scoreOf, type Figure } from "./scores/score.ts";
import { learn, usefulnessFigure, usefulnessName, usefulnessOf } from "./scores/usefulness-score.ts";
import type {
  ColumnComparison,
  Giveaway,
  PairComparison,
  PrivacyComparison,
  Score,
  TableEvaluation,
  Usefulness,
  ValidityComparison,
} from "./table-evaluation.ts";
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

/** A piece of the work: it fills in its part of the findings. */
interface Step {
  doing: string;
  /** How long it takes, about, beside the others. */
  weight: number;
  work(): void | Promise<void>;
}

/** Compares tables that were read. */
export async function* evaluate(
  where: string,
  { tables: whole, cells, counts }: Compared,
  settings: EvaluationSettings,
): AsyncGenerator<EvaluationProgress, TableEvaluation, void> {
  const { seed, rows, target, model, signal } = settings;
  const pacer = new Pacer(signal);
  const short = drawnRows(whole, MOST_ROWS, seed);
  const tables = { ...short, relations: relationsOf(short, seed) };
  const names = tables.columns.map(({ field }) => field.name);
  const all = Array.from({ length: comparisonsOf(tables) }, (_, k) => comparison(tables, seed, k));
  const found = {
    scores: {} as Record<string, Score>,
    columns: [] as ColumnComparison[],
    pairs: [] as PairComparison[],
    giveaways: [] as Giveaway[],
    usefulness: [] as Usefulness[],
    privacy: undefined as PrivacyComparison | undefined,
    validity: [] as ValidityComparison[],
  };
  const { scores } = found;
  const figures = new Map<Measure, Figure[][]>();
  const eachOf = (measure: Measure): Figure[][] =>
    figures.get(measure)!.map((each) => each.slice(measure.scores.length));
  const steps: Step[] = [
    ...measures.map((measure) => ({
      doing: measure.scores[0].title.toLowerCase(),
      weight: 1,
      work: () => {
        const each = all.map((comparison) => figuresOf(measure, tables, comparison));
        figures.set(measure, each);
        measure.scores.forEach((name, at) => (scores[name.name] = scoreOf(name, at, each)));
      },
    })),
    ...(["booster", "logistic"] as const).map((classifier) => ({
      doing: "classifiers",
      weight: classifier === "booster" ? 8 : 2,
      work: () => {
        const repeats = dealsOf(tables, all.length);
        const results = all.flatMap(
          (each, k) => classify(classifier, { tables, comparison: each, isFirst: k === 0 }, { rows, repeats }) ?? [],
        );
        const name = classifierScores[classifier];
        scores[name.name] = scoreOf(
          name,
          0,
          results.map(({ figure }) => [figure]),
        );
        if (classifier === "booster" && isTold(scores[name.name])) found.giveaways = giveawaysOf(results, names);
      },
    })),
    {
      doing: "usefulness",
      weight: 6,
      work: () => {
        const place = target === undefined ? undefined : names.indexOf(target);
        const learned = place === -1 ? undefined : learn(all[0], place, rows);
        scores[usefulnessName.name] = scoreOf(usefulnessName, 0, learned ? [[usefulnessFigure(learned)]] : []);
        if (learned) found.usefulness = usefulnessOf(learned, names);
      },
    },
    { doing: "columns", weight: 1, work: () => void (found.columns = compareColumns(tables, eachOf(shapeMeasure))) },
    {
      doing: "pairs",
      weight: 1,
      work: () => {
        const { giveaways } = found;
        found.pairs = comparePairs(tables, eachOf(trendMeasure), { giveaways, seed });
      },
    },
    { doing: "validity", weight: 1, work: () => void (found.validity = compareValidity(tables)) },
    {
      doing: "privacy",
      weight: model ? 20 : 5,
      work: async () => {
        found.privacy = await comparePrivacy(where, { tables: whole, cells, counts }, { model, seed, signal });
        scores[membershipName.name] = membershipScore(found.privacy);
      },
    },
  ];
  const total = steps.reduce((sum, { weight }) => sum + weight, 0);
  let done = 0;
  for (const { doing, weight, work } of steps) {
    yield { fraction: done / total, doing };
    await pacer.pause();
    await work();
    done += weight;
  }
  const { privacy, ...others } = found as typeof found & { privacy: PrivacyComparison };
  const evidence = { ...others, rows: { ...counts, used: Math.min(rows, rowsIn(all[0].synthetic)) } };
  return {
    verdict: verdictOf({ ...evidence, target, copies: copySharesOf(whole, privacy, counts, all[0]) }),
    ...evidence,
    privacy,
    warnings: [...warningsOf(tables, whole, counts), ...whole.warnings],
    settings: { seed, rows, target: target ?? null, splits: all.length, model: model !== undefined },
  };
}

/** Whether the classifier was better than guesses are. */
function isTold({ value, error }: Score): boolean {
  return value !== null && 1 - value > 2 * (error ?? 0);
}

function warningsOf(tables: ReadTables, whole: ReadTables, counts: RowCounts): string[] {
  const { real, synthetic, holdout } = tables;
  const warnings: string[] = [];
  const halved = "half of the real rows stand in for them, which the synthetic rows may have been learned from";
  if (!holdout) warnings.push(`No rows were held out: ${halved}. Nothing is said of privacy beyond copies.`);
  else if (!ceilingOf(tables))
    warnings.push(`Held-out rows are too few to compare with (${formatCount(counts.holdout)}): ${halved}.`);
  const fewest = Math.min(rowsIn(real), rowsIn(synthetic));
  if (fewest < 200) warnings.push(`A table of ${counted(fewest, "row")} leaves wide errors.`);
  for (const name of ["real", "synthetic", "holdout"] as const) {
    const [table, count] = [tables[name], counts[name]];
    if (!table || rowsIn(table) === count) continue;
    const copies = rowsIn(whole[name]!) === count ? "; copies were looked for in all" : "";
    warnings.push(
      `${formatCount(rowsIn(table))} of ${formatCount(count)} ${name === "holdout" ? "held-out" : name} rows were looked at, drawn at random${copies}.`,
    );
  }
  return warnings;
}
