import { mortonOrder } from "../numerics/morton-order.ts";

/** Rows of a class, about: fewer where there are no more, and below twice that. */
const CLASS_ROWS = 512;

/** How rows of the data lie as reference rows of stable targets; what kernels read them as is in assembly/reference-rows.ts. */
export interface ReferenceLayout {
  /** Places of the rows, those in a run near each other. */
  order: Uint32Array;
  classes: number;
  /** Blocks of eight rows in a class. */
  blocks: number;
  bytes: number;
  boxBytes: number;
}

/** @param data  (n, dim) row-major, standardized */
export function layOutReference(data: Float32Array, dim: number, labeled: boolean): ReferenceLayout {
  const rows = data.length / dim;
  const classes = Math.max(1, Math.floor(rows / CLASS_ROWS));
  const blocks = Math.ceil(Math.ceil(rows / classes) / 8);
  const bytes = classes * blocks * 32 * (labeled ? dim + 1 : dim);
  return { order: mortonOrder(data, dim), classes, blocks, bytes, boxBytes: Math.ceil(blocks / 4) * 16 * 2 * dim };
}

/** Rows (n, columns) of `to` ← those of `from` in this order, or as they are. */
export function writeRows<Values extends Float32Array | Int32Array>(
  to: Values,
  from: Values,
  columns: number,
  order: Uint32Array | undefined,
): void {
  if (!order) return void to.set(from);
  for (let r = 0; r < order.length; r++)
    for (let d = 0; d < columns; d++) to[r * columns + d] = from[order[r] * columns + d];
}
