import { describe, expect, it } from "vitest";
import { gaussian } from "langevin";
import { findCopies } from "../../../apps/main-job/copies.ts";
import { describeCopies } from "../../../apps/main-job/describe-judgment.ts";

function normal(count: number, dim: number, seed: number): Float64Array {
  return Float64Array.from(gaussian({ mean: new Array<number>(dim).fill(0), variance: 1 }).sample(count, { seed }));
}

/** Rows with a little noise; `pick` says which. */
function near(rows: Float64Array, dim: number, count: number, pick: (i: number) => number): Float64Array {
  const noise = normal(count, dim, 9);
  return noise.map((value, i) => rows[pick(Math.floor(i / dim)) * dim + (i % dim)] + 0.05 * value);
}

describe("near copies", () => {
  it.each([
    [42, 24],
    [500, 2],
    [3000, 6],
  ])("of %d rows of %d columns are told from new rows like them", (count, dim) => {
    const parts = { train: normal(count, dim, 1), heldOut: normal(Math.ceil(count / 5), dim, 2) };
    const fresh = findCopies(normal(2000, dim, 3), parts, dim);
    expect(fresh.nearCopies).toBe(false);
    expect(fresh.toTrain / fresh.betweenRows).toBeGreaterThan(0.75);
    expect(describeCopies("ours", fresh, count, dim)).toEqual([]);
    const scale = count > 1000 || dim === 2 ? 0.1 : 1; // closer where rows lie closer
    const shrink = near(parts.train, dim, 2000, (i) => i % count).map(
      (value, i) => parts.train[(Math.floor(i / dim) % count) * dim + (i % dim)] * (1 - scale) + value * scale,
    );
    expect(findCopies(shrink, parts, dim).nearCopies).toBe(true);
  });

  it("five rows with two thirds of the samples are said to have them", () => {
    const parts = { train: normal(42, 24, 1), heldOut: normal(10, 24, 2) };
    const samples = near(parts.train, 24, 2100, (i) => (i % 3 < 2 ? i % 5 : i % 42));
    const copying = findCopies(samples, parts, 24);
    const equal = (2 / 3) * 1 + (1 / 3) * (5 / 42);
    expect(Math.abs(copying.topShare - equal)).toBeLessThan(0.03);
    expect(describeCopies("ours", copying, 42, 24)).toEqual([
      expect.stringMatching(
        /^Near copies by ours: half of the samples lie within 0\.2\d deviations of a training row, where rows lie [45](\.\d)? apart\. 42 training rows of 24 columns teach little more than themselves\.$/,
      ),
      expect.stringMatching(
        /^The 5 rows that most samples are near to have \d\d % of them; equal shares would be 12 %\.$/,
      ),
    ]);
  });

  it("of a column of few values are none: rows of the table are equal as well", () => {
    const flags = (seed: number, count: number) => normal(count, 2, seed).map((value) => (value > 0 ? 1 : 0));
    expect(findCopies(flags(3, 500), { train: flags(1, 400), heldOut: flags(2, 100) }, 2).nearCopies).toBe(false);
  });
});
