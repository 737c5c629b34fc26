import { classifierTwoSampleTest, type Importance, type TableColumn } from "../../metrics/index.ts";
import { rowsIn, shortened, type Comparison } from "../comparisons.ts";
import type { ReadTables } from "../read-tables.ts";
import type { Giveaway } from "../table-evaluation.ts";
import type { ScoreName } from "./measures.ts";
import { noiseOf, wholes, type Figure } from "./score.ts";

/** Cells of each table that classifiers learn from, at most. */
const MOST_CELLS = { booster: 150_000, logistic: 60_000 };
const FOLDS = 3;
/** Columns and pairs that are told as giveaways. */
const MOST_GIVEAWAYS = 10;

/** The two classifier tests. */
export const classifierScores = {
  booster: {
    name: "c2st",
    title: "Against a classifier",
    meaning: "How far boosted trees are from telling synthetic rows from real ones; 1 where they only guess.",
  },
  logistic: {
    name: "c2st-linear",
    title: "Against a linear classifier",
    meaning: "How far logistic regression is from telling synthetic rows from real ones; 1 where it only guesses.",
  },
} as const satisfies Record<string, ScoreName>;

/** What a classifier found in one comparison. */
export interface Classified {
  figure: Figure;
  /** The area under the ROC curve, of synthetic against real rows. */
  auc: number;
  importance: Importance;
}

/**
 * A classifier's figures; undefined of too few rows. All rows are told apart, or as many as may be looked at; the ceiling is that of two
 * parts of the real ones, brought to their number.
 *
 * @param isFirst  whether it is the first comparison of the tables: one floor serves all
 * @param repeats  how often rows are dealt into folds anew
 */
export function classify(
  classifier: keyof typeof classifierScores,
  { tables, comparison, isFirst }: { tables: ReadTables; comparison: Comparison; isFirst: boolean },
  { rows, repeats }: { rows: number; repeats: number },
): Classified | undefined {
  const most = Math.min(rows, Math.max(500, Math.floor(MOST_CELLS[classifier] / tables.real.length)));
  const { seed } = comparison;
  const parts = shortened(comparison, most);
  if (Math.min(rowsIn(parts.reference), rowsIn(parts.synthetic)) < 2 * FOLDS) return undefined;
  const { real, synthetic, independent } = wholes(tables, most, seed);
  const test = (first: readonly TableColumn[], second: readonly TableColumn[], deals: number) =>
    classifierTwoSampleTest(first, second, { classifier, folds: FOLDS, repeats: deals, seed });
  const [found, ofParts] = [test(real, synthetic, repeats), test(parts.reference, parts.holdout, repeats)];
  const [n, m] = [rowsIn(real), rowsIn(synthetic)];
  const scale = noiseOf(real, synthetic) / noiseOf(parts.reference, parts.holdout);
  return {
    // The spread over few folds is a poor estimate; guessing alone has this one (Mann & Whitney 1947), twice for 2·AUC
    figure: {
      value: found.score,
      error: Math.max(found.error, 2 * Math.sqrt((n + m + 1) / (12 * n * m))),
      floor: isFirst ? test(real, independent, 1).score : NaN,
      ceiling: 1 - scale * (1 - ofParts.score),
    },
    auc: found.auc,
    importance: found.importance,
  };
}

/** What the booster looked at, means over comparisons: columns and pairs of columns, the most telling first. */
export function giveawaysOf(found: readonly Classified[], names: readonly string[]): Giveaway[] {
  const shares = new Map<string, Giveaway>();
  const add = (columns: readonly number[], share: number): void => {
    const key = columns.join();
    const known = shares.get(key) ?? { columns: columns.map((c) => names[c]), share: 0 };
    known.share += share / found.length;
    shares.set(key, known);
  };
  for (const { importance } of found) {
    for (const { column, share } of importance.columns) add([column], share);
    for (const { columns, share } of importance.pairs) add(columns, share);
  }
  const sorted = [...shares.values()].filter(({ share }) => share > 0).sort((a, b) => b.share - a.share);
  const of = (count: number): Giveaway[] =>
    sorted.filter(({ columns }) => columns.length === count).slice(0, MOST_GIVEAWAYS);
  return [...of(1), ...of(2)];
}
