import { foldKey, purposes, streamKey, uniformAt, type RandomKey } from "../numerics/random.ts";
import { rowKeys } from "../numerics/row-blocks.ts";

/**
 * Rows drawn at random from a table of any length while it is read: those whose random numbers, which belong to their places,
 * are the smallest. All rows are kept of a table that has no more than `size`.
 */
export class RowSample<Row> {
  private readonly size: number;
  private readonly keyOf: (row: number) => RandomKey;
  private kept: { place: number; at: number; row: Row }[] = [];
  /** Rows whose numbers are not below this are none of the smallest. */
  private limit = Infinity;
  private count = 0;

  /** @param stream  another for each table whose rows must not be drawn alike */
  constructor(size: number, seed: number, stream = 0) {
    this.size = size;
    this.keyOf = rowKeys((block) => {
      const key = streamKey(seed, purposes.tableRows, block);
      return stream === 0 ? key : foldKey(key, stream, 0);
    });
  }

  /** How many rows there were. */
  get rowCount(): number {
    return this.count;
  }

  /** The next row, made only where it may be kept. */
  add(make: () => Row): void {
    const at = this.count++;
    const place = uniformAt(this.keyOf(at), at, 0);
    if (place >= this.limit) return;
    this.kept.push({ place, at, row: make() });
    if (this.kept.length >= 2 * this.size) this.drop();
  }

  /** The rows that were drawn, in the order in which they came. */
  rows(): Row[] {
    if (this.kept.length > this.size) this.drop();
    return this.kept.sort((a, b) => a.at - b.at).map(({ row }) => row);
  }

  private drop(): void {
    this.kept.sort((a, b) => a.place - b.place);
    this.kept.length = this.size;
    this.limit = this.kept[this.size - 1].place;
  }
}
