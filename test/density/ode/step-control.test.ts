import { expect, test } from "vitest";
import { freshHistory, stepFactor } from "../../../src/density/ode/step-control.ts";

test("on errors that go with h⁵ the step settles where the error is just below 1, without a rejection", () => {
  for (const scale of [1e-6, 1, 1e6]) {
    const history = freshHistory();
    let h = (0.01 / scale) ** 0.2; // error 0.01
    const errors: number[] = [];
    for (let k = 0; k < 60; k++) {
      errors.push(scale * h ** 5);
      h *= stepFactor(errors[k], history);
    }
    expect(Math.max(...errors)).toBeLessThan(1);
    expect(errors.at(-1)! / errors.at(-2)!).toBeCloseTo(1, 6);
    // where 0.9·e^(−0.17 + 0.04) = 1
    expect(errors.at(-1)).toBeCloseTo(0.9 ** (1 / 0.13), 6);
  }
});

test("rejected steps shrink, to a fifth at most, and do not grow right after", () => {
  const history = freshHistory();
  expect(stepFactor(1, history)).toBeLessThan(1);
  expect(stepFactor(2, history)).toBeCloseTo(0.9 * 2 ** -0.17, 12);
  expect(stepFactor(1e-9, history)).toBe(1);
  expect(stepFactor(1e-9, history)).toBeGreaterThan(2);
  expect(stepFactor(1e-300, history)).toBeLessThanOrEqual(10);
  for (const bad of [NaN, Infinity, 1e30]) expect(stepFactor(bad, history)).toBe(0.2);
});
