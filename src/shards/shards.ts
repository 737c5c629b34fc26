import { checkInteger } from "../support/errors.ts";
import type { RowsSpec } from "./rows-spec.ts";

/** Rows `begin` to before `begin + count` of a run. */
export interface Shard {
  /** Its place among the shards, from 0. */
  readonly index: number;
  /** Its first row. */
  readonly begin: number;
  /** How many rows it has. */
  readonly count: number;
}

/** Rows of a block: hashes of whole runs are made of hashes of blocks, so that they do not depend on shards. */
export const BLOCK_ROWS = 65_536;

/** Shards at most: their names have six digits. */
export const MOST_SHARDS = 1_000_000;

/** The part of a specification that shards are decided by. */
export type Cut = Pick<RowsSpec, "rows" | "shardRows">;

/**
 * How many shards a run has.
 *
 * @example
 * ```ts
 * import { shardCount, shardOf } from "langevin/shards";
 *
 * const run = { rows: 200_000, shardRows: 65_536 };
 * console.log(shardCount(run)); // 4
 * console.log(shardOf(run, 3)); // { index: 3, begin: 196608, count: 3392 }
 * ```
 */
export function shardCount({ rows, shardRows }: Cut): number {
  return Math.ceil(rows / shardRows);
}

/**
 * The rows of a run's shard.
 *
 * @throws LangevinError "invalid-argument" for an index that no shard has
 *
 * @example
 * ```ts
 * import { shardOf } from "langevin/shards";
 *
 * console.log(shardOf({ rows: 100, shardRows: 40 }, 2)); // { index: 2, begin: 80, count: 20 }
 * ```
 */
export function shardOf(cut: Cut, index: number): Shard {
  checkInteger("shardOf", "index", index, 0, shardCount(cut) - 1);
  const begin = index * cut.shardRows;
  return { index, begin, count: Math.min(cut.shardRows, cut.rows - begin) };
}

/** The name of a shard's part, without the ending that says its format. */
export function partName(cut: Cut, index: number): string {
  const digits = (number: number): string => String(number).padStart(6, "0");
  return `part-${digits(index)}-of-${digits(shardCount(cut))}`;
}
