import { expect } from "vitest";
import { normals } from "./normal.ts";
import { stepKey } from "./threefry.ts";

/** Normals as test data, apart from every stream the library draws. */
export const testData = (count: number, seed: number) => normals(stepKey(seed, 99), 1, count);

/** (f(−2h) − 8f(−h) + 8f(h) − f(2h))/12h of a parameter in place; error h⁴f⁽⁵⁾/30. */
export function centralDifference(values: Float64Array, k: number, f: () => number, h = 2e-4): number {
  const center = values[k];
  const at = (offset: number) => {
    values[k] = center + offset;
    return f();
  };
  const slope = (at(-2 * h) - 8 * at(-h) + 8 * at(h) - at(2 * h)) / (12 * h);
  values[k] = center;
  return slope;
}

/** |analytic − numeric| ≤ 1e-7·|numeric| + 1e-10 for every entry. */
export function expectGradient(analytic: Float64Array, values: Float64Array, f: () => number): void {
  expect(analytic.length).toBe(values.length);
  for (let k = 0; k < values.length; k++) {
    const numeric = centralDifference(values, k, f);
    expect(Math.abs(analytic[k] - numeric), `entry ${k}`).toBeLessThanOrEqual(1e-7 * Math.abs(numeric) + 1e-10);
  }
}
