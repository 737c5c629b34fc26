import { setImmediate as pause } from "node:timers/promises";
import { energyDistance, slicedWasserstein } from "langevin/metrics";
import { columnDeviations, columnOf, scaledRows } from "./columns.ts";
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

export interface Judgment {
  metrics: {
    name: string;
    /** From rows the network was trained on: as near as rows of the same distribution come. */
    floor: Estimate;
    /** What samples would be judged that are off by half a deviation in every column: a ratio to the floor. */
    gross: Estimate;
    /** For each set of samples. */
    comparisons: Comparison[];
  }[];
  /** For each set of samples. */
  farthest: FarthestColumn[];
  /** Rows on either side of every comparison. */
  rowCount: number;
  heldOutCount: number;
  /** Whether this says little: a gross error is not twice as far as the floor, or the floor is not known to a half. */
  tooFewRows: boolean;
}

/** Cost grows with the square of this; 4,000 rows a side take about a tenth of a second. */
const MOST_ROWS = 4000;
const MOST_SETS = 5;

/** In deviations, for {@link Judgment.metrics}' `gross`. */
const GROSS_ERROR = 0.5;

type Metric = (a: Float64Array, b: Float64Array, dim: number) => number;

const metrics: { name: string; measure: Metric }[] = [
  { name: "energy distance", measure: (a, b, dim) => energyDistance(a, b, { dim }) },
  { name: "sliced Wasserstein", measure: (a, b, dim) => slicedWasserstein(a, b, { dim, order: 1 }) },
];

/**
 * Compares samples with held-out rows and, as a floor, training rows with the same held-out rows. Each is cut into sets of
 * equally many rows, since both distances have a positive bias that depends on the number of rows alone; the errors are the
 * jackknife's over the sets. Columns are in standard deviations over all rows, because a column may be constant in one part.
 *
 * @param samples one or more sets of samples, (n, dim) row-major as are `train` and `heldOut`, each in random order
 * @returns undefined where there are too few rows of one kind to be cut in two
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
  if (rowCount < 1) return undefined;
  const cut = (rows: Float64Array): Float64Array[] => {
    const count = Math.min(MOST_SETS, Math.floor(rows.length / dim / rowCount));
    return Array.from({ length: count }, (_, k) => scaledRows(rows, k * rowCount, rowCount, deviations));
  };
  const targets = cut(heldOut);
  const trainSets = cut(train);
  const grossSets = trainSets.map((rows) => rows.map((value) => value + GROSS_ERROR));
  const sampleSets = samples.map(cut);

  const distances = async (sets: Float64Array[], measure: Metric): Promise<Distances> => {
    const table: Distances = [];
    for (const rows of sets) {
      await pause(); // an interruption is heard in between
      signal?.throwIfAborted();
      table.push(targets.map((target) => measure(rows, target, dim)));
    }
    return table;
  };
  const judgment: Judgment = { metrics: [], farthest: [], rowCount, heldOutCount, tooFewRows: false };
  for (const { name, measure } of metrics) {
    const floors = await distances(trainSets, measure);
    const floor = jackknife([floors], ([mean]) => mean);
    const compare = async (sets: Float64Array[]): Promise<Comparison> => {
      const table = await distances(sets, measure);
      return { distance: jackknife([table], ([mean]) => mean), ratio: jackknife([table, floors], ([a, b]) => a / b) };
    };
    const { ratio: gross } = await compare(grossSets.slice(0, 2));
    const comparisons: Comparison[] = [];
    for (const sets of sampleSets) comparisons.push(await compare(sets));
    judgment.metrics.push({ name, floor, gross, comparisons });
    if (!(gross.value >= 2) || !(floor.error <= floor.value / 2)) judgment.tooFewRows = true;
  }
  for (const sets of sampleSets) judgment.farthest.push(farthestColumn(sets, trainSets, targets, dim));
  return judgment;
}

/** The column in which samples exceed the floor by most. */
function farthestColumn(
  sampleSets: Float64Array[],
  trainSets: Float64Array[],
  targets: Float64Array[],
  dim: number,
): FarthestColumn {
  let farthest: FarthestColumn = { column: 0, distance: 0, floor: Infinity };
  for (let column = 0; column < dim; column++) {
    const [ofSamples, ofTrain, ofTargets] = [sampleSets, trainSets, targets].map((sets) =>
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
