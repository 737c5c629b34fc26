import { parseNumber } from "../../formats/index.ts";
import { counted } from "../../support/show.ts";
import { listed } from "./words.ts";
import type { Field } from "../schema/table-schema.ts";
import { byField, decided, valuesOf, withGaps, type Column, type Decision, type Rule } from "./decision.ts";

/** Words among numbers that may be mistakes: at most so many different ones, in this share of the rows. */
const [ODD_WORDS, ODD_SHARE] = [5, 0.02];
/** Different whole numbers up to which they are levels. */
const LEVELS = 20;
/** Rows of each level at least, on average. */
const ROWS_PER_LEVEL = 5;
/** Ratio of the largest number to the median from which different whole numbers look like names. */
const MANY_SIZES = 1e6;
const SENTINEL = /^-?(?:9{2,}|[1-9]00+|9+0+)(?:\.0+|\.9+)?$/;

/** Numbers, whole or not, by the style that all columns settle. */
export const numberRule: Rule = (column) => {
  const { evidence } = column;
  const { kinds } = evidence;
  const numbers = kinds.figure + kinds.number + kinds.bigint;
  if (numbers === 0 || kinds.boolean + kinds.moment > 0 || evidence.leadingZeros !== undefined) return undefined;
  if (evidence.tooLong !== undefined) return undefined;
  const odd = oddTexts(column);
  const oddRows = odd.reduce((sum, [, count]) => sum + count, 0);
  if (odd.length > ODD_WORDS || oddRows > Math.max(1, ODD_SHARE * evidence.present)) return undefined;
  const decision = decideNumber(
    column,
    odd.map(([text]) => text),
    numbers,
  );
  if (odd.length > 0)
    decision.guesses.push({
      column: evidence.name,
      what: `${listed(odd.map(([text]) => JSON.stringify(text)))} in ${counted(oddRows, "row")} taken for missing`,
      why: "all other cells are numbers",
      how: byField(evidence.name, 'type "string"'),
    });
  return decision;
};

/** Texts that are no number in the column's style, and their rows. */
function oddTexts(column: Column): [string, number][] {
  return valuesOf(column.evidence)
    .filter(
      ([key, { kind }]) =>
        typeof key === "string" &&
        (kind === "word" || (kind === "figure" && parseNumber(key, column.style) === undefined)),
    )
    .map(([key, { count }]) => [key as string, count]);
}

function decideNumber(column: Column, odd: readonly string[], numbers: number): Decision {
  const { evidence, style } = column;
  const { decimalChar, groupChar } = style;
  const { name } = evidence;
  const span = evidence.spans[decimalChar];
  const [least, most] = evidence.decimals[decimalChar];
  const isText = evidence.kinds.figure > 0;
  const isWhole = span.allWhole && (!isText || most === 0);
  const decimals = isText && least === most && most > 0 && Number.isFinite(most) ? most : undefined;
  const field: Field = {
    name,
    type: isWhole ? "integer" : "number",
    ...(decimalChar === "," && !isWhole && { decimalChar }),
    ...(groupChar !== undefined && { groupChar }),
    ...(evidence.decorated !== undefined && { bareNumber: false }),
  };
  const decision = decided(withGaps(column, field, odd));
  if (groupChar !== undefined || decimalChar === "," || evidence.numbers.isAmbiguous)
    decision.guesses.push({
      column: name,
      what: `decimal sign ${JSON.stringify(decimalChar)}${groupChar === undefined ? "" : `, groups by ${JSON.stringify(groupChar)}`}`,
      why: "the cells of all columns together say so",
      how: "decimalChar (--decimal) or groupChar (--thousands)",
    });
  const model = isWhole ? wholeRole(column, numbers) : undefined;
  decision.field.langevin = {
    role: "number",
    reason: `${isWhole ? "whole numbers" : "numbers"}`,
    ...(decimals !== undefined && { decimals }),
  };
  if (model) Object.assign(decision.field, model);
  if (decision.field.langevin.role === "number") tellOddities(column, decision);
  return decision;
}

/** Names, or levels, that are whole numbers. */
function wholeRole({ evidence, style }: Column, numbers: number): Partial<Field> | undefined {
  const { distinct, name, step, first, rows } = evidence;
  const { low, high } = evidence.spans[style.decimalChar];
  if (step !== undefined && Number.isFinite(step) && Math.abs(step) === 1 && numbers === rows && rows > 5)
    return {
      langevin: {
        role: "identifier",
        reason: "counts the rows",
        generator: { kind: "sequence", start: first ?? 0, step },
      },
      constraints: { unique: true },
    };
  const isUnique = distinct.size >= numbers * 0.999;
  const isNamed = /(?:^|[_\s-])id$|^id(?:[_\s-]|$)|Id$|ID$|uuid|^key$|_key$/.test(name);
  const manySizes = low > 0 ? high / medianOf(evidence, style.decimalChar) > MANY_SIZES : false;
  if (isUnique && numbers > 20 && (isNamed || manySizes))
    return {
      langevin: {
        role: "identifier",
        reason: isNamed ? "all different, and named like one" : "all different, over many sizes",
        generator: { kind: "sequence", start: low, step: 1 },
      },
      constraints: { unique: true },
    };
  if (
    distinct.isExact &&
    distinctNumbers(evidence) <= LEVELS &&
    numbers >= ROWS_PER_LEVEL * distinctNumbers(evidence)
  ) {
    const levels = levelNumbers(evidence, style.decimalChar);
    const role = levels.length > 2 ? "ordinal" : "category";
    return {
      categories: levels,
      ...(role === "ordinal" && { categoriesOrdered: true }),
      langevin: { role, reason: `${levels.length} different whole numbers` },
    };
  }
  return undefined;
}

function distinctNumbers(evidence: Column["evidence"]): number {
  return valuesOf(evidence).filter(([, { figure }]) => figure).length;
}

function levelNumbers(evidence: Column["evidence"], sign: "." | ","): number[] {
  const numbers = valuesOf(evidence).map(([, { figure }]) => figure?.[sign]);
  return [...new Set(numbers.filter((value) => value !== undefined))].sort((a, b) => a - b);
}

function medianOf(evidence: Column["evidence"], sign: "." | ","): number {
  const levels = levelNumbers(evidence, sign);
  return levels[Math.floor(levels.length / 2)];
}

/** Notes values that stand for something else, angles and days in digits. */
function tellOddities(column: Column, { guesses, warnings }: Decision): void {
  const { evidence, style } = column;
  const { name } = evidence;
  const sign = style.decimalChar;
  const span = evidence.spans[sign];
  const levels = levelNumbers(evidence, sign);
  for (const [key, { count, figure }] of valuesOf(evidence)) {
    const value = figure?.[sign];
    if (value === undefined || count < 2 || !SENTINEL.test(String(key).trim())) continue;
    const others = levels.filter((other) => other !== value);
    if (others.length < 3) continue;
    const [low, high] = [others[0], others[others.length - 1]];
    const away = value < low ? low - value : value > high ? value - high : -1;
    const middle = others[Math.floor(others.length * 0.95)] - others[Math.floor(others.length * 0.05)];
    if (away < 0 || away < 0.5 * middle) continue;
    warnings.push(
      `column ${JSON.stringify(name)}: ${counted(count, "row")} have the value ${value}, far from the others (${low} to ${high}). ` +
        `Where it stands for a missing value: --missing ${String(key).trim()}`,
    );
  }
  if (
    /direction|angle|bearing|heading|azimuth|(?:^|_)deg/i.test(name) &&
    span.low >= 0 &&
    span.high <= 360 &&
    span.high > 270
  )
    guesses.push({
      column: name,
      what: "a number from 0 to 360, not an angle",
      why: "only its name says so",
      how: byField(name, 'langevin { role: "cyclic", period: 360 }'),
    });
}
