import { isMissingNumber } from "./missing.ts";
import { parseNumber } from "./numbers.ts";

/** What a cell looks like at first sight, before its column is known. */
export type CellKind = "missing" | "number" | "moment" | "word";

const moment = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d{1,2}:.*)?$|^\d{1,2}:\d{2}(?::\d{2}.*)?(?: ?[ap]m)?$/i;

export function kindOf(cell: string): CellKind {
  if (isMissingNumber(cell)) return "missing";
  if (numberOf(cell) !== undefined) return "number";
  return moment.test(cell) ? "moment" : "word";
}

/** The number that a cell is in any style. */
export function numberOf(cell: string): number | undefined {
  return (
    parseNumber(cell) ??
    parseNumber(cell, { decimalChar: ".", groupChar: "," }) ??
    parseNumber(cell, { decimalChar: ",", groupChar: "." }) ??
    parseNumber(cell, { decimalChar: ",", groupChar: " " })
  );
}
