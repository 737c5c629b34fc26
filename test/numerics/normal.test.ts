import { expect, test } from "vitest";
import { normalCdf, normalQuantile } from "../../src/numerics/normal.ts";

const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);

// 18 digits from an independent multiple-precision implementation.
test("normalCdf: relative error ≤ 1e-14 in both tails", () => {
  const known = [
    [-37, 5.72557122252457682e-300],
    [-20, 2.7536241186062337e-89],
    [-8.5, 9.47953482220331835e-18],
    [-3, 0.00134989803163009453],
    [-2, 0.0227501319481792072],
    [-1.999, 0.0228041769326588827],
    [-0.7, 0.241963652223073029],
    [-1e-5, 0.499996010577196052],
    [0.3, 0.617911422188952633],
    [1.5, 0.933192798731141934],
    [2.5, 0.993790334674223865],
    [5, 0.999999713348428121],
  ];
  for (const [x, p] of known) expect(relative(normalCdf(x), p), `at ${x}`).toBeLessThan(1e-14);
  for (let x = 0; x < 9; x += 0.07) expect(normalCdf(x) + normalCdf(-x)).toBeCloseTo(1, 15);
  expect([normalCdf(0), normalCdf(-Infinity), normalCdf(Infinity), normalCdf(NaN)]).toEqual([0.5, 0, 1, NaN]);
});

test("normalQuantile: relative error ≤ 1e-15", () => {
  const known = [
    [1e-300, -37.0470962993611992],
    [1e-100, -21.2734535609653243],
    [1e-20, -9.26234008979840758],
    [1e-11, -6.7060231554951363],
    [1e-10, -6.3613409024040562],
    [1e-5, -4.26489079392282461],
    [0.02, -2.05374891063182304],
    [0.0749, -1.44023826752796366],
    [0.0751, -1.43882539275253998],
    [0.3, -0.524400512708040816],
    [0.5001, 0.000250662830088007492],
    [0.92, 1.40507156030963282],
    [0.975, 1.95996398454005386],
    [0.99999, 4.26489079392384077],
  ];
  for (const [p, x] of known) expect(relative(normalQuantile(p), x), `at ${p}`).toBeLessThan(1e-15);
  expect([0, 1, 0.5, -0.1, 1.1, NaN].map(normalQuantile)).toEqual([-Infinity, Infinity, 0, NaN, NaN, NaN]);
});

test("normalQuantile inverts normalCdf", () => {
  // δΦ/Φ = −(φ/Φ)·δx, and φ/Φ ≈ |x| in the tail: an error of 1e-15·|x| in x shows as x²·1e-15.
  for (let p = 1e-290; p < 0.5; p *= 3.7) {
    const x = normalQuantile(p);
    expect(relative(normalCdf(x), p), `at ${p}`).toBeLessThan(1e-14 + 1e-15 * x * x);
  }
});
