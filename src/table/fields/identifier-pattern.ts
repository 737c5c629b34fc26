import { invalid } from "../../support/errors.ts";
import { quote } from "../../support/show.ts";

/**
 * Texts by number: for a pattern of literal characters, `\d`, classes as `[A-Z0-9]` and counts as `{4}`. Positions are read as
 * digits of one number n, of which text `index` has n = (a·index + b) mod N, with N texts in all and a prime to N: a
 * permutation of 0 … N − 1, so that different indices have different texts.
 */
export interface IdentifierPattern {
  /** N, how many texts there are. */
  readonly capacity: bigint;
  /** The text of an index below the capacity. */
  at(index: number): string;
}

/** @throws LangevinError "invalid-argument" for what is no such pattern */
export function identifierPattern(where: string, pattern: string): IdentifierPattern {
  const positions = positionsOf(where, pattern);
  const capacity = positions.reduce((product, characters) => product * BigInt(characters.length), 1n);
  const factor = coprimeNear(capacity, (capacity * 618034n) / 1000000n);
  const shift = (capacity * 377541n) / 1000000n;
  return {
    capacity,
    at(index) {
      let rest = (factor * BigInt(index) + shift) % capacity;
      let text = "";
      for (const characters of [...positions].reverse()) {
        const size = BigInt(characters.length);
        text = characters[Number(rest % size)] + text;
        rest /= size;
      }
      return text;
    },
  };
}

/** Whether a text is a pattern; a regular expression of signs, classes and counts is one. */
export function isIdentifierPattern(pattern: string): boolean {
  return readPositions(pattern) !== undefined;
}

/** Characters that a text may have. */
const MOST_POSITIONS = 1000;

/** The characters that each position may have. */
function positionsOf(where: string, pattern: string): string[][] {
  const positions = readPositions(pattern);
  if (!positions) throw invalid(where, "a generator.pattern of characters, \\d, [classes] and {counts}", pattern);
  return positions;
}

function readPositions(pattern: string): string[][] | undefined {
  const positions: string[][] = [];
  let at = 0;
  for (const match of pattern.matchAll(
    /(?:\\d|\\([^A-Za-z0-9])|\[((?:[^\]\\^]|\\.)+)\]|([^\\[\]{}()*+?|.^$]))(?:\{(\d{1,3})\})?/gu,
  )) {
    if (match.index !== at) break;
    at += match[0].length;
    const [whole, escaped, members, literal, count] = match;
    const characters =
      members !== undefined ? membersOf(members) : whole.startsWith("\\d") ? DIGITS : [escaped ?? literal];
    if (positions.length > MOST_POSITIONS) return undefined;
    for (let i = 0; i < Number(count ?? 1); i++) positions.push(characters);
  }
  const isWhole = at === pattern.length && positions.length > 0 && positions.length <= MOST_POSITIONS;
  return isWhole && positions.every(({ length }) => length > 0) ? positions : undefined;
}

const DIGITS = [..."0123456789"];

/** The characters of a class such as "A-Z0-9", each once. */
function membersOf(members: string): string[] {
  const found = new Set<string>();
  for (const [, from, to, single] of members.matchAll(/([^\\])-([^\\])|\\?(.)/gu)) {
    if (single !== undefined) found.add(single);
    else for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) found.add(String.fromCharCode(code));
  }
  return [...found];
}

function coprimeNear(n: bigint, start: bigint): bigint {
  for (let a = start > 0n ? start : 1n; ; a++) if (greatestCommonDivisor(a, n) === 1n) return a;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b > 0n) [a, b] = [b, a % b];
  return a;
}

/** The narrowest pattern, position by position, of texts of one length; undefined of others. */
export function patternOfTexts(texts: readonly string[]): string | undefined {
  const characters = texts.map((text) => [...text]);
  const { length } = characters[0] ?? [];
  if (!length || length > 128 || characters.some((each) => each.length !== length)) return undefined;
  const classes = Array.from({ length }, (_, i) => classOf(new Set(characters.map((each) => each[i]))));
  return classes
    .join("")
    .replace(/(\\d|\[[^\]]+\])\1+/g, (run: string, one: string) => `${one}{${run.length / one.length}}`);
}

const CLASSES: readonly [RegExp, string][] = [
  [/^\d$/, "\\d"],
  [/^[a-z]$/, "[a-z]"],
  [/^[A-Z]$/, "[A-Z]"],
  [/^[0-9a-f]$/, "[0-9a-f]"],
  [/^[0-9A-F]$/, "[0-9A-F]"],
  [/^[0-9a-z]$/, "[0-9a-z]"],
  [/^[0-9A-Z]$/, "[0-9A-Z]"],
  [/^[A-Za-z]$/, "[A-Za-z]"],
];

function classOf(seen: ReadonlySet<string>): string {
  if (seen.size === 1) {
    const [only] = seen;
    return /^[A-Za-z0-9\s_-]$/.test(only) || !/^[!-/:-@[-`{-~]$/.test(only) ? only : `\\${only}`;
  }
  for (const [expression, name] of CLASSES) if ([...seen].every((each) => expression.test(each))) return name;
  return "[0-9A-Za-z]";
}

/** @throws LangevinError "invalid-argument" if so many identifiers do not exist */
export function checkCapacity(where: string, pattern: string, capacity: bigint, count: number): void {
  if (BigInt(count) > capacity)
    throw invalid(where, `at most ${capacity} rows, as ${quote(pattern)} has that many identifiers`, count);
}
