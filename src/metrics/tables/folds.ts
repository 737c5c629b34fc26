import { foldKey, purposes, streamKey, uniformAt } from "../../numerics/random.ts";

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
  const key = foldKey(streamKey(seed, purposes.metrics), 3, repeat);
  // Fisher & Yates
  const order = Uint32Array.from({ length: rows }, (_, i) => i);
  for (let i = 0; i < rows; i++) {
    const j = i + Math.floor(uniformAt(key, i, 0) * (rows - i));
    [order[i], order[j]] = [order[j], order[i]];
  }
  const next = [0, 0];
  const fold = new Uint32Array(rows);
  for (const row of order) fold[row] = next[Number(isPositive(row))]++ % folds;
  return fold;
}
