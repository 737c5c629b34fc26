import { describe, expect, it } from "vitest";
import { areaUnderCurve } from "../../../src/metrics/tables/area-under-curve.ts";
import { learningTask } from "../../../src/metrics/tables/learning-task.ts";
import { areaInfluences, determinationInfluences, errorBy } from "../../../src/metrics/tables/row-influences.ts";
import { normals, uniforms } from "../generator.ts";
import { category, number } from "./columns.ts";

const DRAWS = 1500;

/** The standard deviation of a figure over rows drawn with replacement. */
function bootstrapError(rows: number, figure: (rows: readonly number[]) => number): number {
  const uniform = uniforms(99);
  const figures = Array.from({ length: DRAWS }, () =>
    figure(Array.from({ length: rows }, () => Math.floor(rows * uniform()))),
  );
  const mean = figures.reduce((sum, value) => sum + value, 0) / DRAWS;
  return Math.sqrt(figures.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (DRAWS - 1));
}

// A standard deviation of 1,500 draws has a relative error of 1/√3000; what is left out is of the order 1/rows
const BOUND = 5 / Math.sqrt(2 * DRAWS) + 0.03;
const n = 240;
const [x, noise] = [normals(n, 1), normals(n, 2)];

describe("the error by what each row adds is the bootstrap's over rows", () => {
  it("of the area under a ROC curve, with ties and unequal classes", () => {
    const classes = x.map((value, i) => Number(value + noise[i] > 0.8));
    const scores = x.map((value) => Math.round(4 * value));
    const expected = bootstrapError(n, (rows) =>
      areaUnderCurve(
        Float64Array.from(rows, (row) => scores[row]),
        (k) => classes[rows[k]] === 1,
      ),
    );
    const error = errorBy(areaInfluences(scores, (row) => classes[row] === 1));
    expect(Math.abs(error / expected - 1)).toBeLessThan(BOUND);
  });

  it("of R², for good and for bad predictions", () => {
    const task = learningTask([number(...x)], 0, 2)!;
    for (const predictions of [x.map((value, i) => value + 0.5 * noise[i]), noise]) {
      const expected = bootstrapError(n, (rows) =>
        task.quality(
          Float64Array.from(rows, (row) => predictions[row]),
          Float64Array.from(rows, (row) => x[row]),
        ),
      );
      const error = errorBy(determinationInfluences(predictions, x, task.quality(predictions, x)));
      expect(Math.abs(error / expected - 1)).toBeLessThan(BOUND);
    }
  });

  it("of the mean over three levels", () => {
    const levels = x.map((value) => (value < -0.4 ? 0 : value < 0.6 ? 1 : 2));
    const task = learningTask([category(...levels)], 0, 3)!;
    const targets = task.targets(levels);
    const predictions = Float64Array.from({ length: 3 * n }, (_, i) => {
      const guess = x[Math.floor(i / 3)] + noise[Math.floor(i / 3)];
      return [-guess, -Math.abs(guess), guess][i % 3];
    });
    const expected = bootstrapError(n, (rows) =>
      task.quality(
        Float64Array.from(rows.flatMap((row) => Array.from(predictions.subarray(3 * row, 3 * row + 3)))),
        Float64Array.from(rows, (row) => targets[row]),
      ),
    );
    expect(Math.abs(errorBy(task.influences(predictions, targets)) / expected - 1)).toBeLessThan(BOUND);
  });
});

it("what rows add cancels out: the figure is where it is", () => {
  const classes = x.map((value, i) => Number(value + noise[i] > 0));
  const area = areaInfluences(x, (row) => classes[row] === 1);
  const determination = determinationInfluences(noise, x, learningTask([number(...x)], 0, 2)!.quality(noise, x));
  for (const influences of [area, determination])
    expect(influences.reduce((sum, influence) => sum + influence, 0)).toBeCloseTo(0, 10);
});
