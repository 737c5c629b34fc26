import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { standardEncoding } from "../../../src/data/encodings/standard.ts";
import { observed } from "../../../src/models/conditioning/observed.ts";
import { withLabels } from "../../../src/models/conditioning/with-labels.ts";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import { product } from "../../../src/models/composition/product.ts";
import { ancestral } from "../../../src/sampling/samplers/ancestral.ts";
import { heunOde } from "../../../src/sampling/samplers/heun-ode.ts";
import { hashOf } from "../../kit/hash-of.ts";
import { twin } from "../../kit/network-twin.ts";
import { testData } from "../../reference/gradient-check.ts";
import { columnMean, columnVariance, posterior, type Normal } from "../../kit/linear-posterior.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const law: Normal = {
  mean: [1, -2, 0.5],
  covariance: [
    [1, 0.6, 0.2],
    [0.6, 2, -0.5],
    [0.2, -0.5, 0.7],
  ],
};
const prior = gaussian(law);
const observations = [
  { matrix: [[1, 0, 0]], values: [2], covariance: 0.01 },
  { matrix: [[1, 1, 0], [0, 1, -2]], values: [0.5, 1], covariance: [0.1, 0.5] }, // prettier-ignore
  { matrix: [[1, 0, 1], [0, 2, 0]], values: [0, -1], covariance: [[0.5, 0.3], [0.3, 0.4]] }, // prettier-ignore
];

describe("normal data", () => {
  test.each(observations)("the score is the exact posterior's at every σ: %j", async (given) => {
    const exact = gaussian(posterior(law, given));
    const model = observed(prior, given);
    const x = Float32Array.from(testData(3 * 20, 1), (z) => 2 * z);
    for (const sigma of [5, 1, 0.2]) {
      const score = await model.score(x, sigma);
      // Differences of f32 scores: some 1e-6 of D over 1/32 of σ
      exact.score(x, sigma).forEach((value, k) => expect(Math.abs(score[k] - value) * sigma).toBeLessThan(2e-3));
    }
  });

  test("rows drawn by an SDE and an ODE have the posterior's moments, to 4 standard errors", async () => {
    const [, given] = observations;
    const exact = posterior(law, given);
    const count = 1000;
    for (const run of [
      ancestral(observed(prior, given), "auto", { count, evaluations: 120, seed: 1, engine }),
      heunOde(observed(prior, given), "auto", { count, evaluations: 30, seed: 2, engine }),
    ]) {
      const rows = await run;
      exact.mean.forEach((mean, c) => {
        const variance = exact.covariance[c][c];
        expect(Math.abs(columnMean(rows, 3, c) - mean)).toBeLessThan(4 * Math.sqrt(variance / count));
        // .03 for the steps
        expect(Math.abs(columnVariance(rows, 3, c) / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count) + 0.03);
      });
    }
  });

  test("in the user's units: of standardized rows the same posterior", async () => {
    const [, given] = observations;
    const mean = Float64Array.of(10, 20, -5);
    const std = Float64Array.of(3, 0.5, 7);
    // The law of standardized rows is `law`: the user's rows are std·x + mean
    const own: ScoreModel = {
      dim: 3,
      score: (x, sigma) => prior.score(x, sigma),
      encoding: standardEncoding({ mean, std }),
    };
    const matrix = given.matrix.map((row) => row.map((a, d) => a / std[d]));
    const values = given.values.map((y, j) => y + matrix[j].reduce((sum, a, d) => sum + a * mean[d], 0));
    const x = Float32Array.from(testData(9, 1));
    const actual = await observed(own, { ...given, matrix, values }).score(x, 0.7);
    const expected = await observed(prior, given).score(x, 0.7);
    Array.from(expected).forEach((value, k) => expect(Math.abs(actual[k] - value)).toBeLessThan(1e-3));
  });
});

describe("networks", () => {
  const given = { matrix: [[1, 0.5], [0, 1]], values: [0.3, -0.2], covariance: 0.05 }; // prettier-ignore

  test("derivatives in forward mode are those of differences, with labels and guidance", async () => {
    const { network } = twin(engine, { dim: 2, hidden: [32, 32], classes: 3 }, true);
    const x = Float32Array.from(testData(2 * 9, 1));
    const labels = Array.from({ length: 9 }, (_, k) => (k % 4) - 1);
    for (const model of [network, withLabels(network, 1), withLabels(network, labels, { guidanceScale: 2 })])
      for (const sigma of [2, 0.4]) {
        const outside: ScoreModel = { dim: 2, score: (rows, s) => model.score(rows, s) };
        const actual = await observed(model, given).score(x, sigma);
        const expected = await observed(outside, given).score(x, sigma);
        Array.from(expected).forEach((value, k) => expect(Math.abs(actual[k] - value) * sigma).toBeLessThan(5e-3));
      }
  });

  test("values of each row: rows alone, any split and two threads have the same bits", async () => {
    const two = await createEngine({ threads: 2 });
    const values = Array.from({ length: 30 }, (_, k) => [k / 30, -k / 15]);
    const hashes = new Set<string>();
    for (const own of [engine, two]) {
      const { network } = twin(own, { dim: 2, hidden: [64, 64] }, true);
      const draw = (from: number, to: number) =>
        ancestral(observed(network, { ...given, values: values.slice(from, to) }), [4, 1, 0.3], {
          count: to - from,
          offset: from,
          seed: 3,
        });
      const whole = await draw(0, 30);
      hashes.add(hashOf(whole));
      expect(hashOf(await draw(10, 11), await draw(11, 30))).toBe(hashOf(whole.slice(20, 22), whole.slice(22)));
    }
    expect(hashes.size).toBe(1);
    two.dispose();
  });
});

describe("errors name what is wrong", () => {
  const [good] = observations;
  test.each([
    [{ matrix: [] }, "matrix an array of one or more rows"],
    [{ matrix: [[1, 2]] }, "matrix[0] an array of 3 numbers"],
    [{ values: [[1, 2]] }, "values"],
    [{ values: [NaN] }, "values"],
    [{ covariance: 0 }, "covariance positive"],
    [{ covariance: [1, 2] }, "covariance an array of 1 numbers"],
    [{ covariance: [[-1]] }, "covariance positive definite"],
    [{ noise: 1 }, "expected option"],
  ])("%j", (part, message) => {
    expect(() => observed(prior, { ...good, ...part } as never)).toThrow(message);
  });

  test("a composition, an encoding that is more than a scale, another count", () => {
    expect(() => observed(product([prior, prior]), good)).toThrow("got a composition");
    const encoding = {
      ...standardEncoding({ mean: new Float64Array(3), std: Float64Array.of(1, 1, 1) }),
      kind: "bent",
    };
    expect(() => observed({ ...prior, dim: 3, score: (x: Float32Array) => x, encoding } as never, good)).toThrow(
      'encoding "identity"',
    );
    const model = observed(prior, { ...good, values: [[1], [2]] });
    expect(() => ancestral(model, [1, 0.5], { count: 3 })).toThrow("count 2");
  });
});
