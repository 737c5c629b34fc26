import type { TableEvaluation } from "../table-evaluation.ts";
import { boundedBars, boundedTable } from "./bounded.ts";
import { byteLength, type Markup } from "./markup/markup.ts";

/** What is left out first where all of it is too large; the verdict, scores and counts of rows never are. */
const leftFirst = [
  "bars",
  "pairs",
  "validity",
  "usefulness",
  "privacy",
  "columns",
  "warnings",
  "settings",
  "giveaways",
];

/** Scores and characters of the verdict at most, all else failing. */
const [SCORES, LETTERS] = [50, 1000];

/** Digits of numbers, and of the shares of bars, of which there are many. */
const [DIGITS, BAR_DIGITS] = [5, 3];

/**
 * All numbers of the page as a block of JSON that no browser runs, in so many bytes at most. It has the keys of a
 * {@link TableEvaluation}, with two differences that keep it small. `bars` stand beside `columns`, in the same order. Pairs
 * have no names: for each column, `pairs.scores` lists its scores with all columns before it. What had to be left out is
 * named in `leftOut`.
 */
export function numbersBlock(evaluation: TableEvaluation, bytes: number): Markup {
  const { verdict, scores, rows, columns, giveaways, usefulness, privacy, validity, warnings, settings } = evaluation;
  const parts = new Map<string, string>(
    Object.entries({
      verdict: verdict.slice(0, LETTERS),
      scores: Object.fromEntries(Object.entries(scores).slice(0, SCORES)),
      rows,
      columns: columns.map(({ name, kind, shape, missing }) => ({ name, kind, shape, missing })),
      pairs: compactPairs(evaluation),
      giveaways,
      usefulness,
      privacy,
      validity,
      warnings,
      settings,
    }).map(([key, value]) => [key, toJson(value)]),
  );
  parts.set("bars", toJson(columns.map(boundedBars), BAR_DIGITS));
  const leftOut: string[] = [];
  for (const part of leftFirst) {
    if (byteLength(block(parts)) <= bytes) break;
    leftOut.push(part);
    parts.delete(part);
    parts.set("leftOut", toJson(leftOut));
  }
  return { html: block(parts) };
}

function block(parts: ReadonlyMap<string, string>): string {
  const json = [...parts].map(([key, value]) => `"${key}":${value}`).join(",");
  return `<script type="application/json" id="evaluation">{${json}}</script>\n`;
}

/** Numbers with so many digits, as many as any of the figures has; neither "</script>" nor "<!--" can be in it. */
function toJson(value: unknown, digits = DIGITS): string {
  const json = JSON.stringify(value, (_, entry: unknown) =>
    typeof entry === "number" ? rounded(entry, digits) : entry,
  );
  return json.replaceAll("<", "\\u003c");
}

function rounded(value: number, digits: number): number | null {
  if (!Number.isFinite(value)) return null;
  return Number.isInteger(value) ? value : Number(value.toPrecision(digits));
}

function compactPairs({ columns, pairs }: TableEvaluation): unknown {
  const indexOf = new Map(columns.map(({ name }, i) => [name, i]));
  const scores = columns.map((_, i) => new Array<number | null>(i).fill(null));
  for (const { columns: pair, score } of pairs) {
    const [a, b] = [indexOf.get(pair[0]), indexOf.get(pair[1])];
    if (a !== undefined && b !== undefined && a !== b && score !== null)
      scores[Math.max(a, b)][Math.min(a, b)] = Number(score.toFixed(4));
  }
  return {
    scores,
    tables: pairs.flatMap(({ table, ...pair }) => (table ? [{ ...pair, table: boundedTable(table) }] : [])),
  };
}
