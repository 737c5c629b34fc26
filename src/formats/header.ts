import { kindOf, numberOf } from "./cell-kind.ts";

/** Rows that decide about the first ones. */
const MOST_ROWS = 1000;

/** Whether a first row names the columns, and why. */
export interface HeaderGuess {
  isHeader: boolean;
  reason: string;
}

/**
 * Whether the first row of a table names its columns: words over numbers, consecutive years over values of another size, a
 * matrix's 0, 1, 2, or words that no row below repeats.
 *
 * @param first  its cells
 * @param below  the rows below it
 */
export function guessHeader(first: readonly string[], below: readonly (readonly string[])[]): HeaderGuess {
  const rows = below.slice(0, MOST_ROWS);
  if (rows.length === 0) {
    const isHeader = first.every((cell) => kindOf(cell) === "word");
    return { isHeader, reason: isHeader ? "it has words alone" : "it has values" };
  }
  if (countsUp(first, rows)) return { isHeader: true, reason: "it counts up, the rows below do not" };
  let votes = 0;
  for (let j = 0; j < first.length; j++) votes += vote(first[j], rows.map((row) => row[j] ?? "")); // prettier-ignore
  if (votes > 0) return { isHeader: true, reason: "it has words where the rows below have values of another kind" };
  if (votes < 0) return { isHeader: false, reason: "it has values of the kind that the rows below have" };
  const areNames = first.every((cell) => kindOf(cell) === "word") && new Set(first).size === first.length;
  return { isHeader: areNames, reason: areNames ? "it has different words alone" : "it has values" };
}

/** What one column says: above 0 for a name over values, below 0 for one more value. */
function vote(name: string, cells: readonly string[]): number {
  const kind = kindOf(name);
  if (kind === "missing") return 0;
  const values = cells.filter((cell) => kindOf(cell) !== "missing");
  if (values.length === 0) return 0;
  const share = (wanted: string) => values.filter((cell) => kindOf(cell) === wanted).length / values.length;
  const [numbers, moments] = [share("number"), share("moment")];
  if (numbers > 0.5) return kind === "number" ? -1 : 1;
  if (moments > 0.5) return kind === "moment" ? -1 : 1;
  if (kind !== "word") return 0;
  const repeats = values.includes(name);
  if (repeats) return -1;
  return new Set(values).size < values.length / 2 ? 0.5 : 0;
}

/** Whether numbers in a first row are consecutive integers, and what is below is of another kind: years, a matrix's 0, 1, 2. */
function countsUp(first: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const from = first.findIndex((cell) => kindOf(cell) === "number");
  if (from < 0 || from > first.length / 2 || first.length - from < 2) return false;
  // What stands before them are names, or nothing
  const before = first.slice(0, from);
  if (before.some((cell) => cell !== "" && kindOf(cell) !== "word")) return false;
  const numbers = first.slice(from).map((cell) => (/^\d{1,9}$/.test(cell) ? Number(cell) : NaN));
  if (!isSequence(numbers)) return false;
  const below = rows.map((row) => row.slice(from).map((cell) => numberOf(cell) ?? NaN));
  if (below.some(isSequence)) return false;
  const values = below.flat().filter((value) => !Number.isNaN(value));
  if (values.length === 0) return false;
  const [low, high] = [numbers[0], numbers[numbers.length - 1]];
  if (low === 0) return numbers.length > 2 || before.includes("") || values.some((value) => !Number.isInteger(value));
  const within = values.filter((value) => value >= low - 100 && value <= high + 100).length;
  return within < 0.05 * values.length;
}

function isSequence(numbers: readonly number[]): boolean {
  const step = numbers[1] - numbers[0];
  return step >= 1 && numbers.every((value, i) => i === 0 || value - numbers[i - 1] === step);
}

/** Whether the row below the names has the columns' units: short words over every column of numbers, nothing over words. */
export function isUnitsRow(row: readonly string[], below: readonly (readonly string[])[]): boolean {
  const rows = below.slice(0, MOST_ROWS);
  if (rows.length < 2) return false;
  let [units, numeric] = [0, 0];
  for (let j = 0; j < row.length; j++) {
    const cell = row[j];
    const kinds = rows.map((cells) => kindOf(cells[j] ?? "")).filter((kind) => kind !== "missing");
    const isNumeric = kinds.filter((kind) => kind === "number").length > 0.8 * kinds.length && kinds.length > 0;
    const isBracketed = /^[[(].{0,20}[\])]$/.test(cell) && kindOf(cell) === "word";
    const isUnit = isBracketed || (/^[^\d\s]\S{0,11}$|^1$/.test(cell) && kindOf(cell) === "word");
    if (isNumeric) {
      numeric++;
      if (isUnit) units++;
      else if (!/^(-|--|1|)$/.test(cell)) return false;
    } else if (!isBracketed && !/^(-|--|)$/.test(cell) && !kinds.every((kind) => kind === "moment")) return false;
  }
  return units > 0 && units >= numeric / 2;
}

/** Whether a column counts the rows: 0, 1, 2, … or 1, 2, 3, …; where from. */
export function rowNumbersFrom(cells: readonly string[]): number | undefined {
  const from = Number(cells[0]);
  if (cells.length < 2 || (cells[0] !== "0" && cells[0] !== "1")) return undefined;
  return cells.every((cell, i) => cell === String(from + i)) ? from : undefined;
}
