import { describe, expect, it } from "vitest";
import { closestRecord, recordDistances } from "../../../src/metrics/tables/record-distances.ts";
import { normals } from "../generator.ts";
import { category, number } from "./columns.ts";

describe("closestRecord", () => {
  it("is 0.1 from 5 to [0, 10, 3, 4, 1]", () => {
    expect(closestRecord([number(5)], [number(0, 10, 3, 4, 1)])[0]).toBeCloseTo(0.1, 15);
  });

  it("averages columns: |Δ|/range up to 1, 0 or 1 for levels, 1 where one of both is missing", () => {
    expect([...closestRecord([number(30), category(1)], [number(0, 10), category(0, 0)])]).toEqual([1]);
    expect([...closestRecord([number(5), category(0)], [number(0, 10), category(0, 1)])]).toEqual([0.25]);
    expect([...closestRecord([number(NaN), category(0)], [number(0, 10), category(0, 1)])]).toEqual([0.5]);
    expect([...closestRecord([number(NaN), category(0)], [number(NaN, 10), category(0, 1)])]).toEqual([0]);
  });
});

describe("recordDistances", () => {
  const train = [number(0, 2, 4, 8)];
  const holdout = [number(1, 3, 5, 7)];

  it("has the share 1 for copies of training rows, 0 for copies of held-out ones, 1/2 for ties", () => {
    expect(recordDistances(train, train, holdout)).toMatchObject({ share: 1, protection: 0 });
    expect(recordDistances(holdout, train, holdout)).toMatchObject({ share: 0, protection: 1 });
    expect(recordDistances([number(0.5, 2.5, 4.5)], train, holdout)).toMatchObject({ share: 0.5, protection: 1 });
  });

  it("compares as many training rows as held-out ones", () => {
    const many = [number(...Array.from({ length: 1000 }, (_, i) => i))];
    const { share, rows } = recordDistances([number(...normals(200, 1).map((x) => 500 + 100 * x))], many, [
      number(...Array.from({ length: 50 }, (_, i) => 20 * i + 9.5)),
    ]);
    expect(rows).toEqual({ synthetic: 200, train: 50, holdout: 50 });
    expect(share).toBeLessThan(0.9);
    const few = [number(...Array.from({ length: 50 }, (_, i) => 20 * i))];
    expect(recordDistances([number(...normals(200, 1).map((x) => 500 + 100 * x))], few, many).share).toBeGreaterThan(
      0.1,
    );
  });

  it("calls rows memorized that are three times as near to one training row as to the next", () => {
    const known = [number(0, 10, 100)];
    // Ratios 1/9, .5/9.5, 4/6, and 0 for a copy; held out: 5/5, 1/9 and 3/7
    const { memorized, ratio } = recordDistances([number(1, 0.5, 4, 100)], known, [number(5, 9, 3)]);
    expect(memorized).toEqual({ synthetic: 0.75, holdout: 1 / 3 });
    expect(ratio.synthetic[1]).toBeCloseTo((1 / 9 + 0.5 / 9.5) / 2, 12);
    expect(ratio.holdout[1]).toBeCloseTo(3 / 7, 12);
  });

  it("has as many rows below the 2 % and 5 % quantiles as held out, for a fresh draw; all of them for copies", () => {
    const draw = (seed: number) => {
      const x = normals(4000, seed);
      return [
        number(...x.subarray(0, 2000)),
        number(...x.subarray(2000)),
        category(...Array.from(x.subarray(0, 2000), (value) => Number(value > 0))),
      ];
    };
    const [known, others, fresh] = [1, 2, 3].map(draw);
    const { below2, below5, share, copyingZ } = recordDistances(fresh, known, others);
    // Errors of a share of the fresh rows and of one of the held-out ones
    const error = (p: number): number => Math.sqrt((2 * p * (1 - p)) / 2000);
    expect(Math.abs(below2 - 0.02)).toBeLessThan(5 * error(0.02));
    expect(Math.abs(below5 - 0.05)).toBeLessThan(5 * error(0.05));
    expect(Math.abs(share - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / 2000));
    expect(Math.abs(copyingZ)).toBeLessThan(4);
    expect(recordDistances(known, known, others).copyingZ).toBeCloseTo(-Math.sqrt((3 * 2000 * 2000) / 4001), 10);
    expect(recordDistances(known, known, others)).toMatchObject({ below2: 1, below5: 1 });
  });

  it("adds two for other levels and standardizes numbers where it takes quantiles", () => {
    // Standard deviation 1: held-out rows at 0.5 of a neighbor; a level apart is 2, as far as two deviations
    const known = [number(-1, 1, -1, 1), category(0, 0, 0, 0)];
    const others = [number(-0.5, 0.5, -0.5, 0.5), category(0, 0, 0, 0)];
    const below = (x: number, level: number): number =>
      recordDistances([number(x), category(level)], known, others).below5;
    expect(below(0.6, 0)).toBe(1);
    expect(below(0.4, 0)).toBe(0);
    expect(below(1, 1)).toBe(0);
  });
});
