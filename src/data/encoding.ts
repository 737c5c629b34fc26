import { invalid, LangevinError } from "../support/errors.ts";
import { isList } from "../support/lists.ts";
import { show } from "../support/show.ts";
import type { CategoryBlock } from "./category-block.ts";
import type { ColumnLoops } from "./column-loops.ts";
import type { Table } from "./rows.ts";

/**
 * How rows in the user's units become the rows of numbers that a model is of, and come back. A trained network carries the
 * one it was trained with.
 */
export interface Encoding {
  /** The name of its kind, as files have it. */
  readonly kind: string;
  /** Columns of a row in the user's units. */
  readonly columns: number;
  /** Columns of an encoded row: the model's `dim`. */
  readonly width: number;
  /** What files keep of it, by name. */
  readonly parameters: Readonly<Record<string, Float64Array>>;

  /** Blocks of categories: the last columns of an encoded row; none if absent. */
  readonly categories?: readonly CategoryBlock[];

  /**
   * (n, columns) in the user's units → (n, width), rounded to f32. NaN, a gap, stays NaN in all that encodes it.
   *
   * @param dither  where within its rounding a value of row r and column c lies, 0…1; by default in the middle
   */
  encode(rows: ArrayLike<number>, dither?: Dither): Float32Array;
  /** The same by other loops over all numbers. @internal */
  encode(rows: ArrayLike<number>, dither: Dither | undefined, loops: ColumnLoops | undefined): Float32Array;

  /** (n, width) → (n, columns) in the user's units, in f64: a column far from 0 keeps its detail. */
  decode(rows: ArrayLike<number>): Float64Array;

  /**
   * ln |det ∂encoded/∂row| of each of n rows: what its log-density gains in the user's units.
   *
   * @param dither  as in `encode`
   */
  logScale(rows: ArrayLike<number>, dither?: Dither): Float64Array;
}

/** A number in (0, 1) for a cell: the same for the same seed, row and column. */
export type Dither = (row: number, column: number) => number;

/** One kind of encoding: how it is found for a table, and made again from what a file kept. */
export interface EncodingKind {
  /** @throws LangevinError "invalid-data" for columns of a size that this kind cannot hold */
  fit(where: string, table: Table, loops?: ColumnLoops): Encoding;

  /** @throws LangevinError "invalid-argument" for parameters that are none of this kind's */
  restore(where: string, columns: number, parameters: Readonly<Record<string, Float64Array>>): Encoding;
}

/**
 * Refuses what is no flat array of whole rows of numbers; NaN is one.
 *
 * @throws LangevinError "invalid-argument", "invalid-data"
 */
export function checkFlatRows(where: string, rows: ArrayLike<number>, width: number): void {
  if (!isList(rows) || rows.length % width !== 0) {
    const got = isList(rows) ? `${rows.length}` : show(rows);
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected rows one array of n × ${width} numbers, got ${got}`,
    );
  }
  const { length } = rows;
  if (ArrayBuffer.isView(rows) && typeof rows[0] === "number") return;
  for (let i = 0; i < length; i++)
    if (typeof rows[i] !== "number")
      throw new LangevinError("invalid-data", `${where}: expected rows of numbers, got ${show(rows[i])} at index ${i}`);
}

/**
 * A table's rows encoded, each of them a number that f32 can hold, or a gap where it was one.
 *
 * @throws LangevinError "invalid-data" naming row, column and value
 */
export function encodeRows(
  where: string,
  name: string,
  encoding: Encoding,
  { values, dim }: Table,
  loops?: ColumnLoops,
): Float32Array {
  const rows: unknown = encoding.encode(values, undefined, loops);
  const expected = (values.length / dim) * encoding.width;
  if (!(rows instanceof Float32Array) || rows.length !== expected)
    throw invalid(where, `${name} that their encoding makes to a Float32Array of ${expected}`, rows);
  if (rows.every(Number.isFinite)) return rows;
  const bad = rows.findIndex((value, i) => !(Number.isFinite(value) || (value !== value && Number.isNaN(values[i]))));
  if (bad < 0) return rows;
  const row = Math.floor(bad / encoding.width);
  const column = encoding.width === dim ? `, column ${bad % dim}` : "";
  const got = column ? show(values[bad]) : "one that is too far out";
  throw new LangevinError(
    "invalid-data",
    `${where}: expected ${name} within what f32 holds of it, got ${got} in row ${row}${column}`,
  );
}

/**
 * Encoded rows in the user's units.
 *
 * @throws LangevinError "invalid-argument" for an encoding that gives no finite numbers
 */
export function decodeRows(where: string, encoding: Encoding, rows: ArrayLike<number>): Float64Array {
  const decoded: unknown = encoding.decode(rows);
  if (!(decoded instanceof Float64Array))
    throw invalid(where, "model.encoding.decode to return a Float64Array", decoded);
  const bad = decoded.findIndex((value, i) => !Number.isFinite(value) && Number.isFinite(rows[i]));
  if (bad >= 0) throw invalid(where, `model.encoding.decode to return finite numbers, at index ${bad}`, decoded[bad]);
  return decoded;
}
