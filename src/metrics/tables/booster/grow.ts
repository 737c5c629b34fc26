import type { BinnedTable } from "./binned-table.ts";
import {
  fillHistogram,
  histogramLayout,
  subtractHistogram,
  type Histogram,
  type HistogramLayout,
} from "./histogram.ts";
import type { BoosterSettings } from "./settings.ts";
import { leafWeight, SplitFinder, type Split, type Sums } from "./split.ts";
import { goesRight, type TreeNode } from "./tree.ts";

/**
 * Grows trees over one table, depth by depth first: the rows of a node lie side by side, and only the smaller child's
 * histogram is summed, as the larger one's is what the parent's leaves.
 */
export class TreeGrower {
  readonly #table: BinnedTable;
  readonly #columns: readonly number[];
  readonly #settings: BoosterSettings;
  readonly #layout: HistogramLayout;
  readonly #finder: SplitFinder;
  /** Histograms that no node needs now. */
  readonly #spare: Histogram[] = [];
  readonly #rows: Uint32Array;
  readonly #moved: Uint32Array;
  // Derivatives in the order of a node's rows
  readonly #nodeGradients: Float32Array;
  readonly #nodeHessians: Float32Array;
  // What the tree being grown answers to
  #gradients: Float32Array = new Float32Array(0);
  #hessians: Float32Array = new Float32Array(0);
  #answer: (row: number, leaf: number) => void = () => undefined;

  constructor(table: BinnedTable, columns: readonly number[], settings: BoosterSettings) {
    this.#table = table;
    this.#columns = columns;
    this.#settings = settings;
    this.#layout = histogramLayout(table);
    this.#finder = new SplitFinder(table, this.#layout, columns, settings);
    this.#rows = new Uint32Array(table.rows);
    this.#moved = new Uint32Array(table.rows);
    this.#nodeGradients = new Float32Array(table.rows);
    this.#nodeHessians = new Float32Array(table.rows);
  }

  /**
   * A tree for these derivatives.
   *
   * @param answer  told the leaf's weight of every row
   */
  grow(gradients: Float32Array, hessians: Float32Array, answer: (row: number, leaf: number) => void): TreeNode {
    this.#gradients = gradients;
    this.#hessians = hessians;
    this.#answer = answer;
    const count = this.#table.rows;
    let [gradient, hessian] = [0, 0];
    for (let i = 0; i < count; i++) {
      this.#rows[i] = i;
      gradient += gradients[i];
      hessian += hessians[i];
    }
    const histogram = this.#take();
    this.#fill(0, count, histogram);
    return this.#growNode(0, count, 0, { gradient, hessian }, histogram);
  }

  /** The subtree of the rows from `from` to `to`. Takes the histogram over. */
  #growNode(from: number, to: number, depth: number, sums: Sums, histogram: Histogram | undefined): TreeNode {
    const split = histogram && this.#finder.find(histogram, sums);
    if (!split) {
      if (histogram) this.#spare.push(histogram);
      return this.#leaf(from, to, sums);
    }
    const { column, gain, right: bits } = split;
    const middle = this.#part(from, to, split);
    const below = this.#childHistograms(from, middle, to, depth + 1, histogram);
    const left = this.#growNode(from, middle, depth + 1, split.sums.left, below.left);
    const right = this.#growNode(middle, to, depth + 1, split.sums.right, below.right);
    return { column, bits, gain, left, right };
  }

  #leaf(from: number, to: number, { gradient, hessian }: Sums): TreeNode {
    const leaf = Math.fround(this.#settings.learningRate * leafWeight(gradient, hessian, this.#settings));
    for (let i = from; i < to; i++) this.#answer(this.#rows[i], leaf);
    return { leaf };
  }

  /** Moves the rows that go left before those that go right, each in their order; where the right ones start. */
  #part(from: number, to: number, { column, right }: Split): number {
    const rows = this.#rows;
    const codes = this.#table.codes[column];
    let left = from;
    let moved = 0;
    for (let i = from; i < to; i++) {
      const row = rows[i];
      if (goesRight(right, codes[row])) this.#moved[moved++] = row;
      else rows[left++] = row;
    }
    rows.set(this.#moved.subarray(0, moved), left);
    return left;
  }

  #childHistograms(from: number, middle: number, to: number, depth: number, parent: Histogram) {
    if (depth >= this.#settings.maxDepth) {
      this.#spare.push(parent);
      return {};
    }
    const smaller = this.#take();
    const leftIsSmaller = middle - from <= to - middle;
    if (leftIsSmaller) this.#fill(from, middle, smaller);
    else this.#fill(middle, to, smaller);
    subtractHistogram(parent, smaller);
    return leftIsSmaller ? { left: smaller, right: parent } : { left: parent, right: smaller };
  }

  #fill(from: number, to: number, histogram: Histogram): void {
    const rows = this.#rows.subarray(from, to);
    const gradients = this.#nodeGradients.subarray(0, rows.length);
    const hessians = this.#nodeHessians.subarray(0, rows.length);
    for (let i = 0; i < rows.length; i++) {
      gradients[i] = this.#gradients[rows[i]];
      hessians[i] = this.#hessians[rows[i]];
    }
    fillHistogram(this.#table, this.#layout, this.#columns, rows, { gradients, hessians }, histogram);
  }

  #take(): Histogram {
    return this.#spare.pop() ?? new Float64Array(2 * this.#layout.slots);
  }
}
