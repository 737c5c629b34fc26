import type { Cell } from "../../data/data-table.ts";
import type { Field, FieldModel } from "../schema/table-schema.ts";
import { invalid } from "../../support/errors.ts";
import { checkCapacity, identifierPattern, patternOfTexts } from "./identifier-pattern.ts";

/** How identifiers are made anew. */
export type Generator = NonNullable<FieldModel["generator"]>;

/** Rows that a pattern is read off, at most. */
const MOST_READ = 10_000;

/**
 * How the identifiers of a column are made: a sequence if they are numbers in steps, behind a common text or not; else a
 * pattern of their most frequent length.
 *
 * @param texts  one or more, as the column writes them
 */
export function findGenerator(texts: readonly string[]): Generator {
  return sequenceOf(texts) ?? { kind: "pattern", pattern: mostFrequentPattern(texts.slice(0, MOST_READ)) };
}

/**
 * Identifiers of rows first … first + count − 1: no two are equal, of this call or of another one with other rows. They are
 * not compared with those of the training rows.
 *
 * @throws LangevinError "invalid-argument" if the pattern has not so many, or a sequence goes beyond 2⁵³
 */
export function identifierCells(where: string, field: Field, first: number, count: number): Cell[] {
  const generator = field.langevin?.generator ?? { kind: "sequence", start: 1, step: 1 };
  const at = `${where}: column ${JSON.stringify(field.name)}`;
  const isNumber = field.type === "integer" || field.type === "number";
  if (generator.kind === "sequence") {
    const { start, step, prefix = "", width = 0 } = generator;
    checkSequence(at, start + (first + count - 1) * (step || 1));
    return Array.from({ length: count }, (_, i) => {
      const value = start + (first + i) * (step || 1);
      return isNumber ? value : prefix + String(value).padStart(width, "0");
    });
  }
  const pattern = identifierPattern(at, generator.pattern);
  checkCapacity(at, generator.pattern, pattern.capacity, first + count);
  return Array.from({ length: count }, (_, i) => {
    const text = pattern.at(first + i);
    return isNumber && Number.isSafeInteger(Number(text)) ? Number(text) : text;
  });
}

function checkSequence(where: string, last: number): void {
  if (Math.abs(last) > Number.MAX_SAFE_INTEGER)
    throw invalid(where, `rows whose numbers are within ${Number.MAX_SAFE_INTEGER}`, last);
}

function sequenceOf(texts: readonly string[]): Generator | undefined {
  const parts = texts.map((text) => /^(.*?)(\d{1,15})$/s.exec(text));
  const [first] = parts;
  if (!first || parts.some((part) => part?.[1] !== first[1])) return undefined;
  const digits = parts.map((part) => (part as RegExpExecArray)[2]);
  const hasZeros = digits.some((each) => each.length > 1 && each.startsWith("0"));
  const width = digits.reduce((most, each) => Math.max(most, each.length), 0);
  if (hasZeros && digits.some((each) => each.length !== width)) return undefined;
  const numbers = digits.map(Number).sort((a, b) => a - b);
  const step = numbers.length > 1 ? numbers[1] - numbers[0] : 1;
  if (step <= 0 || numbers.some((number, i) => i > 0 && number - numbers[i - 1] !== step)) return undefined;
  return {
    ...{ kind: "sequence" as const, start: numbers[0], step },
    ...(first[1] !== "" && { prefix: first[1] }),
    ...(hasZeros && { width }),
  };
}

function mostFrequentPattern(texts: readonly string[]): string {
  const byLength = new Map<number, string[]>();
  for (const text of texts) {
    const known = byLength.get(text.length);
    if (known) known.push(text);
    else byLength.set(text.length, [text]);
  }
  const [most] = [...byLength.values()].sort((a, b) => b.length - a.length);
  return wideEnough(patternOfTexts(most)) ?? "[0-9A-Za-z]{12}";
}

/** A pattern that varies; what is constant names nothing. */
function wideEnough(pattern: string | undefined): string | undefined {
  return pattern !== undefined && /\\d|\[/.test(pattern) ? pattern : undefined;
}
