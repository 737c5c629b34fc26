import type { Field } from "../schema/table-schema.ts";
import type { CellFormat } from "./field-codec.ts";

/** Truth values in the field's spelling, the first of each list; false is 0. */
export function booleanFormat({ trueValues = TRUE, falseValues = FALSE }: Field): CellFormat {
  const numbers = new Map<string, number>([
    ...falseValues.map((text) => [text, 0] as const),
    ...trueValues.map((text) => [text, 1] as const),
  ]);
  return {
    expected: `${trueValues[0]} or ${falseValues[0]}`,
    read: (cell) => (typeof cell === "boolean" ? Number(cell) : numbers.get(String(cell))),
    cell: (value) => value === 1,
    text: (value) => (value === 1 ? trueValues : falseValues)[0],
  };
}

const TRUE = ["true", "True", "TRUE", "1"];
const FALSE = ["false", "False", "FALSE", "0"];
