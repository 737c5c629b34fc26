import type { BinnedTable } from "./binned-table.ts";

/** Where each column's bins start in a histogram, and how many there are, with one for missing in each column. */
export interface HistogramLayout {
  readonly starts: Int32Array;
  readonly slots: number;
  /** Whether any row of the column is missing. */
  readonly gaps: readonly boolean[];
}

export function histogramLayout({ binnings, codes }: BinnedTable): HistogramLayout {
  const starts = new Int32Array(binnings.length);
  let slots = 0;
  binnings.forEach(({ bins }, c) => {
    starts[c] = slots;
    slots += bins + 1;
  });
  return { starts, slots, gaps: codes.map((column, c) => column.includes(binnings[c].bins)) };
}

/** Sums of gradients and hessians of a node's rows in each bin, (slots, 2). */
export type Histogram = Float64Array;

/** Derivatives of a node's rows, in the rows' order. */
export interface NodeDerivatives {
  gradients: Float32Array;
  hessians: Float32Array;
}

/**
 * Sums the derivatives of some rows by bin.
 *
 * @param rows     the node's rows
 * @param columns  the columns that trees may look at
 * @param out      overwritten
 */
export function fillHistogram(
  table: BinnedTable,
  layout: HistogramLayout,
  columns: readonly number[],
  rows: Uint32Array,
  { gradients, hessians }: NodeDerivatives,
  out: Histogram,
): void {
  out.fill(0);
  for (const c of columns) sumColumn(table.codes[c], layout.starts[c], rows, gradients, hessians, out);
}

function sumColumn(
  codes: Uint16Array,
  start: number,
  rows: Uint32Array,
  gradients: Float32Array,
  hessians: Float32Array,
  out: Histogram,
): void {
  for (let i = 0; i < rows.length; i++) {
    const at = 2 * (start + codes[rows[i]]);
    out[at] += gradients[i];
    out[at + 1] += hessians[i];
  }
}

/** parent −= child: what is left is the other child's. */
export function subtractHistogram(parent: Histogram, child: Histogram): void {
  for (let i = 0; i < parent.length; i++) parent[i] -= child[i];
}
