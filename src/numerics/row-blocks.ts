import { invalid } from "../support/errors.ts";
import type { RandomKey } from "./random.ts";

/** Rows of one seed: 0 … 2⁵³ − 1. */
export const ROWS = 9007199254740992;
/** Rows whose numbers have one key: a counter's first word. */
const BLOCK_ROWS = 4294967296;

/**
 * The block of a row. The random numbers of row r are those of row r mod 2³² of a seed whose high word is ⌊r/2³²⌋ more, so seeds
 * which differ by n·2³² share rows: row r of the larger one is row r + n·2³² of the other.
 */
export function blockOf(row: number): number {
  return Math.floor(row / BLOCK_ROWS);
}

/** Rows [begin, end) of a run, counted from its first one, which are in one block. */
export interface BlockPart {
  block: number;
  /** The first one's place in it. */
  firstRow: number;
  begin: number;
  end: number;
}

/** Rows [begin, end) of a run whose row 0 is row `offset` of its seed, cut where blocks meet. */
export function blockParts(offset: number, { begin, end }: { begin: number; end: number }): BlockPart[] {
  const parts: BlockPart[] = [];
  for (let at = begin; at < end;) {
    const block = blockOf(offset + at);
    const next = Math.min(end, (block + 1) * BLOCK_ROWS - offset);
    parts.push({ block, firstRow: (offset + at) % BLOCK_ROWS, begin: at, end: next });
    at = next;
  }
  return parts;
}

/** The key of every row's random numbers, by the key of a block's; made once for rows of one block in succession. */
export function rowKeys(keyOf: (block: number) => RandomKey): (row: number) => RandomKey {
  let [last, key] = [0, keyOf(0)];
  return (row) => {
    const block = blockOf(row);
    if (block !== last) [last, key] = [block, keyOf(block)];
    return key;
  };
}

/** @throws LangevinError "invalid-argument" where rows offset … offset + count − 1, `copies` of each, are beyond a seed's */
export function checkOffset(where: string, offset: number, count: number, copies = 1): void {
  const most = Math.min(Number.MAX_SAFE_INTEGER, Math.floor(ROWS / copies) - count);
  if (!(offset <= most)) throw invalid(where, `offset an integer from 0 to ${most}`, offset);
}
