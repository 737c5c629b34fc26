import { checkInteger, invalid, LangevinError } from "../support/errors.ts";
import { isList } from "../support/lists.ts";
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

/** What {@link toTable} lets through: NaN, and no rows at all. */
interface Allowed {
  gaps?: boolean;
  empty?: boolean;
}

/**
 * Rows as one flat f64 array.
 *
 * @param dim  numbers in a row; may stay out for nested rows, whose length it then is
 * @throws LangevinError "invalid-data" for no rows, ragged rows, a length that is no multiple of dim, or a value that is
 *   not a finite number (or, with `gaps`, NaN); row and column are named, counted from 0. "invalid-argument" for what is
 *   no array, and for a flat one without `dim`
 */
export function toTable(where: string, name: string, rows: Rows, dim: number | undefined, allowed?: Allowed): Table {
  checkList(where, name, rows);
  if (rows.length === 0 && !allowed?.empty) throw bad(where, `${name} of at least one row`, "no rows");
  const width = dim ?? lengthOfFirst(where, name, rows);
  if (width === undefined) throw invalid(where, `dim, the numbers in a row, beside a flat array of ${name}`, undefined);
  const values = isNested(rows)
    ? fromNested(where, name, rows, width, allowed)
    : fromFlat(where, name, rows as ArrayLike<number>, width, allowed);
  return { values, count: values.length / width, dim: width };
}

/** Two sets of rows as tables of one `dim`, which nested rows of either tell; the sets' names are what messages call them. */
export function toTables(
  where: string,
  sets: Readonly<Record<string, Rows>>,
  dim: number | undefined,
): [first: Table, second: Table] {
  const [[a, first], [b, second]] = Object.entries(sets);
  checkList(where, a, first);
  checkList(where, b, second);
  const width = dim ?? lengthOfFirst(where, a, first) ?? lengthOfFirst(where, b, second);
  return [toTable(where, a, first, width), toTable(where, b, second, width)];
}

/**
 * One array for each row of flat, row-major numbers, such as a sampler's result: `rowsOf([1, 2, 3, 4], 2)` is
 * `[[1, 2], [3, 4]]`. The rows are plain arrays, as charts, tables and JSON take them, and copies: changing one does not
 * change the other. Any number is kept, NaN too. The way back is `rows.flat()`.
 *
 * @param values  (n, dim) row-major
 * @param dim  numbers in a row, 1 or more
 * @throws LangevinError "invalid-argument", "invalid-data" for a length that is no multiple of dim or a value that is no
 *   number
 *
 * @example
 * ```ts
 * import { rowsOf } from "langevin";
 *
 * console.log(rowsOf([1, 2, 3, 4], 2)); // [[1, 2], [3, 4]]
 * ```
 */
export function rowsOf(values: ArrayLike<number>, dim: number): number[][] {
  const where = "rowsOf";
  const expected = "values one flat array of numbers";
  if (!isList(values)) throw invalid(where, expected, values);
  if (isNested(values))
    throw new LangevinError("invalid-argument", `${where}: expected ${expected}, got an array of rows`);
  checkInteger(where, "dim", dim, 1);
  checkLength(where, "values", values, dim);
  for (let i = 0; i < values.length; i++)
    if (typeof values[i] !== "number") throw bad(where, "values of numbers", `${show(values[i])} at index ${i}`);
  const rows = new Array<number[]>(values.length / dim);
  for (let r = 0; r < rows.length; r++) rows[r] = Array.from({ length: dim }, (_, c) => values[r * dim + c]);
  return rows;
}

function checkList(where: string, name: string, rows: unknown): void {
  if (!isList(rows)) throw invalid(where, `${name} an array of rows or one flat array`, rows);
}

function isNested(rows: Rows): rows is ArrayLike<ArrayLike<number>> {
  return typeof rows[0] === "object";
}

/** How many numbers a nested first row has; undefined for a flat array. */
function lengthOfFirst(where: string, name: string, rows: Rows): number | undefined {
  if (!isNested(rows)) return undefined;
  if (isList(rows[0]) && rows[0].length > 0) return rows[0].length;
  throw bad(where, `${name} of rows of one or more numbers`, `${describeRow(rows[0])} in row 0`);
}

/** Numbers that are judged together by functions of the engine's own, which are faster than a loop that nothing has compiled yet. */
const BLOCK = 4096;

function fromFlat(where: string, name: string, values: ArrayLike<number>, dim: number, allowed?: Allowed) {
  checkLength(where, name, values, dim);
  for (let from = 0; from < values.length; from += BLOCK) {
    const block = (values as number[]).slice(from, from + BLOCK);
    // A hole is undefined to `includes` alone
    if (block.every(Number.isFinite) && !block.includes(undefined!)) continue;
    for (let i = from; i < from + block.length; i++)
      if (!isNumber(values[i], allowed))
        throw badValue(where, name, values[i], [Math.floor(i / dim), i % dim], allowed);
  }
  return new Float64Array(values);
}

function checkLength(where: string, name: string, values: ArrayLike<number>, dim: number): void {
  if (values.length % dim !== 0)
    throw bad(where, `${name} of a multiple of dim ${dim} numbers`, `${values.length} numbers`);
}

function fromNested(where: string, name: string, rows: ArrayLike<ArrayLike<number>>, dim: number, allowed?: Allowed) {
  // Everything is looked at before room is made for all of it: an array of holes has any length
  const size = Math.ceil(BLOCK / dim);
  const blocks: Float64Array[] = [];
  for (let from = 0; from < rows.length; from += size) {
    const block = (rows as number[][]).slice(from, from + size);
    blocks.push(finiteBlock(block, dim) ?? checkedBlock(where, name, block, from, dim, allowed));
  }
  const flat = new Float64Array(rows.length * dim);
  blocks.forEach((block, b) => flat.set(block, b * size * dim));
  return flat;
}

/**
 * A block of arrays of `dim` finite numbers each; undefined where it may be something else. The loops call no more than they
 * must: they are interpreted when a program has just begun.
 */
function finiteBlock(rows: readonly unknown[], dim: number): Float64Array | undefined {
  if (dim > BLOCK) return undefined;
  const flat = new Float64Array(rows.length * dim);
  try {
    for (let r = 0, at = 0; r < rows.length; r++) {
      const row = rows[r];
      if (!Array.isArray(row) || row.length !== dim) return undefined;
      for (let c = 0; c < dim; c++) {
        const value: unknown = row[c];
        if (typeof value !== "number" || value - value !== 0) return undefined;
        flat[at++] = value;
      }
    }
  } catch {
    return undefined; // a proxy that was revoked
  }
  return flat;
}

function checkedBlock(
  where: string,
  name: string,
  rows: readonly ArrayLike<number>[],
  first: number,
  dim: number,
  allowed?: Allowed,
): Float64Array {
  for (let r = 0; r < rows.length; r++) {
    const row: unknown = rows[r];
    if (!isList(row) || row.length !== dim)
      throw bad(where, `${name} of rows of ${dim} numbers`, `${describeRow(row)} in row ${first + r}`);
    for (let c = 0; c < dim; c++)
      if (!isNumber(row[c], allowed)) throw badValue(where, name, row[c], [first + r, c], allowed);
  }
  const flat = new Float64Array(rows.length * dim);
  rows.forEach((row, r) => flat.set(row, r * dim));
  return flat;
}

function isNumber(value: unknown, allowed?: Allowed): boolean {
  return typeof value === "number" && (Number.isFinite(value) || (allowed?.gaps === true && value !== value));
}

function describeRow(row: unknown): string {
  return isList(row) ? `${row.length}` : show(row);
}

function badValue(where: string, name: string, value: unknown, [row, column]: [number, number], allowed?: Allowed) {
  const expected = `${name} of finite numbers${allowed?.gaps ? " and NaN" : ""}`;
  return bad(where, expected, `${show(value)} in row ${row}, column ${column}`);
}

function bad(where: string, expected: string, got: string): LangevinError {
  return new LangevinError("invalid-data", `${where}: expected ${expected}, got ${got}`);
}
