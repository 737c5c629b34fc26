import { drawPlaces, metricsKey } from "../../numerics/draws.ts";

/**
 * The fold of each row, 0 … folds − 1, such that the rows of each class are dealt evenly.
 *
 * @param isPositive  whether a row is of class 1
 * @param repeat      number of the deal: others are independent of it
 */
export function stratifiedFolds(
  rows: number,
  isPositive: (row: number) => boolean,
  folds: number,
  { seed, repeat }: { seed: number; repeat: number },
): Uint32Array {
  const key = metricsKey(seed, "folds", repeat);
  const next = [0, 0];
  const fold = new Uint32Array(rows);
  for (const row of drawPlaces(rows, rows, key)) fold[row] = next[Number(isPositive(row))]++ % folds;
  return fold;
}
