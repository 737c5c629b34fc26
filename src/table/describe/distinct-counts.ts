import { stringHash } from "./string-hash.ts";

/** What tells one value from another: the cell, or its milliseconds for a Date. */
export type Key = string | number | bigint | boolean;

/**
 * The different values of a column and the rows of each, in bounded memory. All of them up to a limit; beyond it those whose
 * hash is below a threshold that falls as more come, with exact counts of those that are left: an even sample of the
 * different values (Gibbons, "Distinct sampling", VLDB 2001).
 */
export class DistinctCounts<Entry extends { count: number }> {
  private readonly limit: number;
  private readonly entries = new Map<Key, Entry>();
  /** Share of all hashes that are kept. */
  private share = 1;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** The value's entry, one row more; undefined where it has none yet. */
  count(key: Key): Entry | undefined {
    const entry = this.entries.get(key);
    if (entry) entry.count++;
    return entry;
  }

  /** Keeps a value that was not seen, unless it is not among those sampled. */
  add(key: Key, entry: Entry): void {
    if (this.share < 1 && hashOf(key) >= this.share) return;
    this.entries.set(key, entry);
    while (this.entries.size > this.limit) {
      this.share /= 2;
      for (const kept of this.entries.keys()) if (hashOf(kept) >= this.share) this.entries.delete(kept);
    }
  }

  /** Whether all values are there. */
  get isExact(): boolean {
    return this.share === 1;
  }

  /** How many different values there are, an estimate where not all are kept. */
  get size(): number {
    return Math.round(this.entries.size / this.share);
  }

  /** Values that are kept, in the order in which they came. */
  all(): IterableIterator<[Key, Entry]> {
    return this.entries.entries();
  }
}

function hashOf(key: Key): number {
  return stringHash(String(key)) / 0x100000000;
}
