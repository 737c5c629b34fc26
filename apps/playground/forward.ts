import { gaussian } from "langevin";

/** Two standard normal numbers for each of `count` rows; row k depends on the seed and k alone. */
export function noiseOf(count: number, seed: number): Float64Array {
  return gaussian({ mean: [0, 0], variance: 1 }).sample(count, { seed });
}

/** The forward process: row + σ·noise, σ in deviations of the data. The noise stays as it is while σ moves. */
export function shake(
  rows: Float64Array,
  noise: Float64Array,
  sigma: number,
  deviations: readonly [number, number],
): Float64Array {
  return rows.map((value, i) => value + sigma * deviations[i % 2] * noise[i]);
}
