import type { Dither } from "../../data/encoding.ts";
import { foldKey, purposes, streamKey, uniformAt, type RandomKey } from "../../numerics/random.ts";
import { rowKeys } from "../../numerics/row-blocks.ts";
import type { TableEncoding } from "../encodings/table-encoding.ts";
import { RowSample } from "../row-sample.ts";

/** Where within its rounding each cell lies, drawn by its place: another draw for each `copy`; row k is row `rowAt(k)` of all. */
export function randomDither(seed: number, copy: number, rowAt = (k: number): number => k): Dither {
  const keys: ((row: number) => RandomKey)[] = [];
  return (k, column) => {
    const row = rowAt(k);
    keys[column] ??= rowKeys((block) => foldKey(streamKey(seed, purposes.tableDither, block), copy, column));
    return uniformAt(keys[column](row), row, 0);
  };
}

/** Rows that are held out, drawn at random, and the others; each in its order. */
export function splitRows(count: number, heldOut: number, seed: number): { training: number[]; holdout: number[] } {
  const key = streamKey(seed, purposes.tableHoldout);
  const places = Array.from({ length: count }, (_, row) => ({ row, place: uniformAt(key, row, 0) }));
  places.sort((a, b) => a.place - b.place);
  const chosen = new Set(places.slice(0, heldOut).map(({ row }) => row));
  const all = places.map(({ row }) => row).sort((a, b) => a - b);
  return { training: all.filter((row) => !chosen.has(row)), holdout: all.filter((row) => chosen.has(row)) };
}

/** Rows of numbers encoded `copies` times, each time with its own dither. */
export function encodeCopies(
  encoding: TableEncoding,
  rows: Float64Array,
  { copies, seed, first = 0 }: { copies: number; seed: number; first?: number },
): Float32Array {
  const size = (rows.length / encoding.columns) * encoding.width;
  const encoded = new Float32Array(size * copies);
  for (let copy = 0; copy < copies; copy++)
    encoded.set(encoding.encode(rows, randomDither(seed, first + copy)), copy * size);
  return encoded;
}

/** The places of rows that are learned from: all, or so many drawn at random. */
export function chosenRows(total: number, wanted: number, seed: number): readonly number[] {
  const sample = new RowSample<number>(wanted, seed);
  for (let row = 0; row < total; row++) sample.add(() => row);
  return sample.rows();
}
