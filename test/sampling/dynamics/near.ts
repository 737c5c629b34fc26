import { expect } from "vitest";

/** Mean of independent values and its standard error. */
export function meanOf(values: ArrayLike<number>): { mean: number; error: number } {
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  const variance = list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (list.length - 1);
  return { mean, error: Math.sqrt(variance / list.length) };
}

/** The mean of independent values is within 4.5 standard errors of what it should be. */
export function near(values: ArrayLike<number>, wanted: number): void {
  const { mean, error } = meanOf(values);
  expect(Math.abs(mean - wanted)).toBeLessThan(4.5 * error);
}

/** Each chain's mean of a function of its (chains, kept) numbers: chains are independent. */
export function chainMeans(
  { states, chains, kept }: { states: Float64Array; chains: number; kept: number },
  of: (x: number) => number,
): Float64Array {
  return Float64Array.from({ length: chains }, (_, c) => {
    let sum = 0;
    for (let t = c * kept; t < (c + 1) * kept; t++) sum += of(states[t]);
    return sum / kept;
  });
}
