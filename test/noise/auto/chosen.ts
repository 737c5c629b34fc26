import type { chooseSigmas } from "../../../src/noise/auto/choose-sigmas.ts";

export type Chosen = ReturnType<typeof chooseSigmas>;

export const sigmaMax = ({ sigmas }: Chosen) => sigmas[0];
export const sigmaMin = ({ sigmas }: Chosen) => sigmas[sigmas.length - 1];

/** The step in units of what is stable at the last level. */
export const step = (chosen: Chosen) => chosen.stepSize / (2 * sigmaMin(chosen) ** 2);

/** What is said of one of the chosen numbers. */
export const words = ({ reasons }: Chosen, name: string) => reasons.find((reason) => reason.name === name)!.explanation;

/** Each column to mean 0 and (population) deviation 1, by the definition. */
export function standardized(rows: number[][]): number[][] {
  const columns = rows[0].map((_, c) => rows.map((row) => row[c]));
  const mean = columns.map((column) => column.reduce((sum, v) => sum + v, 0) / rows.length);
  const std = columns.map((column, c) =>
    Math.sqrt(column.reduce((sum, v) => sum + (v - mean[c]) ** 2, 0) / rows.length),
  );
  return rows.map((row) => row.map((v, c) => (v - mean[c]) / (std[c] || 1)));
}

/** A flat array's rows. */
export const inRows = (values: ArrayLike<number>, dim: number) =>
  Array.from({ length: values.length / dim }, (_, i) => Array.from({ length: dim }, (_, c) => values[i * dim + c]));
