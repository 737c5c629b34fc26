import CliTable from "cli-table3";
import { energyDistance, slicedWasserstein } from "langevin/metrics";
import { formatCount } from "./table.ts";

/** One distance to the held-out rows, averaged over draws of `rowCount` rows each. */
export interface Comparison {
  metric: string;
  /** From the samples. */
  samples: number;
  /** From rows the network was trained on: as near as rows of the same distribution come. */
  floor: number;
}

export interface Judgment {
  comparisons: Comparison[];
  /** Rows on either side of every comparison. */
  rowCount: number;
  sampleDraws: number;
  floorDraws: number;
}

/** Cost grows with the square of this; 4,000 rows a side take about a tenth of a second. */
const maxRows = 4000;
const maxDraws = 3;

/**
 * Compares samples with held-out rows and, as a floor, training rows with the same held-out rows: the same number of rows
 * on each side, in units of the columns' standard deviations over all rows: a column may be constant in one part. Both distances have a positive bias that depends
 * on the number of rows alone; hence equal numbers.
 *
 * @param train, heldOut, samples (n, dim) row-major, each in random order
 */
export function judge(samples: Float64Array, train: Float64Array, heldOut: Float64Array, dim: number): Judgment {
  const deviations = columnDeviations([train, heldOut], dim);
  const rowCount = Math.min(maxRows, samples.length / dim, train.length / dim, heldOut.length / dim);
  const target = scaledRows(heldOut, 0, rowCount, deviations);
  const draws = (rows: Float64Array) => {
    const count = Math.min(maxDraws, Math.floor(rows.length / dim / rowCount));
    return Array.from({ length: count }, (_, k) => scaledRows(rows, k * rowCount, rowCount, deviations));
  };
  const sampleDraws = draws(samples);
  const floorDraws = draws(train);
  const compare = (metric: string, distance: (a: Float64Array, b: Float64Array) => number): Comparison => {
    const average = (sets: Float64Array[]) => sets.reduce((sum, rows) => sum + distance(rows, target), 0) / sets.length;
    return { metric, samples: average(sampleDraws), floor: average(floorDraws) };
  };
  return {
    comparisons: [
      compare("energy distance", (a, b) => energyDistance(a, b, { dim })),
      compare("sliced Wasserstein", (a, b) => slicedWasserstein(a, b, { dim, order: 1 })),
    ],
    rowCount,
    sampleDraws: sampleDraws.length,
    floorDraws: floorDraws.length,
  };
}

/** The judgment as a table for the terminal, with how to read it. */
export function describeJudgment({ comparisons, rowCount, sampleDraws, floorDraws }: Judgment, color = false): string {
  const head = ["distance", "samples ↔ held-out", "train ↔ held-out (floor)", "ratio"];
  const table = new CliTable({
    head: color ? head.map((text) => `\u001b[1m${text}\u001b[22m`) : head,
    colAligns: ["left", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const { metric, samples, floor } of comparisons)
    table.push([metric, samples.toPrecision(3), floor.toPrecision(3), (samples / floor).toFixed(2)]);
  const times = (draws: number) => (draws === 1 ? "1 draw" : `the mean of ${draws} draws`);
  return [
    table.toString(),
    `${formatCount(rowCount)} rows on each side; samples: ${times(sampleDraws)}, floor: ${times(floorDraws)}; columns in standard deviations.`,
    `Ratio 1: the samples are as near to rows the network never saw as real rows are; above 1: farther.`,
  ].join("\n");
}

/** Standard deviation of each column of all parts together. */
function columnDeviations(parts: Float64Array[], dim: number): Float64Array {
  const count = parts.reduce((sum, rows) => sum + rows.length / dim, 0);
  const deviations = new Float64Array(dim);
  for (let d = 0; d < dim; d++) {
    let mean = 0;
    for (const rows of parts) for (let i = d; i < rows.length; i += dim) mean += rows[i] / count;
    let variance = 0;
    for (const rows of parts) for (let i = d; i < rows.length; i += dim) variance += (rows[i] - mean) ** 2 / count;
    deviations[d] = Math.sqrt(variance) || 1;
  }
  return deviations;
}

function scaledRows(rows: Float64Array, first: number, count: number, deviations: Float64Array): Float64Array {
  const dim = deviations.length;
  return rows.slice(first * dim, (first + count) * dim).map((value, i) => value / deviations[i % dim]);
}
