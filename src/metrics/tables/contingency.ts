import { countsOf, type Codes } from "./levels.ts";

/** The rows of two tables by the codes of one column, which cells of contingency tables are counted by. */
export interface RowGroups {
  real: Grouped;
  synthetic: Grouped;
  /** Codes of the column. */
  count: number;
}

/** Rows in the order of codes; those of code k are `order[starts[k]…starts[k + 1]]`. */
interface Grouped {
  order: Int32Array;
  starts: Int32Array;
}

/** How many rows of both tables are in a cell of two columns; called for cells with rows only. */
export type CellVisitor = (first: number, second: number, real: number, synthetic: number) => void;

/** The rows of both tables, grouped by a column. */
export function groupRows({ real, synthetic, count }: Codes): RowGroups {
  return { real: grouped(real, count), synthetic: grouped(synthetic, count), count };
}

function grouped(codes: Int32Array, count: number): Grouped {
  const starts = new Int32Array(count + 1);
  countsOf(codes, count).forEach((rows, code) => (starts[code + 1] = starts[code] + rows));
  const next = starts.slice();
  const order = new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row++) order[next[codes[row]]++] = row;
  return { order, starts };
}

/** Counts the cells of a column, by which the rows are grouped, with a second one. Takes as many steps as there are rows. */
export function visitCells(first: RowGroups, second: Codes, visit: CellVisitor): void {
  const { real, synthetic, count } = first;
  const ofReal = new Int32Array(second.count);
  const ofSynthetic = new Int32Array(second.count);
  const leave = (a: number, b: number): void => {
    if (ofReal[b] === 0 && ofSynthetic[b] === 0) return;
    visit(a, b, ofReal[b], ofSynthetic[b]);
    ofReal[b] = ofSynthetic[b] = 0;
  };
  for (let a = 0; a < count; a++) {
    const [r, rEnd, s, sEnd] = [real.starts[a], real.starts[a + 1], synthetic.starts[a], synthetic.starts[a + 1]];
    if (r === rEnd && s === sEnd) continue;
    for (let i = r; i < rEnd; i++) ofReal[second.real[real.order[i]]]++;
    for (let i = s; i < sEnd; i++) ofSynthetic[second.synthetic[synthetic.order[i]]]++;
    if (second.count <= rEnd - r + (sEnd - s)) for (let b = 0; b < second.count; b++) leave(a, b);
    else {
      for (let i = r; i < rEnd; i++) leave(a, second.real[real.order[i]]);
      for (let i = s; i < sEnd; i++) leave(a, second.synthetic[synthetic.order[i]]);
    }
  }
}
