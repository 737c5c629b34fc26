/** Stretches of a column's values, ascending and apart or touching, in each of which its law is taken for uniform. */
export interface Bins {
  /** (bins, 2): where each begins and ends. */
  edges: Float64Array;
  /** (bins) rows in each. */
  counts: Float64Array;
}

/** Equal values, or values nearer than the width of a cell. */
interface RunOfValues {
  first: number;
  last: number;
  count: number;
}

interface Bin extends RunOfValues {
  runs: number;
}

/** Bins at most, apart from those of the tails. */
const MOST_BINS = 1000;
const FEWEST_BINS = 30;
/** Rows of a bin, on average, before the number of bins is at its most. */
const ROWS_PER_BIN = 30;
/** Rows of a bin at least, unless it is of one value. */
const FEWEST_ROWS = 3;
/** A bin holds no more than this share of the rows beyond it, so that tails are cut finely. */
const TAIL_SHARE = 0.125;
/** How far a bin may reach into the gap beside it, in mean distances of its values. */
const REACH = 2;

/**
 * Bins of a column: a value that holds as many rows as a bin should is one by itself, a cell as wide as the rounding; rarer
 * values are joined with their neighbors, and such a bin reaches halfway to the next one where that is near.
 *
 * @param sorted  one or more numbers, ascending
 * @param cell  width of the rounding, above 0
 * @param atoms  values that no bin may hold, ascending
 */
export function binsOf(sorted: Float64Array, cell: number, atoms: readonly number[] = []): Bins {
  const bins = joined(runsOf(sorted, cell), sorted.length, atoms);
  const edges = new Float64Array(2 * bins.length);
  for (let b = 0; b < bins.length; b++) {
    const [before, bin, after] = [bins[b - 1], bins[b], bins[b + 1]];
    const low = bin.first - reach(bin, before && bin.first - before.last, cell);
    edges[2 * b] = Math.max(low, b > 0 ? edges[2 * b - 1] : -Infinity);
    edges[2 * b + 1] = Math.max(bin.last + reach(bin, after && after.first - bin.last, cell), edges[2 * b]);
  }
  keepOffAtoms(edges, bins, atoms, cell);
  return { edges, counts: Float64Array.from(bins, (bin) => bin.count) };
}

/** How far a bin goes beyond its last value, where the next one is `gap` away. */
function reach({ first, last, runs }: Bin, gap: number | undefined, cell: number): number {
  if (runs === 1 || gap === undefined) return cell / 2;
  return Math.max(cell / 2, Math.min(gap / 2, (REACH * (last - first)) / (runs - 1)));
}

function runsOf(sorted: Float64Array, cell: number): RunOfValues[] {
  const runs: RunOfValues[] = [];
  for (const value of sorted) {
    const run = runs[runs.length - 1] as RunOfValues | undefined;
    // Half of a cell: neighbors on the lattice are apart, rounding errors are not
    if (run && value - run.last < cell / 2) [run.last, run.count] = [value, run.count + 1];
    else runs.push({ first: value, last: value, count: 1 });
  }
  return runs;
}

function joined(runs: RunOfValues[], rows: number, atoms: readonly number[]): Bin[] {
  const usual = rows / Math.max(FEWEST_BINS, Math.min(MOST_BINS, rows / ROWS_PER_BIN));
  const bins: Bin[] = [];
  let open: Bin | undefined;
  let before = 0;
  let nextAtom = 0;
  for (const run of runs) {
    let passed = false;
    for (; nextAtom < atoms.length && atoms[nextAtom] < run.first; nextAtom++) passed = true;
    const tail = TAIL_SHARE * Math.min(before, rows - before);
    const enough = Math.max(FEWEST_ROWS, Math.min(usual, tail));
    if (open && (passed || run.count >= enough)) open = undefined;
    if (open) Object.assign(open, { last: run.last, count: open.count + run.count, runs: open.runs + 1 });
    else bins.push((open = { ...run, runs: 1 }));
    if (open.count >= enough) open = undefined;
    before += run.count;
  }
  return bins;
}

/** Cuts what edges reach into the cells of atoms. */
function keepOffAtoms(edges: Float64Array, bins: Bin[], atoms: readonly number[], cell: number): void {
  for (const atom of atoms)
    for (let b = 0; b < bins.length; b++) {
      if (bins[b].first > atom) edges[2 * b] = Math.max(edges[2 * b], Math.min(atom + cell / 2, bins[b].first));
      if (bins[b].last < atom) edges[2 * b + 1] = Math.min(edges[2 * b + 1], Math.max(atom - cell / 2, bins[b].last));
    }
}
