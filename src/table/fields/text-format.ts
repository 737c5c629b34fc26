import type { CellFormat } from "./field-codec.ts";

/** Texts that are not learnt: they have no number, and are made anew by whoever writes the table. */
export const textFormat: CellFormat = {
  expected: "text",
  read: () => NaN,
  cell: () => null,
  text: () => "",
};
