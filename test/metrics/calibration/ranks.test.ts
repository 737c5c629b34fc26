import { describe, expect, test } from "vitest";
import { calibrationRanks, crps, energyScore, expectedCoverage, tarpCoverage } from "../../../src/metrics/index.ts";
import { kolmogorov } from "../../kit/statistics.ts";
import { uniforms } from "../generator.ts";
import { forecasts } from "./laws.ts";

describe("calibrationRanks", () => {
  test("by hand: how many draws are below, in each column", () => {
    const truths = Array.from({ length: 8 }, (_, i) => [i, -i]);
    const draws = truths.flatMap(([x]) => [
      [x - 1, x + 1],
      [x - 2, x + 2],
      [x + 1, x + 3],
    ]);
    const [first, second] = calibrationRanks(draws, truths);
    expect([...first.ranks]).toEqual(new Array(8).fill(2));
    expect([...second.ranks]).toEqual(new Array(8).fill(0));
    for (const u of first.transform) expect(Math.floor(4 * u)).toBe(2);
  });

  test("ranks of few draws are uniform on 0…L, equal draws and truths too (χ² of 6 ranks)", () => {
    for (const round of [(x: number) => x, Math.round]) {
      const { draws, truths } = forecasts({ cases: 12_000, each: 5 }, 4);
      const [{ ranks, pValue }] = calibrationRanks(draws.map(round), truths.map(round), { dim: 1 });
      const counts = Array.from({ length: 6 }, (_, k) => ranks.filter((rank) => rank === k).length);
      const chi = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
      expect(chi).toBeLessThan(20.5); // once in a thousand times
      expect(pValue).toBeGreaterThan(0.001);
    }
  });

  test("p-values are uniform over 200 nulls", () => {
    const pValues = Array.from({ length: 200 }, (_, r) => {
      const { draws, truths } = forecasts({ cases: 50, each: 9, dim: 2 }, 100 + r);
      return calibrationRanks(draws, truths, { dim: 2, seed: r }).map(({ pValue }) => pValue);
    });
    for (const column of [0, 1]) expect(kolmogorov(pValues.map((p) => p[column]))).toBeLessThan(1.63);
  });

  test.each([
    ["too narrow", { c: 0.7 }],
    ["too wide", { c: 1.4 }],
    ["shifted", { shift: 0.4 }],
  ])("draws that are %s are found", (_, wrong) => {
    const { draws, truths } = forecasts({ cases: 600, each: 40, ...wrong }, 5);
    expect(calibrationRanks(draws, truths, { dim: 1 })[0].pValue).toBeLessThan(1e-3);
  });

  test("the same seed gives the same bits, another one another transform in the same ranks", () => {
    const { draws, truths } = forecasts({ cases: 20, each: 7 }, 6);
    const [a, b, c] = [0, 0, 1].map((seed) => calibrationRanks(draws, truths, { dim: 1, seed })[0]);
    expect(a).toEqual(b);
    expect(c.transform).not.toEqual(a.transform);
    expect(c.ranks).toEqual(a.ranks);
  });
});

describe("what all of them refuse", () => {
  const truths = Array.from({ length: 8 }, (_, i) => [i]);
  const draws = [...truths, ...truths];
  test.each([
    [[draws.slice(1), truths], "expected draws, N or more for each of the truths and as many for all, got 15 draws and 8 truths"], // prettier-ignore
    [[truths, draws], "expected draws, N or more for each of the truths and as many for all, got 8 draws and 16 truths"], // prettier-ignore
    [[[[1], [NaN]], truths], "expected draws of finite numbers, got NaN in row 1, column 0"],
    [[draws, [[1, 2]]], "expected truths of rows of 1 numbers, got 2 in row 0"],
    [[draws.flat(), truths.flat()], "expected dim, the numbers in a row, beside a flat array of draws"],
    [[draws, truths, { dims: 1 }], 'expected option "dim", got "dims"'],
  ] as [never[], string][])("%#: %s", (args, message) => {
    for (const f of [calibrationRanks, expectedCoverage, tarpCoverage, crps, energyScore]) {
      const fewest = f === (crps as never) || f === (energyScore as never) ? "2" : "1";
      expect(() => f(...(args as unknown as [never, never]))).toThrow(
        `${f.name}: ${message.replace(" N ", ` ${fewest} `)}`,
      );
    }
  });

  test("fewer cases than a test of uniformity needs, more work than a minute's, levels that are none", () => {
    for (const f of [calibrationRanks, expectedCoverage, tarpCoverage])
      expect(() => f(draws.slice(0, 7), truths.slice(0, 7))).toThrow(`${f.name}: expected 8 truths or more, got 7`);
    for (const f of [expectedCoverage, tarpCoverage]) {
      expect(() => f(draws, truths, { levels: [0.5, 1.5] })).toThrow(
        "expected levels[1] a number from 0 to 1, got 1.5",
      );
      expect(() => f(draws, truths, { levels: [] })).toThrow("expected levels a list of 1 to 1000 numbers");
      expect(() => f(draws, truths, { levels: 0.5 as never })).toThrow("expected levels a list of 1 to 1000 numbers");
    }
    const many = new Float64Array(8 * 200_000);
    expect(() => energyScore(many, new Float64Array(8), { dim: 1 })).toThrow("take fewer draws of each case");
  });
});

/** Draws c times as wide as they should be, and what their nominal .9 holds: 2Φ(1.6448536 c) − 1. */
const widths = [
  [0.5, 0.5892],
  [0.8, 0.8118],
  [1, 0.9],
  [1.25, 0.9602],
  [2, 0.999],
];

describe("expectedCoverage", () => {
  test.each(widths)("draws %d times as wide: the nominal .9 hold %d", (c, wanted) => {
    const [cases, each] = [4000, 200];
    const { draws, truths } = forecasts({ cases, each, c }, 7);
    const [{ levels, pValue }] = expectedCoverage(draws, truths, { dim: 1, levels: [0.9] });
    // Quantiles of L draws vary: the coverage is off by less than 1/L
    const error = Math.sqrt((wanted * (1 - wanted)) / cases);
    expect(Math.abs(levels[0].coverage - wanted)).toBeLessThan(4 * error + (c === 1 ? 0 : 1 / each));
    expect(levels[0].error).toBeCloseTo(Math.sqrt(0.09 / cases), 12);
    if (c === 1) expect(pValue).toBeGreaterThan(0.01);
    else expect(pValue).toBeLessThan(1e-6);
  });

  test("is exact for few draws: 3 of them, at 7 levels, within 4 errors", () => {
    const { draws, truths } = forecasts({ cases: 20_000, each: 3, dim: 2 }, 8);
    const levels = [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99];
    for (const region of ["central", "highest"] as const)
      for (const column of expectedCoverage(draws, truths, { dim: 2, levels, region }))
        for (const { level, coverage, error } of column.levels)
          expect(Math.abs(coverage - level)).toBeLessThan(4 * error);
  });

  test("highest density in 3-D by log-densities: draws twice as wide hold more, P(χ²₃ ≤ 4·q)", () => {
    const [cases, each, dim] = [2000, 150, 3];
    const logDensities = (rows: Float64Array, means: Float64Array, perCase: number, c: number): Float64Array =>
      Float64Array.from({ length: rows.length / dim }, (_, k) => {
        const i = Math.floor(k / perCase);
        let sum = 0;
        for (let d = 0; d < dim; d++) sum -= ((rows[k * dim + d] - means[i * dim + d]) / c) ** 2 / 2;
        return sum;
      });
    for (const [c, wanted] of [
      [1, 0.5],
      [2, 0.97628],
    ]) {
      // P(χ²₃ ≤ 2.36597) = ½, P(χ²₃ ≤ 9.46388) = .97628
      const { draws, truths, means } = forecasts({ cases, each, dim, c }, 9);
      const q = logDensities(draws, means, each, c);
      const [{ levels }] = expectedCoverage(q, logDensities(truths, means, 1, c), { dim: 1, levels: [0.5], region: "highest" }); // prettier-ignore
      const error = Math.sqrt((wanted * (1 - wanted)) / cases);
      expect(Math.abs(levels[0].coverage - wanted)).toBeLessThan(4 * error + 1 / each);
    }
  });

  test("p-values are uniform over 200 nulls", () => {
    const pValues = Array.from({ length: 200 }, (_, r) => {
      const { draws, truths } = forecasts({ cases: 40, each: 9 }, 400 + r);
      return expectedCoverage(draws, truths, { dim: 1, seed: r })[0].pValue;
    });
    expect(kolmogorov(pValues)).toBeLessThan(1.63);
  });
});

describe("tarpCoverage", () => {
  test("p-values are uniform over 200 nulls, and coverage is the level within 4 errors", () => {
    const pValues = Array.from({ length: 200 }, (_, r) => {
      const { draws, truths } = forecasts({ cases: 40, each: 9, dim: 2 }, 700 + r);
      return tarpCoverage(draws, truths, { dim: 2, seed: r }).pValue;
    });
    expect(kolmogorov(pValues)).toBeLessThan(1.63);
    const { draws, truths } = forecasts({ cases: 10_000, each: 20, dim: 3 }, 10);
    for (const { level, coverage, error } of tarpCoverage(draws, truths, { dim: 3, levels: [0.1, 0.5, 0.9] }).levels)
      expect(Math.abs(coverage - level)).toBeLessThan(4 * error);
  });

  // References at the forecasts' means make it the coverage of central intervals
  test.each(widths)("draws %d times as wide: the nominal .9 around the mean hold %d", (c, wanted) => {
    const [cases, each] = [4000, 200];
    const { draws, truths, means } = forecasts({ cases, each, c }, 11);
    const { levels } = tarpCoverage(draws, truths, { dim: 1, levels: [0.9], references: means });
    const error = Math.sqrt((wanted * (1 - wanted)) / cases);
    expect(Math.abs(levels[0].coverage - wanted)).toBeLessThan(4 * error + (c === 1 ? 0 : 1 / each));
  });

  test("sees a correlation that ranks column by column do not", () => {
    const { draws, truths, means } = forecasts({ cases: 1500, each: 60, dim: 2 }, 16);
    const turned = truths.map((x, i) => (i % 2 === 0 ? x : means[i] + 0.9 * (truths[i - 1] - means[i - 1]) + Math.sqrt(0.19) * (x - means[i]))); // prettier-ignore
    for (const { pValue } of calibrationRanks(draws, turned, { dim: 2 })) expect(pValue).toBeGreaterThan(0.01);
    expect(tarpCoverage(draws, truths, { dim: 2 }).pValue).toBeGreaterThan(0.01);
    expect(tarpCoverage(draws, turned, { dim: 2, references: means.map((m, i) => m + (i % 2 ? 2 : -2)) }).pValue).toBeLessThan(1e-4); // prettier-ignore
  });

  test("draws that ignore their case pass, but not with references that depend on it", () => {
    const { draws, truths, means } = forecasts({ cases: 1000, each: 60, width: 0.5 }, 13);
    const order = Array.from(draws.keys());
    const uniform = uniforms(14);
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(uniform() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    const prior = Float64Array.from(order, (i) => draws[i]);
    expect(tarpCoverage(prior, truths, { dim: 1 }).pValue).toBeGreaterThan(0.001);
    expect(calibrationRanks(prior, truths, { dim: 1 })[0].pValue).toBeGreaterThan(0.001);
    expect(tarpCoverage(prior, truths, { dim: 1, references: means }).pValue).toBeLessThan(1e-6);
    expect(crps(prior, truths, { dim: 1 })[0].mean).toBeGreaterThan(3 * crps(draws, truths, { dim: 1 })[0].mean);
  });

  test("the units of columns do not matter, and references are as many as truths", () => {
    const { draws, truths } = forecasts({ cases: 30, each: 9, dim: 2 }, 15);
    const inOther = (x: number, i: number) => (i % 2 ? x * 2 ** 20 : x);
    expect(tarpCoverage(draws.map(inOther), truths.map(inOther), { dim: 2 })).toEqual(tarpCoverage(draws, truths, { dim: 2 })); // prettier-ignore
    expect(() => tarpCoverage(draws, truths, { dim: 2, references: [1, 2] })).toThrow(
      "tarpCoverage: expected 30 references, one a truth, got 1",
    );
    expect(() => tarpCoverage(draws.map((x) => x * 1e300), truths, { dim: 2 })).toThrow("whose squares are within f64"); // prettier-ignore
  });
});
