import { invalid, LangevinError } from "../support/errors.ts";
import { show } from "../support/show.ts";

/** Rows of numbers: one flat array, row after row, or an array of rows. */
export type Rows = ArrayLike<number> | ArrayLike<ArrayLike<number>>;

/** Checked rows, flat and row-major. The caller's array is copied, never kept. */
export interface Table {
  /** (count, dim) */
  values: Float64Array;
  count: number;
  dim: number;
}

/**
 * Rows as one flat f64 array.
 *
 * @throws LangevinError "invalid-data" for no rows, ragged rows, a length that is no multiple of dim, or a value that is
 *   not a finite number (or, with `gaps`, NaN); row and column are named, counted from 0
 */
export function toTable(where: string, name: string, rows: Rows, dim: number, { gaps = false } = {}): Table {
  const isList = Array.isArray(rows) || ArrayBuffer.isView(rows);
  if (!isList || rows instanceof DataView) throw invalid(where, `${name} an array of rows or one flat array`, rows);
  const list = rows as ArrayLike<number | ArrayLike<number>>;
  if (list.length === 0) throw bad(where, `${name} of at least one row`, "no rows");
  const values = typeof list[0] === "object" ? flatten(where, name, list as ArrayLike<ArrayLike<number>>, dim) : list;
  if (values.length % dim !== 0)
    throw bad(where, `${name} of a multiple of dim ${dim} numbers`, `${values.length} numbers`);
  const copy = new Float64Array(values.length);
  for (let i = 0; i < copy.length; i++) {
    const value = values[i] as unknown;
    if (typeof value !== "number" || !(Number.isFinite(value) || (gaps && value !== value)))
      throw bad(
        where,
        `${name} of finite numbers${gaps ? " and NaN" : ""}`,
        `${show(value)} in row ${Math.floor(i / dim)}, column ${i % dim}`,
      );
    copy[i] = value;
  }
  return { values: copy, count: copy.length / dim, dim };
}

function flatten(where: string, name: string, rows: ArrayLike<ArrayLike<number>>, dim: number): unknown[] {
  const flat = new Array<unknown>(rows.length * dim);
  for (let r = 0; r < rows.length; r++) {
    const row = rows[r] as ArrayLike<number> | null | undefined;
    if (typeof row !== "object" || row?.length !== dim)
      throw bad(where, `${name} of rows of ${dim} numbers`, `${describeRow(row)} in row ${r}`);
    for (let c = 0; c < dim; c++) flat[r * dim + c] = row[c];
  }
  return flat;
}

function describeRow(row: unknown): string {
  const length = (row as { length?: unknown } | null | undefined)?.length;
  return typeof length === "number" ? `${length}` : show(row);
}

function bad(where: string, expected: string, got: string): LangevinError {
  return new LangevinError("invalid-data", `${where}: expected ${expected}, got ${got}`);
}
