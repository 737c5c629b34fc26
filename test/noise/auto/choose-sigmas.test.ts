import { describe, expect, test } from "vitest";
import { chooseSigmas } from "../../../src/noise/auto/choose-sigmas.ts";
import { checkChosenSigmas } from "../../../src/noise/auto/chosen-sigmas.ts";
import { denoisingLoss, overlapRatio } from "../../../src/noise/auto/langevin-budget.ts";
import { normalCdf } from "../../../src/numerics/normal.ts";
import { normals } from "../../metrics/generator.ts";
import { inRows, sigmaMax, sigmaMin, standardized, step, words, type Chosen } from "./chosen.ts";

const distance = (a: number[], b: number[]) => Math.hypot(...a.map((v, c) => v - b[c]));

describe("technique 2", () => {
  test("its ratio solves its equation; published dimensions give g = 4.0, 1.86, 1.48, 1.36, 1.08", () => {
    for (const [dim, known, digits] of [
      [8, 4.0, 1],
      [21, 1.86, 2],
      [43, 1.48, 2],
      [64, 1.36, 2],
      [784, 1.08, 2],
    ]) {
      // prettier-ignore
      const g = overlapRatio(dim);
      const root = Math.sqrt(2 * dim);
      expect(normalCdf(root * (g - 1) + 3 * g) - normalCdf(root * (g - 1) - 3 * g)).toBeCloseTo(0.5, 12);
      expect(g).toBeCloseTo(known, digits);
    }
  });

  test("has no solution in up to 4 dimensions: the left side stays above ½", () => {
    for (const dim of [1, 2, 3, 4]) {
      expect(overlapRatio(dim)).toBe(Infinity);
      const root = Math.sqrt(2 * dim);
      for (let g = 1; g < 1e6; g *= 1.1)
        expect(normalCdf(root * (g - 1) + 3 * g) - normalCdf(root * (g - 1) - 3 * g)).toBeGreaterThan(0.5);
    }
    expect(overlapRatio(5)).toBeLessThan(20);
  });

  test("no ratio of neighbors above 1.4, or technique 2's, when the budget allows; said when it does not", () => {
    for (const [dim, most] of [
      [2, 1.4],
      [100, overlapRatio(100)],
    ]) {
      // prettier-ignore
      const data = normals(300 * dim, 4);
      const chosen = chooseSigmas(data, { dim });
      expect(chosen.sigmas[0] / chosen.sigmas[1]).toBeLessThanOrEqual(most);
      expect(words(chosen, "levels")).not.toContain("raise evaluations");
      const poor = chooseSigmas(data, { dim, evaluations: 10 });
      expect(poor.sigmas).toHaveLength(10);
      expect(poor.stepsPerSigma).toBe(1);
      expect(words(poor, "levels")).toContain("raise evaluations");
    }
    expect(words(chooseSigmas(normals(60, 4), { dim: 2 }), "levels")).toContain("has no solution in 2-D");
  });
});

describe("sigmaMax and sigmaMin", () => {
  test("are the largest distance and the median nearest distance per √dim of the standardized rows", () => {
    const dim = 2;
    const values = normals(199 * dim, 1).map((v, i) => (i % 2 ? v * v * v : v));
    const rows = standardized(inRows(values, dim));
    const nearest = rows.map((row, i) => Math.min(...rows.filter((_, j) => j !== i).map((other) => distance(row, other)))); // prettier-ignore
    const median = nearest.sort((a, b) => a - b)[99];
    // Rounded to three digits. Below 200 rows none may be left out, not even the lone ones of this heavy tail
    const chosen = chooseSigmas(values, { dim });
    const largest = Math.max(...rows.map((row) => Math.max(...rows.map((other) => distance(row, other)))));
    const expectedMin = Math.min(median / Math.sqrt(dim), 0.0448);
    expect(Math.abs(sigmaMax(chosen) / largest - 1)).toBeLessThan(5e-3);
    expect(Math.abs(sigmaMin(chosen) / expectedMin - 1)).toBeLessThan(5e-3);
  });

  test("a cluster of .06 % of the rows, 14 deviations away, counts; a lone row as far does not", () => {
    const n = 40_000;
    const cluster = normals(2 * n, 2).map((v, i) => (i < 2 * 24 ? 14 * (i % 2 ? 0.6 : 0.8) + 0.05 * v : v));
    expect(sigmaMax(chooseSigmas(cluster, { dim: 2 }))).toBeGreaterThan(14);
    const alone = normals(2 * n, 2);
    alone.set([1e5, 1e5]);
    const chosen = chooseSigmas(alone, { dim: 2 });
    expect(sigmaMax(chosen)).toBeLessThan(3);
    expect(words(chosen, "sigmaMax")).toContain("without 1 row that is alone, up to 283 from the mean");
  });

  test("two far clusters: their distance", () => {
    const data = normals(4000, 3).map((v, i) => 0.01 * v + (i < 2000 ? 0 : 100));
    // Standardized, two equal clusters are 2√2 apart in 2-D; their own width adds less than .001 of that
    expect(sigmaMax(chooseSigmas(data, { dim: 2 }))).toBeCloseTo(Math.sqrt(8), 1);
  });

  test("duplicates: the spacing of rows that differ, not 0", () => {
    const grid = Array.from({ length: 6400 }, (_, i) => [i % 80, Math.floor(i / 80) % 80]);
    const spacing = 1 / Math.sqrt((80 ** 2 - 1) / 12); // of 0…79 in deviations
    const chosen = chooseSigmas([...grid, ...grid, ...grid], { dim: 2 });
    expect(Math.abs(sigmaMin(chosen) / (spacing / Math.SQRT2) - 1)).toBeLessThan(5e-3);
    expect(words(chosen, "sigmaMin")).toContain("nearest row that differs");
  });

  test("point masses, and rows finer than .002: the floor; coarse rows: what denoising may cost", () => {
    const dense = normals(20_000, 5);
    expect(sigmaMin(chooseSigmas(dense, { dim: 1 }))).toBe(0.002);
    const mass = normals(2000, 5).map((v, i) => (i % 2 ? 0 : v));
    expect(sigmaMin(chooseSigmas(mass, { dim: 1 }))).toBeLessThan(0.01);
    const chosen = chooseSigmas(normals(50 * 10, 6), { dim: 10 });
    expect(sigmaMin(chosen)).toBeGreaterThan(0.02);
    expect(denoisingLoss([1], 0.1)).toBeCloseTo(1 - 1 / Math.sqrt(1.01), 14);
    expect(denoisingLoss([4, 0], 0.1)).toBeCloseTo(1 - 2 / Math.sqrt(4.01), 14);
  });
});

describe("data that bites", () => {
  const sound = (chosen: Chosen) => {
    const { sigmas, reasons, sigmaRange, ...numbers } = chosen;
    expect(checkChosenSigmas("test", JSON.parse(JSON.stringify(chosen)))).toEqual(chosen);
    expect([sigmaRange.sigmaMax, sigmaRange.sigmaMin]).toEqual([sigmaMax(chosen), sigmaMin(chosen)]);
    for (const value of [...sigmas, ...Object.values(numbers), ...reasons.map((reason) => reason.value)])
      expect(Number.isFinite(value)).toBe(true);
    sigmas.forEach((sigma, i) => expect(sigma).toBeLessThan(i ? sigmas[i - 1] : Infinity));
    expect(sigmaMin(chosen)).toBeGreaterThan(0);
    expect(step(chosen)).toBeLessThanOrEqual(1 + 1e-12);
    expect(reasons.map(({ name }) => name)).toEqual(["sigmaMax", "sigmaMin", "levels", "stepsPerSigma", "stepSize", "predictedError"]); // prettier-ignore
    for (const reason of reasons) expect(reason.explanation).not.toMatch(/NaN|Infinity|undefined/);
    return chosen;
  };

  test("one row, two rows, equal rows, more columns than rows", () => {
    sound(chooseSigmas([[1, 2, 3]], { dim: 3 }));
    sound(chooseSigmas([[5, 5], [5, 5], [5, 5]], { dim: 2 })); // prettier-ignore
    // Two rows are ±1 in both columns
    expect(sigmaMax(sound(chooseSigmas([[0, 10], [1, 30]], { dim: 2 })))).toBe(2.83); // prettier-ignore
    sound(chooseSigmas(normals(7 * 400, 1), { dim: 400 }));
    sound(chooseSigmas(normals(300 * 170, 1), { dim: 170 }));
    expect(words(chooseSigmas([[5], [5]], { dim: 1 }), "sigmaMin")).toContain("all rows are equal");
  });

  test("a constant column changes no level but by √dim", () => {
    const values = normals(2000, 2);
    const padded = Float64Array.from({ length: 4000 }, (_, i) => (i % 2 ? 1e9 + 0.1 : values[i / 2]));
    const [plain, constant] = [chooseSigmas(values, { dim: 1 }), sound(chooseSigmas(padded, { dim: 2 }))];
    expect(sigmaMax(constant)).toBe(sigmaMax(plain));
    // Both at or near the floor of .002
    expect(sigmaMin(constant)).toBeLessThanOrEqual(sigmaMin(plain));
    expect(Math.abs(constant.predictedError / plain.predictedError - 1)).toBeLessThan(0.05);
  });

  test("timestamps, and units: only rounding differs", () => {
    const values = normals(3000, 7);
    const plain = chooseSigmas(values, { dim: 3 });
    const other = sound(chooseSigmas(values.map((v, i) => v * [1e-9, 3, 1e6][i % 3] + [0, 7, 1.7e12][i % 3]), { dim: 3 })); // prettier-ignore
    expect(other.stepsPerSigma).toBe(plain.stepsPerSigma);
    expect(other.sigmas).toHaveLength(plain.sigmas.length);
    other.sigmas.forEach((sigma, i) => expect(Math.abs(sigma / plain.sigmas[i] - 1)).toBeLessThan(5e-3));
    expect(Math.abs(other.predictedError / plain.predictedError - 1)).toBeLessThan(5e-3);
  });

  test("the order of the rows: nothing differs, with all rows looked at and with some", () => {
    for (const n of [100, 3000]) {
      const rows = inRows(normals(n * 2, 8), 2);
      const chosen = chooseSigmas(rows, { dim: 2, seed: 3 });
      expect(chooseSigmas(rows.slice().reverse(), { dim: 2, seed: 3 })).toEqual(chosen);
      const cut = Math.floor(n / 3);
      expect(chooseSigmas([...rows.slice(cut), ...rows.slice(0, cut)], { dim: 2, seed: 3 })).toEqual(chosen);
    }
  });

  test("100,000 rows", () => {
    sound(chooseSigmas(normals(200_000, 9), { dim: 2 }));
  });

  test("values beyond f32 and f64: scaled where they can be, refused where not", () => {
    const values = normals(600, 3);
    const huge = chooseSigmas(values.map((value) => value * 2 ** 490), { dim: 2 }); // prettier-ignore
    expect(huge.sigmas).toEqual(chooseSigmas(values, { dim: 2 }).sigmas);
    expect(chooseSigmas([[0], [1], [1e200]]).sigmas).toEqual(chooseSigmas([[0], [0], [1]]).sigmas);
    for (const far of [1e308, -1e308])
      expect(() => chooseSigmas([[0], [1], [far]])).toThrow(
        "chooseSigmas: expected data of columns with a mean and deviation from 1e-300 to 1e+300, got values up to 1e+308",
      );
    expect(() => chooseSigmas([[0], [1], [1e39]], { encoding: "identity" })).toThrow(
      "chooseSigmas: expected data within f32, up to 3.4e38, got values up to 1e+39",
    );
  });

  test("nested rows tell dim", () => {
    const values = normals(400, 3);
    expect(chooseSigmas(inRows(values, 2))).toEqual(chooseSigmas(values, { dim: 2 }));
  });

  test("names what is wrong", () => {
    expect(() => chooseSigmas([], { dim: 2 })).toThrow("chooseSigmas: expected data of at least one row, got no rows");
    expect(() => chooseSigmas([[1, NaN]], { dim: 2 })).toThrow("got NaN in row 0, column 1");
    expect(() => chooseSigmas([[1]], null as never)).toThrow("chooseSigmas: expected an options object");
    expect(() => chooseSigmas([1, 2])).toThrow("chooseSigmas: expected dim, the numbers in a row, beside a flat array");
    expect(() => chooseSigmas([1, 2], { dims: 2 } as never)).toThrow('chooseSigmas: expected option "dim", got "dims"');
    expect(() => chooseSigmas([new Array<number>(5000).fill(1)])).toThrow("dim an integer from 1 to 4096, got 5000");
    expect(() => chooseSigmas(undefined as never)).toThrow("data an array of rows or one flat array, got undefined");
    expect(() => chooseSigmas([[1]], { dim: 1.5 })).toThrow("dim an integer");
    expect(() => chooseSigmas([[1]], { dim: 1, evaluations: 2 })).toThrow("evaluations an integer from 3 to 100000");
    expect(() => chooseSigmas([[1]], { dim: 1, stepsPerSigma: 51 })).toThrow("stepsPerSigma an integer from 1 to 50");
    expect(() => chooseSigmas([[1]], { dim: 1, seed: -1 })).toThrow("seed an integer");
  });
});
