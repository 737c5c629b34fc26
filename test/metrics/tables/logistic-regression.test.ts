import { describe, expect, it } from "vitest";
import { LinearEncoding } from "../../../src/metrics/tables/linear-features.ts";
import { linearPredictor, logisticRegression } from "../../../src/metrics/tables/logistic-regression.ts";
import { runPython } from "../../kit/python.ts";
import { binary, columns } from "./booster/tables.ts";
import { category, number } from "./columns.ts";

/** Logits of the first rows, as test/reference/logistic_sklearn.py gives them with scikit-learn 1.2.1. */
const GOLDEN = [-0.9181886, -0.1578099, 0.4568451, -0.2153443, 0.6842311, 1.472315, -0.3521242, 0.6597305];

function logits(): Float64Array {
  const features = new LinearEncoding(columns).encode(columns);
  return linearPredictor(logisticRegression(features, binary), features);
}

describe("logisticRegression", () => {
  it("has scikit-learn's logits within .003", () => {
    const z = logits();
    GOLDEN.forEach((value, i) => expect(Math.abs(z[i] - value)).toBeLessThan(0.003));
  });

  it("has those of the scikit-learn that is installed", { timeout: 120_000 }, ({ skip }) => {
    const tables = columns.map(({ kind, values }) => ({ kind, values: Array.from(values) }));
    const answer = runPython("logistic_sklearn.py", { columns: tables, targets: Array.from(binary) });
    if (!answer) skip("no Python with scikit-learn");
    const z = logits();
    (answer as number[]).forEach((value, i) => expect(Math.abs(z[i] - value)).toBeLessThan(0.003));
  });

  it("solves the penalized equation of a single level by hand", () => {
    // Levels of 30 and 10 rows of class 1 among 40 each: w = ∓Σ residuals, both ends of ln 3 − w = logit shrunk by C = 1
    const column = category(...Array.from({ length: 80 }, (_, i) => Number(i < 40)));
    const targets = Uint8Array.from({ length: 80 }, (_, i) => Number(i < 40 ? i < 30 : i < 50));
    const features = new LinearEncoding([column]).encode([column]);
    const [a, b, intercept] = logisticRegression(features, targets);
    const p = 1 / (1 + Math.exp(-a - intercept));
    expect(a + b).toBeCloseTo(0, 3);
    expect(intercept).toBeCloseTo(0, 3);
    expect(a).toBeCloseTo(30 - 40 * p, 2);
  });

  it("sees columns of very different scales alike", () => {
    const x = Array.from({ length: 200 }, (_, i) => ((i * 37) % 200) / 100 - 1);
    const targets = Uint8Array.from(x, (value, i) => Number(value > ((i * 61) % 200) / 100 - 1));
    const fit = (scale: number): Float64Array => {
      const column = number(...x.map((value) => value * scale + 3));
      const features = new LinearEncoding([column]).encode([column]);
      return linearPredictor(logisticRegression(features, targets), features);
    };
    const [small, large] = [fit(1e-6), fit(1e6)];
    small.forEach((z, i) => expect(Math.abs(z - large[i])).toBeLessThan(0.01));
  });
});
