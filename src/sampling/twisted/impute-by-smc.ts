import { encodeRows } from "../../data/encoding.ts";
import type { Table } from "../../data/rows.ts";
import type { Observation, Observations } from "../../models/conditioning/observation.ts";
import type { Evaluator } from "../../models/evaluator/evaluator.ts";
import { geometricSigmas } from "../../noise/ladders.ts";
import { copiedRows } from "../chain/copies.ts";
import type { RunOptions } from "../chain/options.ts";
import type { SamplingProgress } from "../chain/sampling-run.ts";
import { usualRange } from "../repaint.ts";
import { USUAL_LEVELS, USUAL_PARTICLES } from "./options.ts";
import { runTwisted } from "./run.ts";

/** What of the options of `impute` is twisted SMC's. */
interface SmcSettings {
  copies: number;
  evaluations?: number | undefined;
  particles?: number | undefined;
}

/** Twisted SMC over the rows with gaps, what is known of them observed with variance σ_min²; undefined where there are none. */
export function imputeBySmc(
  where: string,
  evaluator: Evaluator,
  table: Table,
  { copies, evaluations = USUAL_LEVELS, particles = USUAL_PARTICLES }: SmcSettings,
  { count, seed, offset, signal }: RunOptions,
): AsyncGenerator<SamplingProgress, Float64Array, void> | undefined {
  const known = encodeRows(where, "rows", evaluator.encoding, table);
  const { dim } = evaluator;
  const copied = copiedRows(count, copies);
  const hasGap = (row: number): boolean => known.subarray(row * dim, (row + 1) * dim).some(Number.isNaN);
  const rows = copied.flatMap((row, k) => (hasGap(row) ? [k] : []));
  if (rows.length === 0) return undefined;
  const { sigmaMax, sigmaMin } = usualRange(evaluator);
  const sigmas = geometricSigmas({ sigmaMax, sigmaMin, count: evaluations });
  const observations = knownColumns(known, dim, sigmaMin * sigmaMin, (k) => copied[k]);
  const repeated = evaluator.rows === undefined ? evaluator : evaluator.forRows(copied);
  return runTwisted(where, repeated, { count, rows, observations, sigmas, particles }, { seed, offset, signal });
}

/** The values that are no gaps, with independent errors. */
function knownColumns(known: Float32Array, dim: number, variance: number, rowOf: (k: number) => number): Observations {
  let size = 0;
  for (let at = 0; at < known.length; at += dim) size = Math.max(size, columnsOf(known, at, dim).length);
  return {
    size,
    of(k): Observation {
      const at = rowOf(k) * dim;
      const columns = columnsOf(known, at, dim);
      const matrix = new Float64Array(columns.length * dim);
      columns.forEach((d, j) => (matrix[j * dim + d] = 1));
      const covariance = new Float64Array(columns.length * columns.length);
      columns.forEach((_, j) => (covariance[j * (columns.length + 1)] = variance));
      return { matrix, values: Float64Array.from(columns, (d) => known[at + d]), covariance };
    },
  };
}

/** The columns of the row at `at` that are no gaps. */
function columnsOf(known: Float32Array, at: number, dim: number): number[] {
  return Array.from({ length: dim }, (_, d) => d).filter((d) => !Number.isNaN(known[at + d]));
}
