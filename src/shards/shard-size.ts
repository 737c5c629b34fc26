import { BLOCK_ROWS } from "./shards.ts";

/** Seconds of one core for a shard: a minute of eight, four minutes of two. */
const SECONDS = 480;
/** Bytes of a part, as readers like them. */
const MOST_BYTES = 128_000_000;
/** Shards that there should be at least, so that the last ones do not keep all waiting. */
const LEAST_SHARDS = 20;

/**
 * Rows of a shard: whole blocks of 65,536, of so many seconds and bytes at most; at least one block.
 *
 * @param about  seconds of a core and bytes for each row
 */
export function usualShardRows(rows: number, about: { seconds: number; bytes: number }): number {
  const most = Math.min(SECONDS / about.seconds, MOST_BYTES / about.bytes, rows / LEAST_SHARDS);
  return BLOCK_ROWS * Math.max(1, Math.floor(most / BLOCK_ROWS));
}
