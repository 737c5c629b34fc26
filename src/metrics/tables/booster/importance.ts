import type { TreeNode } from "./tree.ts";

/** What a booster looked at. Shares of the total gain of all splits, the largest first. */
export interface Importance {
  /** By column; shares add up to 1 where there is any split. */
  columns: {
    /** The place of the column. */
    column: number;
    /** Share of the total gain, 0…1. */
    share: number;
  }[];
  /**
   * By two columns that were used on one path: a split's gain goes to the pairs of its column with each other column above
   * it, in equal parts. What splits gain at the top of their path has no pair.
   */
  pairs: {
    /** The places of the columns, the lower first. */
    columns: [number, number];
    /** Share of the total gain, 0…1. */
    share: number;
  }[];
}

/** Gains of splits, gathered over trees. */
export class GainTable {
  readonly #columns = new Map<number, number>();
  readonly #pairs = new Map<string, { columns: [number, number]; gain: number }>();
  #total = 0;

  add(tree: TreeNode): void {
    this.#walk(tree, []);
  }

  #walk(node: TreeNode, above: readonly number[]): void {
    if (!("column" in node)) return;
    const { column, gain } = node;
    this.#total += gain;
    this.#columns.set(column, (this.#columns.get(column) ?? 0) + gain);
    const others = above.filter((other) => other !== column);
    for (const other of others) this.#addPair(Math.min(column, other), Math.max(column, other), gain / others.length);
    const below = above.includes(column) ? above : [...above, column];
    this.#walk(node.left, below);
    this.#walk(node.right, below);
  }

  #addPair(a: number, b: number, gain: number): void {
    const key = `${a},${b}`;
    const pair = this.#pairs.get(key);
    if (pair) pair.gain += gain;
    else this.#pairs.set(key, { columns: [a, b], gain });
  }

  importance(): Importance {
    const share = (gain: number): number => gain / this.#total;
    return {
      columns: [...this.#columns]
        .map(([column, gain]) => ({ column, share: share(gain) }))
        .sort((a, b) => b.share - a.share || a.column - b.column),
      pairs: [...this.#pairs.values()]
        .map(({ columns, gain }) => ({ columns, share: share(gain) }))
        .sort((a, b) => b.share - a.share || a.columns[0] - b.columns[0] || a.columns[1] - b.columns[1]),
    };
  }
}
