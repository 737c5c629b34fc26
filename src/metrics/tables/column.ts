import { invalid, LangevinError } from "../../support/errors.ts";
import { show } from "../../support/show.ts";

/** A column of a table as the metrics of tables see it. */
export interface TableColumn {
  /** What the values are: numbers, or indexes of levels (0, 1, …) that both tables share. */
  kind: "number" | "category";
  /** One for each row; NaN where the cell is missing. */
  values: ArrayLike<number>;
}

/** The largest index of a level. */
const LARGEST_LEVEL = 0x7ffffffd;

/** Tables with the same columns, by their names in messages, checked. */
export function checkTables(where: string, tables: Readonly<Record<string, readonly TableColumn[]>>): void {
  const [[, first]] = Object.entries(tables);
  for (const [name, columns] of Object.entries(tables)) {
    if (!Array.isArray(columns) || columns.length === 0)
      throw invalid(where, `${name} a table: an array of { kind, values }, one column at least`, columns);
    const fail = (message: string): never => {
      throw new LangevinError("invalid-data", `${where}: expected ${message}`);
    };
    if (columns.length !== first.length)
      fail(`the same columns in every table, got ${first.length} and ${columns.length}`);
    columns.forEach((column: TableColumn, c) => {
      const { kind, values } = checkColumn(where, `column ${c} of ${name}`, column);
      if (kind !== first[c].kind) fail(`column ${c} of one kind in every table, got "${first[c].kind}" and "${kind}"`);
      if (values.length === 0 || values.length !== (columns as TableColumn[])[0].values.length)
        fail(`one row or more, as many in each column of ${name}, got ${values.length} in column ${c}`);
    });
  }
}

function checkColumn(where: string, which: string, column: TableColumn): TableColumn {
  const { kind, values } = (column as TableColumn | null) ?? ({} as TableColumn);
  if (
    (kind !== "number" && kind !== "category") ||
    typeof (values as ArrayLike<number> | undefined)?.length !== "number"
  )
    throw invalid(where, `${which} { kind: "number" or "category", values: numbers }`, column);
  const wrong = firstWrong(values, kind === "number" ? isNumber : isLevel);
  if (wrong >= 0)
    throw new LangevinError(
      "invalid-data",
      `${where}: expected ${which} of ${kind === "number" ? "finite numbers" : "indexes of levels"} or NaN, ` +
        `got ${show(values[wrong])} in row ${wrong}`,
    );
  return column;
}

function firstWrong(values: ArrayLike<number>, isRight: (value: number) => boolean): number {
  for (let i = 0; i < values.length; i++) if (!isRight(values[i])) return i;
  return -1;
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" && value !== Infinity && value !== -Infinity;
}

function isLevel(value: number): boolean {
  return Number.isNaN(value) || (Number.isInteger(value) && value >= 0 && value <= LARGEST_LEVEL);
}

/** How many rows a table has. */
export function rowsIn(columns: readonly TableColumn[]): number {
  return columns[0].values.length;
}

/** The numbers that are not missing. */
export function present(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).filter((value) => !Number.isNaN(value));
}

/** The least and the largest value, NaN aside; undefined where all are missing. */
export function range(values: ArrayLike<number>): { low: number; high: number } | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return low <= high ? { low, high } : undefined;
}

/** The mean of what is not NaN. */
export function meanPresent(values: readonly number[]): number {
  const counted = values.filter((value) => !Number.isNaN(value));
  return counted.reduce((sum, value) => sum + value, 0) / counted.length;
}
