import { describe, expect, it } from "vitest";
import { gaussian } from "langevin";
import { describeJudgment, describeOutside, formatEstimate } from "../../../apps/main-job/describe-judgment.ts";
import { judge, type Judgment } from "../../../apps/main-job/judge.ts";

/** (n, dim) of N(mean, variance) in every column. */
function normal(count: number, dim: number, seed: number, { mean = 0, variance = 1 } = {}): Float64Array {
  const means = new Array<number>(dim).fill(mean);
  return Float64Array.from(gaussian({ mean: means, variance }).sample(count, { seed }));
}

/** (n, 2): a normal column, and one of zeros. */
function withZeros(count: number, seed: number, law = {}): Float64Array {
  return normal(count, 2, seed, law).map((value, i) => (i % 2 === 0 ? value : 0));
}

async function judgeOne(samples: Float64Array, train: Float64Array, heldOut: Float64Array, dim: number) {
  return (await judge([samples], { train, heldOut }, dim))!;
}

describe("one odd cell in a column of zeros does not hide samples that are wrong", () => {
  /** Rows `a, 0`, a fifth of them held out, and samples with a ~ N(5, 3²). */
  const judgeRows = async (count: number, odd: boolean): Promise<Judgment> => {
    const rows = withZeros(count, 1);
    if (odd) rows[2 * 7 + 1] = 1000;
    const heldOut = rows.slice(0, (2 * count) / 5);
    return judgeOne(withZeros(800, 3, { mean: 5, variance: 9 }), rows.slice(heldOut.length), heldOut, 2);
  };

  it.each([
    [100, 10],
    [1000, 20],
  ])("of %d rows: the wrong column's ratio, above %d, stays as it is", async (count, least) => {
    const [without, withOdd] = [await judgeRows(count, false), await judgeRows(count, true)];
    const ratios = [without, withOdd].map(({ farthest: [{ column, distance, floor }] }) => {
      expect(column).toBe(0);
      return distance / floor;
    });
    expect(ratios[0]).toBeGreaterThan(least);
    expect(Math.abs(ratios[1] / ratios[0] - 1)).toBeLessThan(0.01);
    // In both distances that cell is √n deviations of all rows, in one set of the held-out rows: it cannot hide a factor of 10
    for (const [k, { comparisons }] of withOdd.metrics.entries())
      expect(comparisons[0].ratio.value).toBeGreaterThan(without.metrics[k].comparisons[0].ratio.value / 3);
  });

  it("nor do many such columns, with more columns than rows", async () => {
    const dim = 150;
    const sparse = (count: number, seed: number, scale = 1): Float64Array =>
      normal(count, dim, seed).map((value) => (value > 2.3 ? scale * value : 0));
    const { metrics } = await judgeOne(sparse(400, 3, 10), sparse(80, 1), sparse(20, 2), dim);
    for (const { comparisons } of metrics) expect(comparisons[0].ratio.value).toBeGreaterThan(2);
    const right = await judgeOne(sparse(400, 4), sparse(80, 1), sparse(20, 2), dim);
    for (const { comparisons } of right.metrics) expect(comparisons[0].ratio.value).toBeLessThan(1.5);
  });
});

describe("errors", () => {
  it("of right samples' ratios: 40 judgments lie around 1 as far as they say", async () => {
    const scores: number[][] = [[], []];
    for (let seed = 0; seed < 40; seed++) {
      const [samples, train, heldOut] = [600, 800, 200].map((count, part) => normal(count, 2, 10 * seed + part));
      const { metrics } = await judgeOne(samples, train, heldOut, 2);
      for (const [k, { comparisons }] of metrics.entries()) {
        const [{ ratio }] = comparisons;
        scores[k].push(Math.log(ratio.value) / (ratio.error / ratio.value));
      }
    }
    for (const z of scores) {
      const rms = Math.sqrt(z.reduce((sum, value) => sum + value * value, 0) / z.length);
      // 40 normal numbers have .89 to 1.11 within a standard error; the energy's error is too large by up to √2, and one from 2
      // to 5 sets makes the tails heavier
      expect(rms).toBeGreaterThan(0.5);
      expect(rms).toBeLessThan(1.5);
    }
  });

  it("are shown to two digits, beside as many of the number", () => {
    expect(formatEstimate({ value: 1.0432, error: 0.0213 })).toBe("1.043 ± 0.021");
    expect(formatEstimate({ value: 0.000812, error: 0.000034 })).toBe("8.12e-4 ± 0.34e-4");
    expect(formatEstimate({ value: 12.3, error: 4.4 })).toBe("12.3 ± 4.4");
    expect(formatEstimate({ value: Infinity, error: NaN })).toBe("Infinity");
  });
});

describe("how many rows a judgment takes", () => {
  const judgeNormal = (heldOut: number, dim: number) =>
    judgeOne(normal(1000, dim, 1), normal(4 * heldOut, dim, 2), normal(heldOut, dim, 3), dim);

  it.each([
    [10, 24, true],
    [12, 2, true],
    [500, 2, false],
    [500, 24, false],
    [2000, 1, false],
  ])("%d held-out rows of %d columns: too few: %s", async (heldOut, dim, tooFew) => {
    const judgment = await judgeNormal(heldOut, dim);
    expect(judgment.tooFewRows).toBe(tooFew);
    const sampled = [{ name: "ours", evaluations: 20, seconds: 1, rows: new Float64Array() }];
    const text = describeJudgment(judgment, sampled, new Array<string>(dim).fill("c"));
    expect(text.includes(`Too few rows to judge by: with ${heldOut} held out, `)).toBe(tooFew);
  });

  it("no judgment of one row", async () => {
    expect(await judge([normal(1, 2, 1)], { train: normal(40, 2, 2), heldOut: normal(10, 2, 3) }, 2)).toBeUndefined();
  });
});

it("ends at once when it is interrupted", async () => {
  const rows = normal(100, 2, 1);
  await expect(judge([rows], { train: rows, heldOut: rows }, 2, AbortSignal.abort())).rejects.toThrow(/abort/i);
});

it("shares outside a frame, with what chance makes of them", () => {
  const rows = (count: number, outside: number) =>
    Float64Array.from({ length: count }, (_, i) => (i < outside ? 2 : 0.5));
  const named = (name: string, outside: number) => ({
    ...{ name, evaluations: 1, seconds: 1 },
    rows: rows(10_000, outside),
  });
  // √(.015·.985/10,000) = .0012
  expect(describeOutside("the unit", [[0, 1]], rows(10_000, 150), [named("near", 165), named("far", 265)])).toBe(
    "Outside the unit: the data 1.50 % ± 0.12; near 1.65 % ± 0.13 (within chance); far 2.65 % ± 0.16 (5.7 standard errors off).",
  );
});

it("says nothing in color unless asked to", async () => {
  const rows = normal(100, 2, 1);
  const judgment = await judgeOne(rows, rows, rows, 2);
  const sampled = [{ name: "ours", evaluations: 20, seconds: 1, rows }];
  expect(describeJudgment(judgment, sampled, ["a", "b"])).not.toContain("\u001b[");
  expect(describeJudgment(judgment, sampled, ["a", "b"], true)).toContain("\u001b[");
});
