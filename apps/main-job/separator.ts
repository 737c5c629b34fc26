import { parse } from "csv-parse/sync";
import { readCell } from "./cells.ts";
import type { Separator } from "./table.ts";

const separators: Separator[] = ["\t", ";", ",", " "];

/** How csv-parse reads a table whose cells are kept apart by `separator`. */
export function parserOptions(separator: Separator) {
  return {
    delimiter: separator,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  };
}

/** The separator that finds the most numbers in lines of equal length; blanks only where no other finds any. */
export function findSeparator(lines: string): Separator {
  let best: Separator = ",";
  let most = 0;
  for (const separator of separators) {
    if (separator === " " && most > 0) break;
    const numbers = countNumbers(lines, separator);
    if (numbers > most) [best, most] = [separator, numbers];
  }
  return best;
}

/** Whole lines, or the last of a text, with one blank between cells and none around them. */
export function squeezeBlanks(lines: string): string {
  return lines.replace(/^[ \t]+|[ \t]+$/gm, "").replace(/[ \t]+/g, " ");
}

function countNumbers(text: string, separator: Separator): number {
  const input = separator === " " ? squeezeBlanks(text) : text;
  let lines: string[][];
  try {
    lines = parse(input, parserOptions(separator));
  } catch {
    lines = parse(input, { ...parserOptions(separator), quote: null }); // a quoted field may go on beyond, or never end
  }
  const byWidth = new Map<number, number>();
  for (const line of lines) {
    const numbers = line.filter((cell) => !Number.isNaN(readCell(cell, separator) ?? NaN)).length;
    byWidth.set(line.length, (byWidth.get(line.length) ?? 0) + numbers);
  }
  return [...byWidth.values()].reduce((a, b) => Math.max(a, b), 0);
}
