import { parse, type CsvError } from "csv-parse/browser/esm/sync";
import { LangevinError } from "../support/errors.ts";

/** How lines are cut into cells. */
export interface CutOptions {
  /** One character; " " stands for any run of blanks and tabs. */
  delimiter: string;
  /** The character around cells that hold a delimiter or a line end; "" for none. */
  quoteChar: string;
  /** What a line that is no row starts with; "" for none. */
  commentChar: string;
  /** Characters of a row at most. */
  maxRowLength: number;
}

/** A row's cells, and the line it starts in, counted from 1. */
export interface TextRecord {
  cells: string[];
  line: number;
}

/** Characters that are given to csv-parse at once. */
const GROUP = 1 << 16;

/**
 * Cuts text into records as it comes. CR, LF and CRLF all end a record outside quotes. Lines with quotes are read by
 * csv-parse, in groups that end with a record; lines without are split at their delimiters, which is the same and ten
 * times as fast. Cells have no blanks around them.
 */
export class RecordCutter {
  private readonly where: string;
  private readonly options: CutOptions;
  /** Text that is not a whole record yet, as it came. */
  private parts: string[] = [];
  private length = 0;
  /** Length that text with an open quote needs to have before it is worth another try. */
  private retryAt = 0;
  private line: number;
  private readonly out: TextRecord[] = [];

  /** @param firstLine  the number of the text's first line */
  constructor(where: string, options: CutOptions, firstLine = 1) {
    this.where = where;
    this.options = options;
    this.line = firstLine;
  }

  /** The records that end in this piece of the text. */
  push(text: string): TextRecord[] {
    this.parts.push(text);
    this.length += text.length;
    // A CR at the end may be half of a CRLF
    const mayEnd = /[\r\n]/.test(text) || this.parts.at(-2)?.endsWith("\r");
    if (mayEnd && this.length >= this.retryAt) {
      const pending = this.parts.join("");
      const end = lastLineEnd(pending);
      const taken = end > 0 ? this.cut(pending.slice(0, end)) : 0;
      this.keep(pending.slice(taken));
      this.retryAt = end > 0 && taken === 0 ? 2 * this.length : 0;
    }
    if (this.length > this.options.maxRowLength) {
      this.refuseOpenQuote(this.parts.join(""));
      throw this.bad(`a row of at most ${this.options.maxRowLength} characters in line ${this.line}`, "a longer one");
    }
    return this.out.splice(0);
  }

  /**
   * The records that are left at the end of the text.
   *
   * @throws LangevinError "invalid-data" for a quote that is never closed
   */
  end(): TextRecord[] {
    const text = this.parts.join("");
    if (text !== "") {
      const taken = this.cut(/[\r\n]$/.test(text) ? text : text + "\n");
      if (taken < text.length) this.refuseOpenQuote(text.slice(taken));
    }
    this.keep("");
    return this.out.splice(0);
  }

  private keep(text: string): void {
    this.parts = [text];
    this.length = text.length;
  }

  /** Cuts whole lines; returns how many characters were whole records. */
  private cut(block: string): number {
    const { quoteChar } = this.options;
    if (quoteChar === "" || !block.includes(quoteChar)) {
      this.split(block);
      return block.length;
    }
    let at = 0;
    while (at < block.length) {
      const quote = block.indexOf(quoteChar, at);
      const start = quote < 0 ? block.length : lineStart(block, quote, at);
      if (start > at) this.split(block.slice(at, start));
      if (start === block.length) return block.length;
      const end = this.cutQuoted(block, start);
      if (end < 0) return start;
      at = end;
    }
    return block.length;
  }

  /** Cuts a run of lines with quotes that starts at a record; returns its end, −1 where its last quote is left open. */
  private cutQuoted(block: string, start: number): number {
    const { quoteChar } = this.options;
    let [end, quotes, tried] = [start, 0, 0];
    while (end < block.length) {
      const next = lineEnd(block, end);
      const inLine = countIn(block, quoteChar, end, next);
      if (inLine === 0 && quotes % 2 === 0 && end > start && end - start >= 2 * tried) {
        if (this.parse(block.slice(start, end))) return end;
        tried = end - start;
      }
      quotes += inLine;
      end = next;
      if (quotes % 2 === 0 && end - start > Math.max(GROUP, 2 * tried)) {
        if (this.parse(block.slice(start, end))) return end;
        tried = end - start;
      }
    }
    return this.parse(block.slice(start)) ? block.length : -1;
  }

  /** Lines without quotes. */
  private split(block: string): void {
    const { delimiter, commentChar } = this.options;
    const lines = block.split(/\r\n|\n|\r/);
    lines.pop();
    for (const line of lines) {
      const isComment = commentChar !== "" && line.trimStart().startsWith(commentChar);
      if (!isComment) this.add(delimiter === " " ? line.trim().split(/[ \t]+/) : line.split(delimiter), this.line);
      this.line++;
    }
  }

  /** Lines with quotes; false where a quote is left open. */
  private parse(block: string): boolean {
    const { delimiter, quoteChar, commentChar } = this.options;
    const text = delimiter === " " ? squeezeBlanks(block, quoteChar) : block;
    let records: { record: string[]; info: { comment_lines: number } }[];
    try {
      records = parse(text, {
        delimiter,
        quote: quoteChar,
        escape: quoteChar,
        comment: commentChar || null,
        comment_no_infix: true,
        record_delimiter: ["\r\n", "\n", "\r"],
        relax_column_count: true,
        relax_quotes: true,
        ltrim: true,
        info: true,
      }) as unknown as typeof records;
    } catch (error) {
      if ((error as CsvError).code === "CSV_QUOTE_NOT_CLOSED") return false;
      throw error;
    }
    let { line } = this;
    for (const { record, info } of records) {
      const next = line + 1 + lineEndsIn(record);
      this.add(record, line + info.comment_lines);
      line = next;
    }
    this.line += countLines(block);
    return true;
  }

  private add(cells: string[], line: number): void {
    for (let i = 0; i < cells.length; i++) cells[i] = cells[i].trim();
    this.out.push({ cells, line });
  }

  private refuseOpenQuote(text: string): void {
    const { quoteChar } = this.options;
    if (quoteChar === "" || !text.includes(quoteChar)) return;
    const lines = countLines(text.slice(0, openQuote(text, quoteChar)));
    throw this.bad(`the quote (${quoteChar}) that opens a cell in line ${this.line + lines} to be closed`, "none");
  }

  private bad(expected: string, got: string): LangevinError {
    return new LangevinError("invalid-data", `${this.where}: expected ${expected}, got ${got}`);
  }
}

/** Where the last whole line of a text ends; a CR at its very end may go on with LF. */
function lastLineEnd(text: string): number {
  const feed = text.lastIndexOf("\n");
  const carriage = text.length < 2 ? -1 : text.lastIndexOf("\r", text.length - 2);
  return Math.max(feed, carriage) + 1;
}

/** Where the line that `at` is in starts, no earlier than `from`. */
function lineStart(text: string, at: number, from: number): number {
  let start = at;
  while (start > from && text[start - 1] !== "\n" && text[start - 1] !== "\r") start--;
  return start;
}

/** Where the line that starts at `at` ends, its line end included. */
function lineEnd(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10) return i + 1;
    if (code === 13) return text.charCodeAt(i + 1) === 10 ? i + 2 : i + 1;
  }
  return text.length;
}

function countIn(text: string, sign: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf(sign, from); at >= 0 && at < to; at = text.indexOf(sign, at + 1)) count++;
  return count;
}

/** Where the last line starts before which quotes come in pairs. */
function openQuote(text: string, quoteChar: string): number {
  let [at, open, quotes] = [0, 0, 0];
  while (at < text.length) {
    const next = lineEnd(text, at);
    if (quotes % 2 === 0) open = at;
    quotes += countIn(text, quoteChar, at, next);
    at = next;
  }
  return open;
}

/** How many line ends a text has. */
export function countLines(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

function lineEndsIn(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => (/[\r\n]/.test(cell) ? sum + countLines(cell) : sum), 0);
}

/** One blank between cells and none around a line, but for cells in quotes. */
function squeezeBlanks(text: string, quoteChar: string): string {
  const q = quoteChar.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const pattern = `((?<![^\\s])${q}(?:[^${q}]|${q}${q})*${q})|^[ \\t]+|[ \\t]+$|([ \\t]+)`;
  return text.replace(
    new RegExp(pattern, "gm"),
    (_, quoted?: string, blanks?: string) => quoted ?? (blanks ? " " : ""),
  );
}
