import { counted } from "../support/show.ts";
import { LangevinError } from "../support/errors.ts";
import { kindOf } from "./cell-kind.ts";
import { findCut, isShifted, type Cut } from "./delimiter.ts";
import type { TableDialect } from "./dialect.ts";
import { guessHeader, isUnitsRow, rowNumbersFrom } from "./header.ts";
import { nameColumns } from "./names.ts";
import { delimiterName, type ReadingNote } from "./notes.ts";
import { findQuoting } from "./quoting.ts";
import type { TextRecord } from "./records.ts";

/** What is known about a file before it is read, as `readRows` takes it. */
export interface HeadOptions {
  delimiter: string | undefined;
  quote: string | undefined;
  comment: string | undefined;
  header: boolean | undefined;
  skipLines: number | undefined;
  rowNumbers: "drop" | "keep" | undefined;
  maxRowLength: number;
}

/** A file as its first lines show it. */
export interface Head {
  names: string[];
  /** Cells of a row in the file. */
  width: number;
  /** Names as the file has them, to know them again further down. */
  header: readonly string[] | undefined;
  /** Lines that are left out before rows are cut. */
  skip: number;
  /** Lines from here on hold rows, counted from 1. */
  firstLine: number;
  dialect: TableDialect;
  notes: ReadingNote[];
}

/**
 * Understands a file by its first lines.
 *
 * @param text   whole lines
 * @param whole  whether the file ends here
 * @throws LangevinError "invalid-data" where there is no table
 */
export function understandHead(where: string, text: string, whole: boolean, options: HeadOptions): Head {
  const notes: ReadingNote[] = [];
  const lines = text.split(/\r\n|\n|\r/, 1000);
  const separator = /^sep=(.)$/i.exec(lines[0]);
  const skip = options.skipLines ?? (separator ? 1 : 0);
  const quoteChar = options.quote ?? findQuote(lines, notes);
  const comments = leadingComments(lines, skip);
  const commentChar = options.comment ?? (comments.length > 0 ? comments[0].trimStart()[0] : "");
  const settings = { quoteChar, commentChar, maxRowLength: options.maxRowLength };
  const cut = findCut(where, textFrom(text, skip), whole, settings, options.delimiter ?? separator?.[1]);
  const { delimiter, records, width } = cut;
  if (records.length === 0) {
    if (cut.error !== undefined) throw cut.error;
    throw new LangevinError("invalid-data", `${where}: expected a table, got a file without a row`);
  }
  if (cut.error !== undefined) throw cut.error;
  const start = options.skipLines === undefined ? pastTitle(cut) : 0;
  notes.push(...noteLines(cut, start, skip, separator !== null, options));
  if (comments.length > 0 && commentChar !== "")
    notes.push({
      about: "comments",
      text: `lines that start with ${JSON.stringify(commentChar)} are comments (${counted(comments.length, "line")} above the table)`,
      option: "comment",
    });
  notes.push({ about: "delimiter", text: `the delimiter is ${delimiterName(delimiter)}`, option: "delimiter" });

  const header = readHeader(cut, start, options.header, comments, notes);
  const body = records.slice(header.next).filter(({ cells }) => cells.length === width);
  const below = body.map(({ cells }) => cells);
  const units = header.names && below.length > 2 && isUnitsRow(below[0], below.slice(1)) ? below[0] : undefined;
  if (units) notes.push({ about: "units", text: `line ${body[0].line + skip} has the columns' units and is no row` });
  const values = units ? below.slice(1) : below;
  const rowNumbers = findRowNumbers(header, values, width, options, notes);
  const { names, writtenNames } = nameColumns(header.names, width, header.isShifted, rowNumbers !== undefined, notes);
  const next = records[header.next + (units ? 1 : 0)] as TextRecord | undefined;
  const quoting = quoteChar === "" ? undefined : findQuoting(lines.slice(skip), delimiter, quoteChar);
  const dialect: TableDialect = {
    ...{ delimiter, quoteChar, lineTerminator: lineTerminator(text), header: header.names !== undefined },
    ...(header.line === undefined ? {} : { headerRows: [header.line + skip] }),
    ...(commentChar === "" ? {} : { commentChar }),
    ...(quoting && quoting !== "minimal" ? { quoting } : {}),
    ...(hasInitialSpace(lines.slice(skip), delimiter) ? { skipInitialSpace: true } : {}),
    ...(units ? { units: units.slice(rowNumbers ? 1 : 0) } : {}),
    ...(writtenNames ? { writtenNames } : {}),
    ...(rowNumbers ? { rowNumbers } : {}),
  };
  const firstLine = skip + (next?.line ?? records[header.next - 1].line + 1);
  return { names, width, header: header.names, skip, firstLine, dialect, notes };
}

/** Where the table starts: past a title that a spreadsheet has filled up with empty cells. */
function pastTitle({ records, start, width }: Cut): number {
  const filled = ({ cells }: TextRecord) => cells.filter((cell) => cell !== "").length;
  let at = start;
  while (width > 2 && at + 2 < records.length && filled(records[at]) === 1) {
    const next = records[at + 1];
    const areNames = next.cells.every((cell) => cell === "" || kindOf(cell) === "word");
    if (!(filled(next) === 1 || (areNames && filled(next) > width / 2))) return start;
    at++;
  }
  return at;
}

function noteLines(
  { records }: Cut,
  start: number,
  skip: number,
  isSeparator: boolean,
  options: HeadOptions,
): ReadingNote[] {
  const notes: ReadingNote[] = [];
  if (isSeparator && options.skipLines === undefined)
    notes.push({ about: "lines above", text: "line 1 names the delimiter", option: "skipLines" });
  else if (skip > 0)
    notes.push({ about: "lines above", text: `${counted(skip, "line")} skipped`, option: "skipLines" });
  if (start > 0) {
    const [first, last] = [records[0].line + skip, records[start].line + skip - 1];
    const which = first === last ? `line ${first} is` : `lines ${first} to ${last} are`;
    const shown = JSON.stringify(records[0].cells.filter((cell) => cell !== "").join(" ").slice(0, 40)); // prettier-ignore
    notes.push({ about: "lines above", text: `${which} above the table (${shown})`, option: "skipLines" });
  }
  return notes;
}

interface HeaderFound {
  /** Cells of the names' line, one fewer than cells of a row where they are shifted. */
  names: string[] | undefined;
  isShifted: boolean;
  line?: number;
  /** The record after it. */
  next: number;
}

function readHeader(
  { records, width, delimiter }: Cut,
  start: number,
  wanted: boolean | undefined,
  comments: readonly string[],
  notes: ReadingNote[],
): HeaderFound {
  const { cells, line } = records[start];
  if (wanted !== false && isShifted(records, start, width)) {
    const text = "the first row has one name fewer than the others have cells: the names belong to the last cells";
    notes.push({ about: "header", text, option: "header" });
    return { names: cells, isShifted: true, line, next: start + 1 };
  }
  const below = records.slice(start + 1).map((record) => record.cells);
  const guess = guessHeader(cells, below);
  const isHeader = wanted ?? guess.isHeader;
  if (!isHeader && wanted === undefined) {
    const names = namesInComment(comments.at(-1), delimiter, width);
    if (names) {
      notes.push({ about: "header", text: "the last comment above the table names the columns", option: "header" });
      return { names, isShifted: false, next: start };
    }
  }
  const what = isHeader ? "names the columns" : "is a row of values; columns have no names";
  const why = wanted === undefined ? `: ${guess.reason}` : "";
  notes.push({ about: "header", text: `the first row ${what}${why}`, option: "header" });
  return isHeader
    ? { names: cells, isShifted: false, line, next: start + 1 }
    : { names: undefined, isShifted: false, next: start };
}

/** Names after a comment sign, as NumPy writes them. */
function namesInComment(comment: string | undefined, delimiter: string, width: number): string[] | undefined {
  const text = comment?.trim().replace(/^[#%]+\s*/, "");
  if (!text) return undefined;
  const names = (delimiter === " " ? text.split(/[ \t]+/) : text.split(delimiter)).map((name) => name.trim());
  const areNames = names.length === width && names.every((name) => kindOf(name) === "word");
  return areNames && new Set(names).size === width ? names : undefined;
}

function findRowNumbers(
  { names, isShifted: shifted }: HeaderFound,
  values: readonly (readonly string[])[],
  width: number,
  options: HeadOptions,
  notes: ReadingNote[],
): TableDialect["rowNumbers"] {
  const isNameless = names !== undefined && (shifted || names[0] === "" || /^Unnamed: 0$/.test(names[0]));
  if (!isNameless || width < 2 || options.rowNumbers === "keep") return undefined;
  const start = rowNumbersFrom(values.map((cells) => cells[0]));
  if (start === undefined) return undefined;
  const text = `the first column, which has no name, counts the rows from ${start} and is left out`;
  notes.push({ about: "row numbers", text, option: "rowNumbers" });
  return shifted ? { start } : { start, name: names[0] };
}

/** Lines above the table that start with # or %, unless a delimiter follows: then it is a name. */
function leadingComments(lines: readonly string[], skip: number): string[] {
  const comments: string[] = [];
  for (const line of lines.slice(skip)) {
    if (line.trim() === "") continue;
    const isComment =
      /^\s*[#%](?![,;\t|"])/.test(line) && (comments.length === 0 || line.trim()[0] === comments[0].trim()[0]);
    if (!isComment) break;
    comments.push(line);
  }
  // "#chrom" over rows is a name; "# a, b" a comment
  const isName = comments.length === 1 && /^\s*#\w/.test(comments[0]) && /[,;\t|]/.test(comments[0]);
  return isName ? [] : comments;
}

/** `'` where lines have cells in it and `"` nowhere. */
function findQuote(lines: readonly string[], notes: ReadingNote[]): string {
  if (lines.some((line) => line.includes('"'))) return '"';
  const full = lines.filter((line) => line !== "");
  const quoted = full.filter((line) => /(?:^|[,;\t|])\s*'[^']*'\s*(?=[,;\t|]|$)/.test(line));
  if (full.length === 0 || quoted.length < full.length / 2) return '"';
  notes.push({ about: "quote", text: "cells are quoted by '", option: "quote" });
  return "'";
}

/** A text without its first lines. */
function textFrom(text: string, line: number): string {
  let at = 0;
  for (let i = 0; i < line; i++) {
    const end = /\r\n|\n|\r/g;
    end.lastIndex = at;
    const found = end.exec(text);
    if (!found) return "";
    at = found.index + found[0].length;
  }
  return text.slice(at);
}

function lineTerminator(text: string): "\n" | "\r\n" | "\r" {
  const counts = { "\r\n": 0, "\n": 0, "\r": 0 };
  for (const [end] of text.matchAll(/\r\n|\n|\r/g)) counts[end as "\n"]++;
  const most = Math.max(...Object.values(counts));
  if (counts["\n"] === most) return "\n";
  return counts["\r\n"] === most ? "\r\n" : "\r";
}

function hasInitialSpace(lines: readonly string[], delimiter: string): boolean {
  if (/\s/.test(delimiter)) return false;
  const cut = lines.filter((line) => line.includes(delimiter)).slice(0, 100);
  return (
    cut.length > 0 &&
    cut.every((line) =>
      line
        .split(delimiter)
        .slice(1)
        .every((cell) => /^ \S/.test(cell)),
    )
  );
}
