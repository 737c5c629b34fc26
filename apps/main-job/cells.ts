const missingWords = new Set([
  "",
  "?",
  ".",
  "-",
  "na",
  "n/a",
  "nan",
  "null",
  "none",
  "inf",
  "-inf",
  "infinity",
  "-infinity",
]);
const numberShape = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const decimalComma = /^[+-]?\d*,\d+(e[+-]?\d+)?$/i;

/** What a cell says: a number, `NaN` for a missing value, or `undefined` for a word. */
export function readCell(cell: string | undefined, separator: string): number | undefined {
  if (cell === undefined || missingWords.has(cell.toLowerCase())) return NaN;
  const text = separator !== "," && decimalComma.test(cell) ? cell.replace(",", ".") : cell;
  if (!numberShape.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : NaN;
}

/**
 * Whether the first row names the columns: there is a column of numbers with a word on top, or nothing but words, no two
 * of them equal.
 *
 * @param others rows below it, a thousand at most
 */
export function hasHeader(first: string[], others: string[][], separator: string): boolean {
  const words = first.map((cell) => readCell(cell, separator) === undefined);
  const namesNumbers = words.some((word, j) => {
    if (!word) return false;
    const read = others.map((row) => readCell(row[j], separator)).filter((value) => !Number.isNaN(value));
    return read.filter((value) => value !== undefined).length > read.length / 2;
  });
  return namesNumbers || (words.every(Boolean) && new Set(first).size === first.length);
}

/** Names for `width` columns, unique and not empty. */
export function nameColumns(header: string[] | undefined, width: number): string[] {
  const taken = new Set<string>();
  return Array.from({ length: width }, (_, j) => {
    const wanted = header?.[j] || `column ${j + 1}`;
    let name = wanted;
    for (let copy = 2; taken.has(name); copy++) name = `${wanted} (${copy})`;
    taken.add(name);
    return name;
  });
}
