import { parse } from "csv-parse/sync";
import { readCell } from "./cells.ts";
import { TableError } from "./table.ts";

const separators = ["\t", ";", ",", " "];

/** A file's cells, trimmed, row by row (rows may differ in length), and the separator they were found with. */
export function splitCells(name: string, bytes: Uint8Array): { cells: string[][]; separator: string } {
  const text = decode(name, bytes);
  if (text.trim() === "") throw new TableError("empty", `${name} is empty.`);
  const separator = findSeparator(text);
  try {
    return { cells: split(text, separator), separator };
  } catch (error) {
    throw new TableError("malformed", `${name} is not a valid CSV file: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

function decode(name: string, bytes: Uint8Array): string {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const encoding = !utf16 ? "utf-8" : bytes[0] === 0xff ? "utf-16le" : "utf-16be";
  const text = new TextDecoder(encoding).decode(bytes);
  // No text file has these; spreadsheets, archives, pictures and Parquet files do.
  if (/[\u0000-\u0008]/.test(text.slice(0, 65_536)))
    throw new TableError("binary", `${name} is a binary file; export it as CSV (plain text) first.`);
  return text;
}

/** The separator that finds the most numbers in the first lines of equal length; blanks only where no other finds any. */
function findSeparator(text: string): string {
  let end = 0;
  for (let line = 0; line < 50 && end >= 0; line++) end = text.indexOf("\n", end + 1);
  const head = end < 0 ? text : text.slice(0, end);
  let best = ",";
  let most = 0;
  for (const separator of separators) {
    if (separator === " " && most > 0) break;
    const numbers = countNumbers(head, separator);
    if (numbers > most) [best, most] = [separator, numbers];
  }
  return best;
}

function countNumbers(head: string, separator: string): number {
  let lines: string[][];
  try {
    lines = split(head, separator);
  } catch {
    lines = split(head, separator, { quote: null }); // a quoted field may go on beyond the head, or never end
  }
  const byWidth = new Map<number, number>();
  for (const line of lines) {
    const numbers = line.filter((cell) => !Number.isNaN(readCell(cell, separator) ?? NaN)).length;
    byWidth.set(line.length, (byWidth.get(line.length) ?? 0) + numbers);
  }
  return Math.max(0, ...byWidth.values());
}

function split(text: string, separator: string, { quote = '"' as string | null } = {}): string[][] {
  const input = separator === " " ? text.replace(/^[ \t]+|[ \t]+$/gm, "").replace(/[ \t]+/g, " ") : text;
  return parse(input, {
    delimiter: separator,
    quote,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  });
}
