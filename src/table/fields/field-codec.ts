import type { Cell } from "../../data/data-table.ts";
import { LangevinError } from "../../support/errors.ts";
import { show } from "../../support/show.ts";

/** How the cells of one field become numbers and come back; a missing cell is NaN. */
export interface FieldCodec {
  /**
   * The number of a cell: a level's place among the categories, a value, days or milliseconds since 1970.
   *
   * @param row  what a message calls the row
   * @throws LangevinError "invalid-data" naming column, row and value
   */
  toNumber(cell: Cell, row: number): number;

  /** The cell of a number, as programs have it: a number, text or truth value; null for NaN. */
  toCell(value: number): Cell;

  /** The cell of a number, as the field's format writes it; null for NaN. */
  toText(value: number): string | null;
}

/** What a codec of one type does with cells that are not missing. */
export interface CellFormat {
  /** What it reads, in words: "dates as %Y-%m-%d". */
  readonly expected: string;
  /** Whether a text that is missing here was already taken out; undefined of a cell that it cannot read. */
  read(cell: Exclude<Cell, null>): number | undefined;
  cell(value: number): Cell;
  text(value: number): string;
}

/** The codec of a format: with missing values, and errors that name column, row and value. */
export function codecOf(column: string, missing: readonly string[], format: CellFormat): FieldCodec {
  const gaps = new Set(missing);
  return {
    toNumber(cell, row) {
      if (cell === null || cell === undefined || (typeof cell === "string" && gaps.has(cell))) return NaN;
      const value = format.read(cell);
      // A number that is NaN stands for a gap; a text that reads as none does not
      if (value === undefined) throw unreadable(column, format.expected, cell, row);
      return value;
    },
    toCell: (value) => (value === value ? format.cell(value) : null),
    toText: (value) => (value === value ? format.text(value) : null),
  };
}

function unreadable(column: string, expected: string, cell: Cell, row: number): LangevinError {
  const got = cell instanceof Date ? "a Date" : show(cell);
  return new LangevinError(
    "invalid-data",
    `column ${JSON.stringify(column)}: expected ${expected}, got ${got} in row ${row}`,
  );
}
