import { describe, expect, it } from "vitest";
import { areaUnderCurve } from "../../../src/metrics/tables/area-under-curve.ts";
import { uniforms } from "../generator.ts";

const area = (scores: number[], classes: number[]): number =>
  areaUnderCurve(Float64Array.from(scores), (row) => classes[row] === 1);

describe("areaUnderCurve", () => {
  it("counts pairs of a row of class 1 and one of class 0, ties half", () => {
    const uniform = uniforms(1);
    const scores = Array.from({ length: 80 }, () => Math.floor(uniform() * 12));
    const classes = scores.map((score) => Number(uniform() < score / 12));
    let [wins, pairs] = [0, 0];
    scores.forEach((a, i) =>
      scores.forEach((b, j) => {
        if (classes[i] !== 1 || classes[j] !== 0) return;
        pairs++;
        wins += a > b ? 1 : a === b ? 0.5 : 0;
      }),
    );
    expect(area(scores, classes)).toBeCloseTo(wins / pairs, 13);
  });

  it("is 1, 0, ½ and undefined at its ends", () => {
    expect(area([1, 2, 3, 4], [0, 0, 1, 1])).toBe(1);
    expect(area([4, 3, 2, 1], [0, 0, 1, 1])).toBe(0);
    expect(area([7, 7, 7], [0, 1, 1])).toBe(0.5);
    expect(area([1, 2], [1, 1])).toBeNaN();
  });
});
