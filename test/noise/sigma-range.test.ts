import { describe, expect, test } from "vitest";
import { checkChosenSigmas } from "../../src/noise/auto/chosen-sigmas.ts";
import { chooseSigmas } from "../../src/noise/auto/choose-sigmas.ts";
import { spendBudget } from "../../src/noise/auto/langevin-budget.ts";
import { checkSigmaRange, condense, type SigmaRange } from "../../src/noise/sigma-range.ts";

const range = { sigmaMax: 10, sigmaMin: 0.1, eigenvalues: [2, 0.5], shares: [1, 3] };

describe("checkSigmaRange", () => {
  test("copies a range", () => {
    const checked = checkSigmaRange("f", range);
    expect(checked).toEqual(range);
    expect(checked.eigenvalues).not.toBe(range.eigenvalues);
  });

  test.each([
    [{ shares: undefined }, "sigmaRange.shares an array of 1 to 16 numbers, as many as eigenvalues, got undefined"],
    [{ eigenvalues: undefined }, "sigmaRange.eigenvalues an array of 1 to 16 numbers, got undefined"],
    [{ eigenvalues: [] }, "sigmaRange.eigenvalues an array of 1 to 16 numbers, got an array of 0"],
    [{ eigenvalues: [1] }, "sigmaRange.shares an array of 1 to 16 numbers, as many as eigenvalues, got an array of 2"],
    [{ eigenvalues: [1e308, 1e308] }, "sigmaRange.eigenvalues[0] a number from 0 to 1e+100, got 1e+308"],
    [
      { eigenvalues: [1, , 1], shares: [1, 1, 1] },
      "sigmaRange.eigenvalues[1] a number from 0 to 1e+100, got undefined",
    ],
    [{ eigenvalues: [1n, 1] }, "sigmaRange.eigenvalues[0] a number from 0 to 1e+100, got 1n (a bigint)"],
    [{ shares: [1, 0.5] }, "sigmaRange.shares[1] an integer from 1 to 4096, got 0.5"],
    [{ sigmaMax: 1e200 }, "sigmaRange.sigmaMax a number from 1e-100 to 1e+100, got 1e+200"],
    [{ sigmaMin: 5e-324 }, "sigmaRange.sigmaMin a number from 1e-100 to 1e+100, got 5e-324"],
    [{ sigmaMin: undefined }, "sigmaRange.sigmaMin a number from 1e-100 to 1e+100, got undefined"],
    [{ sigmaMax: 0.05 }, "sigmaRange.sigmaMax of at least sigmaMin = 0.1, got 0.05"],
  ])("%o: %s", (change, message) => {
    expect(() => checkSigmaRange("f", { ...range, ...change } as SigmaRange)).toThrow(`f: expected ${message}`);
  });

  test.each([undefined, null, 5, "auto", []])("%o is none", (wrong) => {
    expect(() => checkSigmaRange("f", wrong as never)).toThrow("f: expected sigmaRange");
  });
});

test("within the bounds a budget can be spent, whatever the range", () => {
  for (const eigenvalues of [[0], [1e100], [1e-300, 1]])
    for (const [sigmaMax, sigmaMin] of [
      [1e100, 1e-100],
      [1e100, 1e99],
      [1e-99, 1e-100],
      [3, 3],
    ]) {
      // prettier-ignore
      const sigmaRange = { sigmaMax, sigmaMin, eigenvalues, shares: eigenvalues.map(() => 2) };
      const { sigmas, stepSize } = spendBudget({ sigmaRange, dim: 2, evaluations: 200 });
      expect(Array.from(sigmas).every((sigma) => sigma > 0 && sigma < Infinity)).toBe(true);
      expect(stepSize).toBeGreaterThan(0);
    }
});

test("condense: at most 16 means that stand for all eigenvalues", () => {
  const { eigenvalues, shares } = condense(Float64Array.from({ length: 100 }, (_, i) => 100 - i));
  expect(shares.reduce((sum, share) => sum + share, 0)).toBe(100);
  expect(eigenvalues.reduce((sum, value, i) => sum + value * shares[i], 0)).toBeCloseTo(5050, 9);
  expect([eigenvalues.length, condense([3, 1]).eigenvalues]).toEqual([16, [3, 1]]);
});

test.each([
  [{ reasons: null }, "reasons an array of 6, got null"],
  [{ reasons: new Array(6) }, "reasons[0] an object, got undefined"],
  [{ reasons: [null, 1, 2, 3, 4, 5] }, "reasons[0] an object, got null"],
  [{ sigmas: "auto" }, "sigmas a non-empty array of numbers"],
  [{ stepSize: 1n }, "stepSize a positive finite number, got 1n (a bigint)"],
  [{ sigmaRange: {} }, "sigmaRange.sigmaMin a number"],
])("checkChosenSigmas: %o: %s", (change, message) => {
  const chosen = chooseSigmas([[1, 2], [3, 4], [2, 1]]); // prettier-ignore
  expect(() => checkChosenSigmas("f", { ...chosen, ...change } as never)).toThrow(`f: expected ${message}`);
});
