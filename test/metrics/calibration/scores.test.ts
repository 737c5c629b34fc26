import { describe, expect, test } from "vitest";
import { crps, energyScore } from "../../../src/metrics/index.ts";
import { normalCdf } from "../../../src/numerics/normal.ts";
import { kolmogorov } from "../../kit/statistics.ts";
import { forecasts } from "./laws.ts";

/** E|X − y| − ½E|X − X'| of draws, by all pairs. */
function byPairs(draws: ArrayLike<number>, truth: number): number {
  const L = draws.length;
  let [to, gaps] = [0, 0];
  for (let a = 0; a < L; a++) {
    to += Math.abs(draws[a] - truth) / L;
    for (let b = 0; b < L; b++) gaps += Math.abs(draws[a] - draws[b]) / (L * (L - 1));
  }
  return to - gaps / 2;
}

describe("crps", () => {
  test("equals the double loop over all pairs, in each column", () => {
    const { draws, truths } = forecasts({ cases: 5, each: 7, dim: 2, c: 2 }, 1);
    crps(draws, truths, { dim: 2 }).forEach(({ values, mean }, c) => {
      const wanted = Array.from(
        values,
        (_, i) =>
        byPairs(Array.from({ length: 7 }, (_, l) => draws[(i * 7 + l) * 2 + c]), truths[i * 2 + c]), // prettier-ignore
      );
      values.forEach((value, i) => expect(value).toBeCloseTo(wanted[i], 12));
      expect(mean).toBeCloseTo(
        wanted.reduce((sum, value) => sum + value / 5, 0),
        12,
      );
    });
  });

  test.each([0.5, 3])(
    "a right forecast of deviation %d has .5642 times that, within 4 errors, and says so",
    (width) => {
      const { draws, truths } = forecasts({ cases: 20_000, each: 10, width }, 2);
      const [{ mean, error, expected, z }] = crps(draws, truths, { dim: 1 });
      const exact = width / Math.sqrt(Math.PI);
      expect(exact / width).toBeCloseTo(0.5642, 4);
      expect(Math.abs(mean - exact)).toBeLessThan(4 * error);
      expect(error).toBeLessThan(0.01 * exact);
      // Half the mean of 45 gaps, whose deviation is below their mean
      expect(Math.abs(expected / exact - 1)).toBeLessThan(4 / Math.sqrt(20_000));
      expect(Math.abs(z)).toBeLessThan(4);
    },
  );

  test("is σ[z(2Φ(z) − 1) + 2φ(z) − 1/√π] of a truth z deviations off, for any number of draws", () => {
    const [cases, each] = [30_000, 3];
    for (const off of [0, 0.7, 2]) {
      const { draws, means } = forecasts({ cases, each, width: 2 }, 3);
      const [{ mean, error }] = crps(draws, means.map((m) => m + 2 * off), { dim: 1 }); // prettier-ignore
      const phi = Math.exp((-off * off) / 2) / Math.sqrt(2 * Math.PI);
      const exact = 2 * (off * (2 * normalCdf(off) - 1) + 2 * phi - 1 / Math.sqrt(Math.PI));
      expect(Math.abs(mean - exact)).toBeLessThan(4 * error);
    }
  });

  test("z is N(0, 1) over 200 nulls, and far from it for wrong widths and means", () => {
    const zOf = (wrong: object, seed: number): number => {
      const { draws, truths } = forecasts({ cases: 200, each: 6, ...wrong }, seed);
      return crps(draws, truths, { dim: 1 })[0].z;
    };
    expect(kolmogorov(Array.from({ length: 200 }, (_, r) => normalCdf(zOf({}, 50 + r))))).toBeLessThan(1.63);
    expect(zOf({ c: 0.5 }, 4)).toBeGreaterThan(4);
    expect(zOf({ c: 2 }, 4)).toBeLessThan(-4);
    expect(zOf({ shift: 1 }, 4)).toBeGreaterThan(4);
  });
});

describe("energyScore", () => {
  test("is crps in one column", () => {
    const { draws, truths } = forecasts({ cases: 12, each: 5 }, 5);
    const [column] = crps(draws, truths, { dim: 1 });
    const score = energyScore(draws, truths, { dim: 1 });
    score.values.forEach((value, i) => expect(value).toBeCloseTo(column.values[i], 12));
    for (const name of ["mean", "error", "expected", "z"] as const) expect(score[name]).toBeCloseTo(column[name], 10);
  });

  test("a right forecast of N(m, I) in 2-D has √π/2, in 3-D 2/√π, within 4 errors", () => {
    for (const [dim, exact] of [
      [2, Math.sqrt(Math.PI) / 2],
      [3, 2 / Math.sqrt(Math.PI)],
    ]) {
      // prettier-ignore
      const { draws, truths } = forecasts({ cases: 8000, each: 8, dim }, 6);
      const { mean, error, z } = energyScore(draws, truths, { dim });
      expect(Math.abs(mean - exact)).toBeLessThan(4 * error);
      expect(Math.abs(z)).toBeLessThan(4);
    }
  });
});

test.each([crps, energyScore] as ((a: never, b: never, o: object) => unknown)[])("%o: units and limits", (score) => {
  const { draws, truths } = forecasts({ cases: 9, each: 4 }, 7);
  const of = (power: number) => {
    const times = (x: number) => x * 2 ** (power / 2) * 2 ** (power / 2);
    const found = score(draws.map(times) as never, truths.map(times) as never, { dim: 1 });
    return (Array.isArray(found) ? found[0] : found) as ReturnType<typeof energyScore>;
  };
  const plain = of(0);
  for (const power of [-900, 600, 1010]) {
    const { mean, error, expected, z } = of(power);
    [mean, error, expected].forEach((value, k) =>
      expect(value / 2 ** (power / 2) / 2 ** (power / 2)).toBeCloseTo([plain.mean, plain.error, plain.expected][k], 12),
    );
    expect(z).toBeCloseTo(plain.z, 12);
  }
  expect(() => score([[1.7e308], [-1.7e308]] as never, [[1.7e308]] as never, {})).toThrow("within f64");
  expect(() => score([[1]] as never, [[1]] as never, {})).toThrow("expected draws, 2 or more for each");
});
