import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { withConditions } from "../../../src/models/conditioning/with-conditions.ts";
import { withKnown } from "../../../src/models/conditioning/with-known.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../../src/models/network.ts";
import { geometricSigmas } from "../../../src/noise/ladders.ts";
import { impute } from "../../../src/sampling/impute.ts";
import { ancestral } from "../../../src/sampling/samplers/ancestral.ts";
import { train } from "../../../src/training/train.ts";
import { testData } from "../../reference/gradient-check.ts";

let engine: Engine;
let network: ScoreNetwork;
const sigmas = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.02, count: 40 });

// a = c + .6·z₁ and b = .5·a + c + .3·z₂: given c and a, b is N(.5·a + c, .09)
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
  const z = testData(18_000, 2);
  const conditions = Array.from({ length: 6000 }, (_, k) => [z[3 * k]]);
  const data = conditions.map(([c], k) => {
    const a = c + 0.6 * z[3 * k + 1];
    return [a, 0.5 * a + c + 0.3 * z[3 * k + 2]];
  });
  network = createScoreNetwork(engine, { dim: 2, hidden: [48, 48], conditions: 1, masks: true, coordinateFrequencies: 0, seed: 1 }); // prettier-ignore
  await train(network, data, { sigmas, steps: 2500, batchSize: 256, learningRate: 4e-3, conditions, seed: 1 });
}, 60_000);
afterAll(() => engine.dispose());

const momentsOf = (values: number[]): { mean: number; std: number } => {
  const mean = values.reduce((x, y) => x + y) / values.length;
  return { mean, std: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
};

describe("known values and conditions together", () => {
  const count = 2000;
  const conditions = Array.from({ length: count }, (_, k) => [1.5 * Math.sin(k)]);
  const rows = conditions.map(([c], k) => [c + 0.6 * Math.sin(5 * k), NaN]);

  // 4 standard errors of 2000 rows: .027 and .019
  test("a column given another and the numbers: residuals of mean 0 and the exact deviation", async () => {
    const model = withKnown(withConditions(network, conditions), rows);
    const drawn = await ancestral(model, sigmas, { count, seed: 1 });
    const residuals = rows.map(([a], k) => drawn[2 * k + 1] - 0.5 * a - conditions[k][0]);
    const { mean, std } = momentsOf(residuals);
    expect(Math.abs(mean)).toBeLessThan(0.08);
    expect(Math.abs(std - 0.3)).toBeLessThan(0.06);
    rows.forEach(([a], k) => expect(drawn[2 * k]).toBeCloseTo(a, 4));
  });

  test("each row alone, guided or not: the same bits", async () => {
    for (const guidanceScale of [1, 2]) {
      const given = (from: number, to: number) =>
        withKnown(withConditions(network, conditions.slice(from, to), { guidanceScale }), rows.slice(from, to));
      const whole = await ancestral(given(0, 60), [3, 1, 0.2], { count: 60, seed: 3 });
      for (const k of [0, 33]) {
        const alone = await ancestral(given(k, k + 1), [3, 1, 0.2], { count: 1, offset: k, seed: 3 });
        expect(alone).toEqual(whole.slice(2 * k, 2 * k + 2));
      }
    }
  });

  test("impute takes the numbers too, by masks; copies of a row have its own", async () => {
    const model = withConditions(network, conditions.slice(0, 50));
    const filled = await impute(model, rows.slice(0, 50), { copies: 20, seed: 2 });
    const residuals = Array.from({ length: 1000 }, (_, i) => {
      const k = Math.floor(i / 20);
      expect(filled[2 * i]).toBe(rows[k][0]);
      return filled[2 * i + 1] - 0.5 * rows[k][0] - conditions[k][0];
    });
    const { mean, std } = momentsOf(residuals);
    expect(Math.abs(mean)).toBeLessThan(0.1);
    expect(Math.abs(std - 0.3)).toBeLessThan(0.08);
    const one = await impute(withConditions(network, conditions[7]), rows.slice(7, 8), {
      offset: 7,
      copies: 20,
      seed: 2,
    });
    expect(one).toEqual(filled.slice(280, 320));
  });

  test("other numbers of rows are refused", () => {
    const model = withConditions(network, conditions.slice(0, 3));
    expect(() => withKnown(model, rows.slice(0, 2))).toThrow(
      "withKnown: expected rows as many as the 3 of conditions, got 2",
    );
    expect(() => withKnown(withKnown(model, rows.slice(0, 3)) as ScoreNetwork, rows)).toThrow("a network made by");
  });
});
