import { setImmediate as pause } from "node:timers/promises";
import { jackknifeOver, type Estimate } from "./estimate.ts";

/** Rows in blocks, with the sums of distances that everything is computed from. */
export interface EnergySet {
  /** (rows, dim) row-major each */
  blocks: Float64Array[];
  /** Rows of each. */
  counts: number[];
  /** Σ‖a − b‖ over the pairs of two different rows, of blocks i and j ≥ i. */
  within: number[][];
  /** The same between block i and block j of the target; undefined for the target itself. */
  between: number[][] | undefined;
}

const BLOCKS = 8;

/** Rows at most, of `dim` columns: some 10⁸ pairs of numbers, less than a second. */
export function mostEnergyRows(dim: number): number {
  return Math.floor(16_000 / Math.sqrt(Math.max(1, dim / 2)));
}

export async function energySet(
  rows: Float64Array,
  dim: number,
  target: EnergySet | undefined,
  signal: AbortSignal | undefined,
): Promise<EnergySet> {
  const count = Math.min(mostEnergyRows(dim), rows.length / dim);
  const blocks = Array.from({ length: Math.min(BLOCKS, count) }, (_, k) => {
    const [first, end] = [k, k + 1].map((part) => Math.floor((part * count) / Math.min(BLOCKS, count)));
    return rows.subarray(first * dim, end * dim);
  });
  const within: number[][] = [];
  const between: number[][] = [];
  for (const [i, block] of blocks.entries()) {
    await pause(); // an interruption is heard in between
    signal?.throwIfAborted();
    within.push(blocks.map((other, j) => (j < i ? NaN : sumDistances(block, other, dim, j === i))));
    if (target) between.push(target.blocks.map((other) => sumDistances(block, other, dim, false)));
  }
  return { blocks, counts: blocks.map(({ length }) => length / dim), within, between: target && between };
}

/**
 * The expected energy distance 2E‖X − Y‖ − E‖X − X'‖ − E‖Y − Y'‖ of `rowCount` rows each of two sets, pairs of a row with
 * itself counted as `energyDistance` counts them: of all rows' pairs without them, + (E‖X − X'‖ + E‖Y − Y'‖)/rowCount.
 *
 * @param without a block of the set and one of the target that do not count, or −1
 */
export function energyOf(set: EnergySet, target: EnergySet, rowCount: number, without: [number, number]): number {
  const x = meanWithin(set, without[0]);
  const y = meanWithin(target, without[1]);
  return 2 * meanBetween(set, target, without) - (x + y) * (1 - 1 / rowCount);
}

/** {@link energyOf} the sets, of which `statistic` makes a number, with the jackknife's error: too large by up to √2. */
export function energyEstimate(
  sets: EnergySet[],
  target: EnergySet,
  rowCount: number,
  statistic: (energies: number[]) => number,
): Estimate {
  const of = (which: number, k: number, across: number): number =>
    statistic(sets.map((set, s) => energyOf(set, target, rowCount, [s === which ? k : -1, across])));
  return jackknifeOver(of(-1, -1, -1), [
    { count: target.counts.length, without: (k) => of(-1, -1, k) },
    ...sets.map(({ counts }, s) => ({ count: counts.length, without: (k: number) => of(s, k, -1) })),
  ]);
}

function meanWithin({ counts, within }: EnergySet, without: number): number {
  let [sum, rows] = [0, 0];
  for (let i = 0; i < counts.length; i++) {
    if (i === without) continue;
    rows += counts[i];
    for (let j = i; j < counts.length; j++) if (j !== without) sum += within[i][j];
  }
  return (2 * sum) / (rows * (rows - 1));
}

function meanBetween({ counts, between }: EnergySet, target: EnergySet, [down, across]: [number, number]): number {
  let [sum, pairs] = [0, 0];
  for (const [i, count] of counts.entries())
    for (const [j, targetCount] of target.counts.entries()) {
      if (i === down || j === across) continue;
      sum += between![i][j];
      pairs += count * targetCount;
    }
  return sum / pairs;
}

/** Σ‖aᵢ − bⱼ‖ over all i, j, or over i < j. */
function sumDistances(a: Float64Array, b: Float64Array, dim: number, ordered: boolean): number {
  let total = 0;
  for (let i = 0; i < a.length; i += dim) {
    let sum = 0;
    for (let j = ordered ? i + dim : 0; j < b.length; j += dim) {
      let squared = 0;
      for (let d = 0; d < dim; d++) squared += (a[i + d] - b[j + d]) * (a[i + d] - b[j + d]);
      sum += Math.sqrt(squared);
    }
    total += sum;
  }
  return total;
}
