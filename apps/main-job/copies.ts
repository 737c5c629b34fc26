import { nearestDistances } from "langevin/metrics";
import { columnDeviations, scaledRows } from "./columns.ts";

/** How samples lie to the rows that the network was trained on. */
export interface Copying {
  /** Median distance, in deviations, from a sample to the nearest training row. */
  toTrain: number;
  /** The same from a row to the nearest other one. */
  betweenRows: number;
  /** Samples are less than half as far from a training row as rows are from each other. */
  nearCopies: boolean;
  /** Share of the samples that are nearest to one of the rows that most are nearest to. */
  topShare: number;
  /** What that share would be, if every row had as many. */
  equalShare: number;
  topRows: number;
}

/** Distances between numbers that may be computed: a second of work. */
const MOST_WORK = 4e8;
const MOST_PROBES = 2000;
const TOP_ROWS = 5;

/** @param samples, train, heldOut (n, dim) row-major, each in random order */
export function findCopies(
  samples: Float64Array,
  { train, heldOut }: { train: Float64Array; heldOut: Float64Array },
  dim: number,
): Copying {
  const deviations = columnDeviations([train, heldOut], dim);
  const most = Math.max(50, Math.min(MOST_PROBES, Math.floor(MOST_WORK / train.length)));
  const scaled = (rows: Float64Array, count = rows.length / dim) =>
    scaledRows(rows, 0, Math.min(count, rows.length / dim), deviations);
  const rows = scaled(train);
  const probes = scaled(samples, most);
  // Held-out rows are new ones; where they are few, each training row among the others as well
  const fresh = [...nearestDistances(scaled(heldOut, most), rows, { dim })];
  if (train.length / dim <= most) fresh.push(...nearestDistances(rows, rows, { dim, excludeSelf: true }));
  const toTrain = median(nearestDistances(probes, rows, { dim }));
  const betweenRows = median(fresh);
  return { toTrain, betweenRows, nearCopies: toTrain < betweenRows / 2, ...shares(probes, rows, dim) };
}

function shares(probes: Float64Array, rows: Float64Array, dim: number) {
  const count = rows.length / dim;
  const nearest = new Float64Array(count);
  for (let i = 0; i < probes.length; i += dim) nearest[nearestRow(probes, i, rows, dim)]++;
  const topRows = Math.min(TOP_ROWS, count);
  const top = nearest.sort().subarray(count - topRows);
  const topShare = top.reduce((sum, hits) => sum + hits, 0) / (probes.length / dim);
  return { topShare, equalShare: topRows / count, topRows };
}

function nearestRow(probes: Float64Array, at: number, rows: Float64Array, dim: number): number {
  let [best, least] = [0, Infinity];
  for (let j = 0; j < rows.length; j += dim) {
    let squared = 0;
    for (let d = 0; d < dim && squared < least; d++) squared += (probes[at + d] - rows[j + d]) ** 2;
    if (squared < least) [best, least] = [j / dim, squared];
  }
  return best;
}

function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(sorted.length / 2)];
}
