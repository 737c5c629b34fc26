import { countsOf, type Codes } from "./levels.ts";

/** Cells of a contingency table that are counted all at once; of more most are empty. */
const DENSE = 4096;

/** The rows of two tables by the codes of one column, which cells of contingency tables are counted by. */
export interface RowGroups {
  real: Grouped;
  synthetic: Grouped;
  codes: Codes;
}

/** Rows in the order of codes; those of code k are `order[starts[k]…starts[k + 1]]`. */
interface Grouped {
  order: Int32Array;
  starts: Int32Array;
}

/** How many rows of both tables are in a cell of two columns; called for cells with rows only. */
export type CellVisitor = (first: number, second: number, real: number, synthetic: number) => void;

/** The rows of both tables, grouped by a column. */
export function groupRows(codes: Codes): RowGroups {
  const { real, synthetic, count } = codes;
  return { real: grouped(real, count), synthetic: grouped(synthetic, count), codes };
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
  if (first.codes.count * second.count <= DENSE) visitAll(first.codes, second, visit);
  else visitByGroups(first, second, visit);
}

function visitAll(first: Codes, second: Codes, visit: CellVisitor): void {
  const real = denseCounts(first.real, second.real, first.count, second.count);
  const synthetic = denseCounts(first.synthetic, second.synthetic, first.count, second.count);
  for (let a = 0, cell = 0; a < first.count; a++)
    for (let b = 0; b < second.count; b++, cell++)
      if (real[cell] > 0 || synthetic[cell] > 0) visit(a, b, real[cell], synthetic[cell]);
}

function denseCounts(a: Int32Array, b: Int32Array, countOfA: number, countOfB: number): Int32Array {
  const counts = new Int32Array(countOfA * countOfB);
  for (let i = 0; i < a.length; i++) counts[a[i] * countOfB + b[i]]++;
  return counts;
}

function visitByGroups({ real, synthetic, codes }: RowGroups, second: Codes, visit: CellVisitor): void {
  const ofReal = new Int32Array(second.count);
  const ofSynthetic = new Int32Array(second.count);
  const leave = (a: number, b: number): void => {
    if (ofReal[b] === 0 && ofSynthetic[b] === 0) return;
    visit(a, b, ofReal[b], ofSynthetic[b]);
    ofReal[b] = ofSynthetic[b] = 0;
  };
  for (let a = 0; a < codes.count; a++) {
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
