import { setImmediate as pause } from "node:timers/promises";
import { slicedWasserstein } from "langevin/metrics";
import { columnDeviations, columnOf, scaledRows } from "./columns.ts";
import { energyEstimate, energySet, type EnergySet } from "./energy.ts";
import { jackknife, type Distances, type Estimate } from "./estimate.ts";

/** One distance of samples to the held-out rows. */
export interface Comparison {
  distance: Estimate;
  /** Over the floor. */
  ratio: Estimate;
}

/** The column whose samples are farthest from the held-out rows, by the Wasserstein distance of that column alone. */
export interface FarthestColumn {
  column: number;
  distance: number;
  floor: number;
}

export interface MetricJudgment {
  name: string;
  /** From rows the network was trained on: as near as rows of the same distribution come. */
  floor: Estimate;
  /** What samples would be judged that are off by half a deviation in every column: a ratio to the floor. */
  gross: Estimate;
  /** For each set of samples. */
  comparisons: Comparison[];
}

export interface Judgment {
  metrics: MetricJudgment[];
  /** For each set of samples. */
  farthest: FarthestColumn[];
  /** Rows on either side of every comparison. */
  rowCount: number;
  heldOutCount: number;
  /** Whether this says little: a gross error is not twice as far as the floor, or the floor is not known to a half. */
  tooFewRows: boolean;
}

const MOST_ROWS = 4000;
const MOST_SETS = 5;
/** Real rows for each sample, at most: with more of them the samples' own error stays. */
const MOST_REAL = 50;

/** In deviations, for {@link MetricJudgment.gross}. */
const GROSS_ERROR = 0.5;

/**
 * Compares samples with held-out rows and, as a floor, training rows with the same held-out rows: the same number of rows on
 * each side, as both distances have a positive bias that depends on it. The errors are the jackknife's over parts of all
 * rows. Columns are in standard deviations over all rows, because a column may be constant in one part.
 *
 * @param samples one or more sets of samples, (n, dim) row-major as are `train` and `heldOut`, each in random order
 * @returns undefined where there are less than four rows of one kind
 */
export async function judge(
  samples: Float64Array[],
  { train, heldOut }: { train: Float64Array; heldOut: Float64Array },
  dim: number,
  signal?: AbortSignal,
): Promise<Judgment | undefined> {
  const deviations = columnDeviations([train, heldOut], dim);
  const heldOutCount = heldOut.length / dim;
  const rowCount = Math.min(
    MOST_ROWS,
    ...[...samples, train, heldOut].map((rows) => Math.floor(rows.length / dim / 2)),
  );
  if (rowCount < 2) return undefined;
  const scaled = (rows: Float64Array, most = Infinity) =>
    scaledRows(rows, 0, Math.min(most, rows.length / dim), deviations);
  const mostReal = MOST_REAL * Math.min(...samples.map(({ length }) => length / dim));
  const sets: Sets = {
    samples: samples.map((rows) => scaled(rows)),
    train: scaled(train, mostReal),
    heldOut: scaled(heldOut, mostReal),
  };
  const cut = (rows: Float64Array): Float64Array[] => {
    const count = Math.min(MOST_SETS, Math.floor(rows.length / dim / rowCount));
    return Array.from({ length: count }, (_, k) => rows.subarray(k * rowCount * dim, (k + 1) * rowCount * dim));
  };
  const cuts: Cuts = { samples: sets.samples.map(cut), train: cut(sets.train), heldOut: cut(sets.heldOut) };
  const metrics = [await energy(sets, dim, rowCount, signal), await sliced(cuts, dim, signal)];
  const farthest = cuts.samples.map((ofSamples) => farthestColumn(ofSamples, cuts, dim));
  const tooFewRows = metrics.some(({ gross, floor }) => !(gross.value >= 2) || !(floor.error <= floor.value / 2));
  return { metrics, farthest, rowCount, heldOutCount, tooFewRows };
}

interface Sets {
  samples: Float64Array[];
  train: Float64Array;
  heldOut: Float64Array;
}

/** The same in sets of `rowCount` rows. */
interface Cuts {
  samples: Float64Array[][];
  train: Float64Array[];
  heldOut: Float64Array[];
}

const moved = (rows: Float64Array): Float64Array => rows.map((value) => value + GROSS_ERROR);

async function energy(
  sets: Sets,
  dim: number,
  rowCount: number,
  signal: AbortSignal | undefined,
): Promise<MetricJudgment> {
  const target = await energySet(sets.heldOut, dim, undefined, signal);
  const train = await energySet(sets.train, dim, target, signal);
  const part = sets.train.subarray(0, dim * Math.max(2, Math.floor(sets.train.length / dim / 4)));
  const estimate = (of: EnergySet[], statistic: (energies: number[]) => number) =>
    energyEstimate(of, target, rowCount, statistic);
  const ratio = (set: EnergySet): Estimate => estimate([set, train], ([a, b]) => a / b);
  const comparisons: Comparison[] = [];
  for (const rows of sets.samples) {
    const set = await energySet(rows, dim, target, signal);
    comparisons.push({ distance: estimate([set], ([value]) => value), ratio: ratio(set) });
  }
  return {
    name: "energy distance",
    floor: estimate([train], ([value]) => value),
    gross: ratio(await energySet(moved(part), dim, target, signal)),
    comparisons,
  };
}

async function sliced(cuts: Cuts, dim: number, signal: AbortSignal | undefined): Promise<MetricJudgment> {
  const distances = async (of: Float64Array[]): Promise<Distances> => {
    const table: Distances = [];
    for (const rows of of) {
      await pause(); // an interruption is heard in between
      signal?.throwIfAborted();
      table.push(cuts.heldOut.map((target) => slicedWasserstein(rows, target, { dim, order: 1 })));
    }
    return table;
  };
  const floors = await distances(cuts.train);
  const compare = async (of: Float64Array[]): Promise<Comparison> => {
    const table = await distances(of);
    return { distance: jackknife([table], ([mean]) => mean), ratio: jackknife([table, floors], ([a, b]) => a / b) };
  };
  const comparisons: Comparison[] = [];
  for (const of of cuts.samples) comparisons.push(await compare(of));
  const { ratio: gross } = await compare(cuts.train.slice(0, 2).map(moved));
  return { name: "sliced Wasserstein", floor: jackknife([floors], ([mean]) => mean), gross, comparisons };
}

/** The column in which samples exceed the floor by most. */
function farthestColumn(samples: Float64Array[], { train, heldOut }: Cuts, dim: number): FarthestColumn {
  let farthest: FarthestColumn = { column: 0, distance: 0, floor: Infinity };
  for (let column = 0; column < dim; column++) {
    const [ofSamples, ofTrain, ofTargets] = [samples, train, heldOut].map((sets) =>
      sets.map((rows) => columnOf(rows, dim, column)),
    );
    const mean = (sets: Float64Array[]): number =>
      sets.reduce((sum, values, k) => {
        const target = ofTargets[k % ofTargets.length];
        return sum + slicedWasserstein(values, target, { dim: 1, order: 1 }) / sets.length;
      }, 0);
    const [distance, floor] = [mean(ofSamples), mean(ofTrain)];
    if (distance - floor > farthest.distance - farthest.floor) farthest = { column, distance, floor };
  }
  return farthest;
}
