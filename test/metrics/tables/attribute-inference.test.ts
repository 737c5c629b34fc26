import { describe, expect, it } from "vitest";
import { attributeInference, residualRisk } from "../../../src/metrics/tables/attribute-inference.ts";
import type { TableColumn } from "../../../src/metrics/tables/column.ts";
import { normals } from "../generator.ts";
import { category, number } from "./columns.ts";

describe("residualRisk", () => {
  it("is 0.1926 for 60 of 100 right guesses beside 50 of 100", () => {
    const { success, control, risk } = residualRisk([60, 100], [50, 100]);
    expect(success).toBeCloseTo(0.5963, 4);
    expect(control).toBeCloseTo(0.5, 15);
    expect(risk).toBeCloseTo(0.1926, 4);
  });

  it("has the error of both rates", () => {
    // For many guesses √(p(1 − p)/n) of each rate, times 1/(1 − c) and (1 − a)/(1 − c)²
    const [a, c] = [Math.sqrt(0.24 / 1e6), Math.sqrt(0.25 / 1e6)];
    expect(residualRisk([600_000, 1e6], [500_000, 1e6]).error / Math.hypot(a / 0.5, (0.4 / 0.25) * c)).toBeCloseTo(
      1,
      4,
    );
  });
});

/** Three dependent columns: two numbers, negative ones too, with gaps, and a level. */
function rows(count: number, seed: number): TableColumn[] {
  const x = normals(3 * count, seed);
  const first = Array.from({ length: count }, (_, i) => x[i]);
  return [
    number(...first),
    number(...first.map((value, i) => (i % 9 === 0 ? NaN : value + 0.5 * x[count + i]))),
    category(...first.map((value, i) => (value + x[2 * count + i] > 0 ? 1 : 0))),
  ];
}

describe("attributeInference", () => {
  const train = rows(400, 1);
  const holdout = rows(400, 2);

  it("finds nothing in fresh draws, within five errors", () => {
    for (const { risk, error } of attributeInference(rows(400, 3), train, holdout))
      expect(Math.abs(risk)).toBeLessThan(5 * error);
  });

  it("finds all of a copy", () => {
    const [first, ...others] = attributeInference(train, train, holdout);
    for (const { success, control, risk } of others) {
      expect(success).toBeCloseTo((400 + 1.96 ** 2 / 2) / (400 + 1.96 ** 2), 12);
      expect(control).toBeLessThan(0.8);
      expect(risk).toBeGreaterThan(0.97);
    }
    // Where the second column has a gap, one row in nine, only the level is left to tell rows apart
    expect(first.success).toBeGreaterThan(0.88);
    expect(first.success).toBeLessThan(0.92);
  });

  it("takes the nearest row by all other columns, and the size of a negative number for its size", () => {
    const known = [number(-100, 50, 50), category(0, 1, 2)];
    // By the level 0 the guess is −100: within 5 % of −104, not of −106 or 100; the level 1 has 50
    const guesses = [-104, -106, 100, 50].map(
      (truth, i) => attributeInference(known, [number(truth), category(i < 3 ? 0 : 1)], known)[0].success,
    );
    const [wrong, right] = [0, 1].map((s) => (s + 1.96 ** 2 / 2) / (1 + 1.96 ** 2));
    expect(guesses).toEqual([right, wrong, wrong, right]);
  });

  it("guesses gaps: two missing cells are equal, in distances and as an answer", () => {
    const known = [number(NaN, 1), number(5, NaN), category(0, 1)];
    const [first, second] = attributeInference(known, [number(NaN), number(NaN), category(1)], known);
    const right = (1 + 1.96 ** 2 / 2) / (1 + 1.96 ** 2);
    // By (·, gap, 1) the second row is nearest, which has 1 for a gap; by (gap, ·, 1) both are one apart, the first counts
    expect(first.success).toBeCloseTo(1 - right, 15);
    expect(second.success).toBeCloseTo(1 - right, 15);
    expect(attributeInference(known, [number(0.5), number(NaN), category(1)], known)[1].success).toBeCloseTo(right, 15);
  });

  it("has none for a single column", () => {
    expect(attributeInference([train[0]], [train[0]], [holdout[0]])).toEqual([]);
  });
});
