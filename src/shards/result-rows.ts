import type { Cell, DataTable } from "../data/data-table.ts";
import type { PartColumn } from "../formats/parquet-part.ts";
import { writeText } from "../formats/write-text.ts";

/** Rows of numbers, as models of numbers have them. */
export interface NumberRows {
  readonly kind: "numbers";
  readonly names: readonly string[];
  /** In how many bits each is kept. */
  readonly precision: "float" | "double";
  /** Row-major. */
  readonly values: Float32Array | Float64Array;
}

/** Rows of cells, as models of tables have them. */
export interface CellRows {
  readonly kind: "cells";
  readonly columns: readonly PartColumn[];
  /** Column by column; texts where the part is a text. */
  readonly cells: readonly (readonly Exclude<Cell, Date>[])[];
}

/** What an operation makes of some rows. */
export type ResultRows = NumberRows | CellRows;

/** Rows as the bytes that hashes are made of: those of a row, one after another. */
export interface CanonicalRows {
  readonly count: number;
  readonly bytes: Uint8Array;
  /** Where row `row` begins; of `count`, the end. */
  begin(row: number): number;
}

/** The columns of rows, with their types. */
export function columnsOf(rows: ResultRows): readonly PartColumn[] {
  return rows.kind === "cells" ? rows.columns : rows.names.map((name) => ({ name, type: rows.precision }));
}

/** How many rows there are. */
export function countRows(rows: ResultRows): number {
  return rows.kind === "cells" ? rows.cells[0].length : rows.values.length / rows.names.length;
}

/** Rows as bytes that do not depend on the file they lie in: numbers little-endian, cells as lines of CSV. */
export async function canonicalRows(rows: ResultRows): Promise<CanonicalRows> {
  if (rows.kind === "numbers") return canonicalNumbers(rows.values, rows.names.length);
  const lines: DataTable = { names: rows.columns.map(({ name }) => name), columns: rows.cells };
  return canonicalLines(await textOf(lines, false));
}

/** The same of numbers. */
export function canonicalNumbers(values: Float32Array | Float64Array, width: number): CanonicalRows {
  const size = values.BYTES_PER_ELEMENT;
  const bytes = isLittleEndian ? bytesOf(values) : swapped(values);
  return { count: values.length / width, bytes, begin: (row) => row * width * size };
}

/** The same of lines of CSV, in which a line end within quotes ends no row. */
export function canonicalLines(bytes: Uint8Array): CanonicalRows {
  const [quote, lineEnd] = [0x22, 0x0a];
  const begins = [0];
  let quoted = false;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === quote) quoted = !quoted;
    else if (bytes[i] === lineEnd && !quoted) begins.push(i + 1);
  }
  return { count: begins.length - 1, bytes, begin: (row) => begins[row] };
}

/** Rows as a text, with a line of names or without. */
export async function textOf(table: DataTable, header: boolean): Promise<Uint8Array> {
  return joined(writeText("writePart", [table], { delimiter: ",", header }));
}

async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function bytesOf(values: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function swapped(values: Float32Array | Float64Array): Uint8Array {
  const bytes = bytesOf(values).slice();
  for (let at = 0; at < bytes.length; at += values.BYTES_PER_ELEMENT) bytes.subarray(at, at + values.BYTES_PER_ELEMENT).reverse(); // prettier-ignore
  return bytes;
}
