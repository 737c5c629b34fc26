import { counted, quote } from "../support/show.ts";
import type { CopyShares } from "./compare-privacy.ts";
import type { Score, TableEvaluation } from "./table-evaluation.ts";

/** What a verdict stands on. */
export interface Evidence extends Pick<TableEvaluation, "scores" | "giveaways" | "usefulness" | "rows"> {
  copies: CopyShares;
  target: string | undefined;
}

/** Fewer rows of a table say nothing. */
const FEWEST_ROWS = 50;
/** Shares of copies beyond those that had to come: of a copy, of what comes first, and of what is worth a word. */
const COPY = 0.5;
const MANY_COPIES = 0.1;
const SOME_COPIES = 0.01;
/** Relations are gone where less than this part of the way from floor to ceiling is left. */
const NO_RELATIONS = 0.2;
/** A score is as good as real rows' within so many standard errors of its distance to the ceiling, or within this. */
const ERRORS = 4;
const AS_GOOD = 0.04;
/** Columns are wrong where shapes fall short of the ceiling by more. */
const WRONG_SHAPE = 0.15;
/** Scores of the classifier test: AUC .6 and .75. */
const CLOSE = 0.8;
const RECOGNIZABLE = 0.5;
/** The area under an attack's curve that is a leak. */
const LEAK = 0.6;

/** One sentence for people: the judgment, a colon, and what it stands on. */
export function verdictOf(evidence: Evidence): string {
  return `${judgmentOf(evidence)}${partlyCopied(evidence)}${leaks(evidence)}.`;
}

function judgmentOf(evidence: Evidence): string {
  const { rows, copies } = evidence;
  const isCopy = copies.found - copies.expected > COPY;
  const fewest = Math.min(rows.real, rows.synthetic);
  if (fewest < FEWEST_ROWS) {
    const which = rows.synthetic === fewest ? "synthetic" : "real";
    const copied = isCopy ? `, and ${percent(copies.found)} of the synthetic ones are copies of real rows` : "";
    return `Too few rows: ${counted(fewest, `${which} row`)} ${fewest === 1 ? "is" : "are"} too few to judge by${copied}`;
  }
  if (isCopy) return `A copy: ${percent(copies.found)} of the synthetic rows are rows of the real table, cell for cell`;
  const judgment = quality(evidence);
  if (copies.found - copies.expected <= MANY_COPIES) return judgment;
  const rest = judgment[0].toLowerCase() + judgment.slice(1);
  return `Partly a copy: ${percent(copies.found)} of the rows are rows of the real table, cell for cell; apart from that ${rest}`;
}

function quality(evidence: Evidence): string {
  const { scores } = evidence;
  const relations = partOf(scores["nmi"]) ?? partOf(scores["trend"]);
  const wrong = isBelow(scores["shape"], WRONG_SHAPE);
  if (relations !== undefined && relations < NO_RELATIONS)
    return wrong
      ? "Useless: columns one by one are unlike the real ones, and hardly depend on each other"
      : "Useless for relations: columns one by one are like the real ones, but hardly depend on each other";
  const learned = taught(evidence);
  const first = givenAwayBy(evidence);
  if (wrong) return `Wrong already column by column: ${scoreText(scores["shape"])} of at most 1${first}${learned}`;
  const test = scores["c2st"]?.value;
  if (test === null || test === undefined) return `Not judged: there are no two columns to compare${learned}`;
  const auc = `AUC ${(1 - test / 2).toFixed(2)}`;
  if (["c2st", "shape", "trend", "nmi", "alpha-precision"].every((name) => !isBelow(scores[name], AS_GOOD)))
    return `As good as real rows: a classifier tells them from real ones no better than real ones from each other (${auc})${learned}`;
  const told = `a classifier tells synthetic rows from real ones (${auc})${first}${learned}`;
  if (test >= CLOSE) return `Close to the real table: with effort ${told}`;
  return test >= RECOGNIZABLE ? `Recognizable: often ${told}` : `Easily recognized: nearly always ${told}`;
}

/** Where a score lies between floor, 0, and ceiling, 1; undefined where these are too near each other. */
function partOf(score: Score | undefined): number | undefined {
  if (!score || score.value === null || score.floor === null || score.ceiling === null) return undefined;
  const room = score.ceiling - score.floor;
  return room > Math.max(0.05, ERRORS * (score.error ?? 0)) ? (score.value - score.floor) / room : undefined;
}

/** Whether a score lies below its ceiling by more than `margin` and than chance explains. */
function isBelow(score: Score | undefined, margin: number): boolean {
  if (!score || score.value === null || score.ceiling === null) return false;
  // The ceiling has an error of its own, of the same size
  return score.ceiling - score.value > Math.max(margin, ERRORS * Math.SQRT2 * (score.error ?? 0));
}

function givenAwayBy({ giveaways }: Evidence): string {
  const [first] = giveaways;
  return first ? `, first by ${first.columns.map(quote).join(" with ")}` : "";
}

function taught({ scores, target, usefulness }: Evidence): string {
  const value = scores["usefulness"]?.value;
  if (value === null || value === undefined || usefulness.length === 0) return "";
  const what = target === undefined ? "about each other's columns" : `about ${quote(target)}`;
  return `; what they teach ${what} is worth ${percent(Math.max(0, value))} of what real rows teach`;
}

function partlyCopied({ copies: { found, expected }, rows }: Evidence): string {
  const beyond = found - expected;
  const chance = ERRORS * Math.sqrt(Math.max(expected, 1 / rows.synthetic) / rows.synthetic);
  if (beyond > MANY_COPIES || beyond <= Math.max(SOME_COPIES, chance)) return "";
  return `; ${percent(found)} of the rows are copies of real ones`;
}

function leaks({ scores }: Evidence): string {
  const attack = scores["membership"];
  if (!attack || attack.value === null || attack.value < LEAK) return "";
  if (attack.value - 0.5 <= ERRORS * (attack.error ?? 0)) return "";
  return `; an attack finds out which rows were learned from (AUC ${attack.value.toFixed(2)})`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function scoreText(score: Score | undefined): string {
  return (score?.value ?? 0).toFixed(2);
}
