import { describe, expect, it } from "vitest";
import { sampleRows } from "../../../src/metrics/tables/row-draws.ts";
import { columnShapes } from "../../../src/metrics/tables/shape.ts";
import { standardError, subsampleErrors } from "../../../src/metrics/tables/standard-error.ts";
import { normals } from "../generator.ts";
import { number } from "./columns.ts";

const draw = (count: number, seed: number, shift = 0) => [number(...normals(count, seed).map((x) => x + shift))];
const mean = ([{ values }]: readonly { values: ArrayLike<number> }[]): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

describe("standardError", () => {
  it("is √(1/n + 1/m) for the difference of means of unit variance", () => {
    const difference = (a: Parameters<typeof mean>[0], b: Parameters<typeof mean>[0]): number => mean(a) - mean(b);
    const error = standardError(draw(800, 1), draw(800, 2), difference, { repeats: 400 });
    // A standard deviation of 400 draws has a relative error of 1/√800
    expect(Math.abs(error / Math.sqrt(2 / 800) - 1)).toBeLessThan(5 / Math.sqrt(800));
    const small = standardError(draw(800, 1), draw(800, 2), difference, { repeats: 400, maxRows: 100 });
    expect(Math.abs(small / Math.sqrt(2 / 800) - 1)).toBeLessThan(5 / Math.sqrt(800));
  });

  it("is the spread of scores of fresh tables", () => {
    const score = (a: Parameters<typeof columnShapes>[0], b: Parameters<typeof columnShapes>[1]): number =>
      columnShapes(a, b).score;
    const scores = Array.from({ length: 200 }, (_, k) => score(draw(400, 2 * k), draw(400, 2 * k + 1, 0.5)));
    const center = scores.reduce((sum, value) => sum + value, 0) / scores.length;
    const spread = Math.sqrt(scores.reduce((sum, value) => sum + (value - center) ** 2, 0) / (scores.length - 1));
    const error = standardError(draw(400, 1001), draw(400, 1002, 0.5), score, { repeats: 200 });
    expect(Math.abs(error / spread - 1)).toBeLessThan(0.3);
  });

  it("of several scores is that of each alone", () => {
    const settings = { repeats: 10, maxRows: 50, seed: 3 };
    const [a, b] = [draw(200, 1), draw(300, 2)];
    const scores = [mean, (table: typeof a) => mean(table) ** 2];
    expect(
      subsampleErrors(a, b, (first, second) => scores.map((of) => of([...first]) - of([...second])), settings),
    ).toEqual(scores.map((of) => standardError(a, b, (first, second) => of([...first]) - of([...second]), settings)));
  });

  it("is not defined for a handful of rows, nor for a score that is not", () => {
    expect(standardError(draw(3, 1), draw(3, 2), () => 1)).toBeNaN();
    expect(standardError(draw(30, 1), draw(30, 2), () => NaN)).toBeNaN();
    expect(() => standardError(draw(30, 1), draw(30, 2), 1 as never)).toThrow(
      "standardError: expected score a function of two tables, got 1",
    );
  });
});

describe("sampleRows", () => {
  const table = [
    number(...Array.from({ length: 50 }, (_, i) => i)),
    number(...Array.from({ length: 50 }, (_, i) => -i)),
  ];

  it("draws whole rows once each, in their order", () => {
    const [a, b] = sampleRows(table, 20, { seed: 3 }).map(({ values }) => Array.from(values));
    expect(new Set(a).size).toBe(20);
    expect(a).toEqual(a.slice().sort((x, y) => x - y));
    expect(b).toEqual(a.map((value) => -value));
    expect(sampleRows(table, 50)).toBe(table);
  });

  it("draws each row as often as others", () => {
    const times = new Float64Array(50);
    for (let seed = 0; seed < 400; seed++) for (const value of Array.from(sampleRows(table, 10, { seed })[0].values)) times[value]++; // prettier-ignore
    // Binomial(400, 1/5), the largest of 50 differences
    for (const count of times) expect(Math.abs(count - 80)).toBeLessThan(4.5 * 8);
  });
});
