import type { Cell } from "../../data/data-table.ts";
import { isMissing, isMissingNumber, NumberEvidence, type GivenStyle } from "../../formats/index.ts";
import { DistinctCounts, type Key } from "./distinct-counts.ts";
import { decimalsOf, figureOf, isDecorated, type Figure } from "./figure.ts";
import { MomentEvidence } from "./moment-evidence.ts";

/**
 * What a cell is by itself: a gap, a word that is a gap among numbers, a figure, a word that has no number in it, or a value
 * that a program gave.
 */
export type CellKind = "gap" | "marker" | "figure" | "word" | "number" | "bigint" | "boolean" | "moment";

/** A different value of a column. */
export interface Value {
  count: number;
  readonly kind: CellKind;
  readonly figure?: Figure | undefined;
}

/** Different values of a column that are kept. */
const DISTINCT = 10_000;
/** Different words and markers of which each is kept. */
const WORDS = 100;

/** Least and greatest number, and whether all are whole. */
interface Span {
  low: number;
  high: number;
  allWhole: boolean;
  /** Rows. */
  count: number;
}

/** What the cells of one column say, gathered one by one, in bounded memory. */
export class ColumnEvidence {
  readonly name: string;
  /** Texts that are gaps here, beside the usual ones. */
  private readonly missing: ReadonlySet<string>;
  private readonly groupChar: GivenStyle["groupChar"];
  rows = 0;
  /** Cells that are null, NaN or not there. */
  nulls = 0;
  readonly kinds: Record<CellKind, number> = {
    ...{ gap: 0, marker: 0, figure: 0, word: 0, number: 0, bigint: 0, boolean: 0, moment: 0 },
  };
  readonly distinct = new DistinctCounts<Value>(DISTINCT);
  readonly numbers = new NumberEvidence();
  readonly moments = new MomentEvidence();
  /** Rows of each gap's or marker's text. */
  readonly gapTexts = new Map<string, number>();
  /** Rows of each word, as long as they are few. */
  readonly words = new Map<string, number>();
  /** By either decimal sign, and of typed numbers. */
  readonly spans = { ".": newSpan(), ",": newSpan() };
  /** Texts with a zero before other digits, such as 007. */
  leadingZeros: string | undefined;
  /** A whole number of more digits than f64 holds. */
  tooLong: string | undefined;
  /** A number with signs around it, such as $1.2 or 5%. */
  decorated: string | undefined;
  /** Whether all typed moments are midnights. */
  midnights = true;
  /** Digits behind the decimal sign, least and most: where it is a point, and where a comma. */
  readonly decimals = { ".": [Infinity, 0], ",": [Infinity, 0] };
  /** The difference between every number and the one before it; NaN where it changes, or a cell is none. */
  step: number | undefined;
  private last: number | undefined;
  first: number | undefined;

  constructor(
    name: string,
    { missing, groupChar }: { missing: ReadonlySet<string>; groupChar: GivenStyle["groupChar"] },
  ) {
    this.name = name;
    this.missing = missing;
    this.groupChar = groupChar;
  }

  /** Rows with a value. */
  get present(): number {
    return this.rows - this.nulls - this.kinds.gap;
  }

  add(cell: Cell | undefined): void {
    this.rows++;
    if (cell === null || cell === undefined || cell !== cell) return void this.nulls++;
    const key = cell instanceof Date ? cell.getTime() : cell;
    const known = this.distinct.count(key);
    const value = known ?? this.look(cell, key);
    if (!known) this.distinct.add(key, value);
    const { kind, figure } = value;
    this.kinds[kind]++;
    if (kind === "gap" || kind === "marker") countOf(this.gapTexts, key as string);
    else if (kind === "word") countOf(this.words, key as string);
    this.follow(figure?.["."] ?? figure?.[","]);
    if (figure) this.countFigure(figure);
  }

  private countFigure(figure: Figure): void {
    if (figure["."] !== undefined) widen(this.spans["."], figure["."]);
    if (figure[","] !== undefined) widen(this.spans[","], figure[","]);
  }

  private follow(value: number | undefined): void {
    if (value === undefined) this.step = NaN;
    else if (this.last === undefined) this.first = value;
    else if (this.step === undefined) this.step = value - this.last;
    else if (value - this.last !== this.step) this.step = NaN;
    this.last = value ?? NaN;
  }

  /** What a value is that was not seen, or is not kept. */
  private look(cell: Exclude<Cell, null>, key: Key): Value {
    if (typeof cell === "string") return this.lookAtText(cell);
    if (cell instanceof Date) {
      this.midnights &&= (key as number) % 86_400_000 === 0;
      return { count: 1, kind: "moment", figure: { ".": key as number } };
    }
    if (typeof cell === "boolean") return { count: 1, kind: "boolean" };
    const value = Number(cell);
    if (!Number.isFinite(value)) return { count: 1, kind: "gap" };
    if (Number.isInteger(value) && !Number.isSafeInteger(value) && typeof cell === "bigint") this.tooLong ??= `${cell}`;
    return { count: 1, kind: typeof cell as "number" | "bigint", figure: { ".": value } };
  }

  private lookAtText(text: string): Value {
    if (this.missing.has(text) || isMissing(text)) return { count: 1, kind: "gap" };
    if (isMissingNumber(text)) return { count: 1, kind: "marker" };
    if (/\d/.test(text)) {
      if (/^[-+]?0{2,4}[-/.]?0{2}[-/.]?0{2,4}(?: 00:00:00)?$/.test(text)) return { count: 1, kind: "marker" };
      this.moments.add(text);
    }
    const figure = text.length <= 60 ? figureOf(text, this.groupChar) : undefined;
    if (!figure) return { count: 1, kind: "word" };
    this.numbers.add(text);
    const trimmed = text.trim();
    if (/^[-+]?0\d/.test(trimmed)) this.leadingZeros ??= text;
    if (/^[-+]?\d{16,}$/.test(trimmed) && !Number.isSafeInteger(Number(trimmed))) this.tooLong ??= text;
    if (isDecorated(text)) this.decorated ??= text;
    for (const sign of [".", ","] as const) {
      const decimals = decimalsOf(trimmed, sign);
      const range = this.decimals[sign];
      range[0] = Math.min(range[0], decimals);
      range[1] = Math.max(range[1], decimals < 0 ? Infinity : decimals);
    }
    return { count: 1, kind: "figure", figure };
  }
}

function newSpan(): Span {
  return { low: Infinity, high: -Infinity, allWhole: true, count: 0 };
}

function widen(span: Span, value: number): void {
  if (value < span.low) span.low = value;
  if (value > span.high) span.high = value;
  span.allWhole &&= Number.isInteger(value);
  span.count++;
}

function countOf(counts: Map<string, number>, text: string): void {
  const count = counts.get(text);
  if (count !== undefined || counts.size < WORDS) counts.set(text, (count ?? 0) + 1);
}
