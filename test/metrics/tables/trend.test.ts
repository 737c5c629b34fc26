import { describe, expect, it } from "vitest";
import { correlation } from "../../../src/metrics/tables/correlation.ts";
import { columnPairTrends } from "../../../src/metrics/tables/trend.ts";
import { normals } from "../generator.ts";
import { category, number } from "./columns.ts";

describe("columnPairTrends of two columns of numbers", () => {
  const line = [number(1, 2, 3), number(2, 4, 6)];

  it("is 0 between correlations 1 and −1, 1/2 between 1 and 0", () => {
    expect(columnPairTrends(line, [number(1, 2, 3), number(3, 2, 1)]).score).toBeCloseTo(0, 15);
    expect(columnPairTrends(line, [number(0, 0, 1, 1), number(0, 1, 0, 1)]).score).toBeCloseTo(0.5, 15);
  });

  it("takes rows in which both are present", () => {
    expect(columnPairTrends([number(1, 2, NaN, 3), number(2, 4, 9, 6)], line).score).toBeCloseTo(1, 15);
    expect(columnPairTrends([number(1, 2, 1e9, 3), number(2, 4, NaN, 6)], line).score).toBeCloseTo(1, 15);
  });

  it("is not defined where a side is constant, in the rows that have both too", () => {
    expect(columnPairTrends([number(1, 1, 1), number(2, 4, 6)], line).score).toBeNaN();
    expect(columnPairTrends(line, [number(0.1, 0.1, 0.1), number(2, 4, 6)]).score).toBeNaN();
    expect(columnPairTrends([number(0.1, 0.1, 0.1, 7), number(2, 4, 6, NaN)], line).score).toBeNaN();
  });

  it("is right for numbers whose squares are beyond f64, and for a small spread far from 0", () => {
    expect(correlation([1e200, 2e200, 4e200], [3, 5, 9])).toBeCloseTo(1, 14);
    expect(correlation([1e-200, 2e-200, 4e-200], [3, 5, 9])).toBeCloseTo(1, 14);
    expect(correlation([1e9 + 1, 1e9 + 2, 1e9 + 4], [3, 5, 9])).toBeCloseTo(1, 14);
  });
});

describe("columnPairTrends of levels", () => {
  it("is 1/2 between a uniform 2×2 table and its diagonal", () => {
    const uniform = [category(0, 0, 1, 1), category(0, 1, 0, 1)];
    expect(columnPairTrends(uniform, [category(0, 1), category(0, 1)]).score).toBe(0.5);
  });

  it("has Cramér's V .6 of [[.4, .1], [.1, .4]], 1 of a diagonal and 0 of a constant", () => {
    const a = category(0, 0, 0, 0, 0, 1, 1, 1, 1, 1);
    const b = category(0, 0, 0, 0, 1, 0, 1, 1, 1, 1);
    const constant = category(...new Array<number>(10).fill(3));
    const { pairs } = columnPairTrends([a, b, a, constant], [a, b, a, constant]);
    const dependence = (first: number, second: number): number =>
      pairs.find(({ columns: [x, y] }) => x === first && y === second)!.dependence;
    expect(dependence(0, 1)).toBeCloseTo(0.6, 14);
    expect(dependence(0, 2)).toBeCloseTo(1, 14);
    expect(dependence(0, 3)).toBe(0);
  });

  it.each([3, 40, 200])("counts the cells of %i levels as a plain table does", (levels) => {
    const draw = (seed: number) => Array.from(normals(150, seed), (x) => (x > 2 ? NaN : Math.floor(Math.abs(x * 1e4)) % levels)); // prettier-ignore
    const [a, b, c, d] = [1, 2, 3, 4].map(draw);
    const shares = (x: number[], y: number[]) => {
      const counts = new Map<string, number>();
      x.forEach((level, i) => counts.set(`${level} ${y[i]}`, (counts.get(`${level} ${y[i]}`) ?? 0) + 1));
      return counts;
    };
    const [real, synthetic] = [shares(a, b), shares(c, d)];
    let distance = 0;
    for (const cell of new Set([...real.keys(), ...synthetic.keys()]))
      distance += Math.abs((real.get(cell) ?? 0) - (synthetic.get(cell) ?? 0)) / 150;
    const { score } = columnPairTrends([category(...a), category(...b)], [category(...c), category(...d)]);
    expect(score).toBeCloseTo(1 - distance / 2, 12);
    // The same levels far apart
    const far = (values: number[]) => category(...values.map((level) => level * 1000));
    expect(columnPairTrends([far(a), far(b)], [far(c), far(d)]).score).toBe(score);
  });
});

describe("columnPairTrends of a table", () => {
  // Twice the real numbers: other bins of the real table's, but the same of their own
  const real = [number(0, 1, 2, 3, 4, 5, 6, 7, 8, 10), category(0, 0, 0, 0, 0, 1, 1, 1, 1, 1)];
  const doubled = [number(0, 2, 4, 6, 8, 10, 12, 14, 16, 20), category(0, 0, 0, 0, 0, 1, 1, 1, 1, 1)];

  it("cuts the numbers of a mixed pair by the real table's bins", () => {
    // 0, 2, 4, 6, 8 stay in category 0 and only 0, 2, 4 have a partner there; of category 1 only the last bin has one
    expect(columnPairTrends(real, doubled).score).toBeCloseTo(0.4, 15);
  });

  it('has each table cut by its own bins in the reports of "sdmetrics-0.11"', () => {
    expect(columnPairTrends(real, doubled, { compat: "sdmetrics-0.11" }).score).toBe(1);
  });

  it("names the pairs and averages those that are defined", () => {
    const constant = number(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    const { score, pairs } = columnPairTrends([...real, constant], [...real, constant]);
    expect(pairs.map(({ columns }) => columns)).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    expect(pairs[1].score).toBeNaN();
    expect(score).toBe(1);
  });

  it("has the dependent pairs by themselves: independent columns are good on the others only", () => {
    const [x, noise, other] = [1, 2, 3].map((seed) => normals(2000, seed));
    const y = x.map((value, i) => value + 0.2 * noise[i]);
    const table = [number(...x), number(...y), number(...other)];
    const shuffled = [number(...x), number(...normals(2000, 4)), number(...normals(2000, 5))];
    const { score, dependent, pairs } = columnPairTrends(table, shuffled);
    // |ρ| = 1/√1.04 = .98 becomes 0 within 5/√2000, the two others stay 0
    expect(pairs.map((pair) => pair.dependent)).toEqual([true, false, false]);
    expect(dependent.pairs).toBe(1);
    expect(Math.abs(dependent.score - (1 - 1 / Math.sqrt(1.04) / 2))).toBeLessThan(2.5 / Math.sqrt(2000));
    expect(score).toBeGreaterThan(0.8);
    expect(columnPairTrends(table, shuffled, { dependentCorrelation: 0.99 }).dependent).toEqual({
      score: NaN,
      ceiling: NaN,
      pairs: 0,
    });
    expect(columnPairTrends(real, doubled, { dependentAssociation: 1 }).dependent.pairs).toBe(0);
  });

  it("has as ceiling what fresh draws of the same law get on average", () => {
    const trials = 60;
    const draw = (seed: number) => {
      const [x, e] = [normals(500, 2 * seed), normals(500, 2 * seed + 1)];
      const y = x.map((value, i) => 0.8 * value + 0.6 * e[i]);
      const level = Array.from(e, (value) => (value > 1 ? 2 : value > 0 ? 1 : 0));
      return [number(...x), number(...y), category(...level), category(...Array.from(x, (value) => Number(value > 0)))];
    };
    const runs = Array.from({ length: trials }, (_, k) => columnPairTrends(draw(2 * k), draw(2 * k + 1)).pairs);
    // ρ = .8 of two columns of numbers, and two columns of levels
    for (const pair of [0, 5]) {
      const scores = runs.map((pairs) => pairs[pair].score);
      const mean = scores.reduce((sum, value) => sum + value, 0) / trials;
      const variance = scores.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (trials - 1);
      expect(Math.abs(mean - runs[0][pair].ceiling)).toBeLessThan(5 * Math.sqrt(variance / trials));
    }
  });

  it("refuses more steps than a minute's", () => {
    const column = { kind: "category" as const, values: new Uint8Array(9000) };
    const wide = Array.from({ length: 2000 }, () => column);
    expect(() => columnPairTrends(wide, wide)).toThrow("columnPairTrends: expected at most 3.4e+10 operations");
  });
});
