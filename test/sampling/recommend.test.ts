import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { product } from "../../src/models/composition/product.ts";
import { withKnown } from "../../src/models/conditioning/with-known.ts";
import { withLabels } from "../../src/models/conditioning/with-labels.ts";
import { gaussian } from "../../src/models/exact/gaussian.ts";
import { createScoreNetwork } from "../../src/models/network.ts";
import type { ScoreModel } from "../../src/models/score-model.ts";
import { recommendSampler } from "../../src/sampling/recommend.ts";
import { sample } from "../../src/sampling/sample.ts";
import { annealedLangevin } from "../../src/sampling/samplers/annealed-langevin.ts";
import { thetaAdams } from "../../src/sampling/samplers/theta-adams.ts";
import { trainFlow } from "../../src/training/train-flow.ts";
import { train } from "../../src/training/train.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const model = gaussian({ mean: [300, -2], std: [50, 3] });
const composition = () => product([model, gaussian({ mean: [280, 0], std: [40, 4] })]);

/** A network of two classes whose score is the velocity of an ODE. */
async function coupled() {
  const network = createScoreNetwork(engine, { dim: 2, hidden: [8], seed: 1 });
  const rows = Array.from({ length: 64 }, (_, k) => [Math.cos(k), Math.sin(k)]);
  await trainFlow(network, rows, { steps: 3, batchSize: 16, coupling: "optimal-transport", seed: 1 });
  return network;
}

describe("recommendSampler", () => {
  test.each([
    [undefined, "thetaAdams", 20],
    [3, "thetaAdams", 3],
    [49, "thetaAdams", 49],
    [50, "annealedLangevin", 50],
    [1000, "annealedLangevin", 1000],
  ] as const)("%s evaluations: %s with %i", (evaluations, name, taken) => {
    const { reason, ...found } = recommendSampler(model, { evaluations });
    expect(found).toEqual({ name, evaluations: taken, sampler: name === "thetaAdams" ? thetaAdams : annealedLangevin });
    expect(found.sampler.description.name).toBe(name);
    expect(reason).toMatch(/^[a-z].*50 evaluations.*[^.]$/);
  });

  test("a network with optimal-transport coupling takes thetaAdams, a composition annealedLangevin, whatever the number", async () => {
    const network = await coupled();
    for (const evaluations of [10, 50, 500]) {
      expect(recommendSampler(network, { evaluations })).toMatchObject({ name: "thetaAdams", evaluations });
      expect(recommendSampler(composition(), { evaluations })).toMatchObject({ name: "annealedLangevin", evaluations });
    }
    expect(recommendSampler(composition()).evaluations).toBe(annealedLangevin.description.evaluations);
    expect(await sample(network, { count: 3, evaluations: 60 })).toHaveLength(6);
    network.dispose();
  });

  test("rows with known values take what draws fresh noise, with fewer than 10 evaluations the ODE", async () => {
    const network = createScoreNetwork(engine, { dim: 2, hidden: [8], masks: true, seed: 1 });
    const rows = Array.from({ length: 64 }, (_, k) => [Math.cos(k), Math.sin(k)]);
    await train(network, rows, { sigmas: [3, 0.1], steps: 3, batchSize: 16, seed: 1 });
    const known = withKnown(network, [[0.5, NaN]]);
    expect(recommendSampler(known)).toMatchObject({ name: "annealedLangevin", evaluations: 20 });
    expect(recommendSampler(known, { evaluations: 10 })).toMatchObject({ name: "annealedLangevin", evaluations: 10 });
    expect(recommendSampler(known, { evaluations: 9 })).toMatchObject({ name: "thetaAdams", evaluations: 9 });
    expect(recommendSampler(network)).toMatchObject({ name: "thetaAdams", evaluations: 20 });
    for (const evaluations of [1, 10]) expect((await sample(known, { count: 1, evaluations }))[0]).toBeCloseTo(0.5, 6);
    network.dispose();
  });

  test("refuses what is no model, and options that are none", () => {
    expect(() => recommendSampler({} as ScoreModel)).toThrow("recommendSampler: expected a model with score(x, sigma)");
    expect(() => recommendSampler(model, { evaluations: 0 })).toThrow(
      "recommendSampler: expected evaluations an integer",
    );
    expect(() => recommendSampler(model, { evaluation: 2 } as never)).toThrow("recommendSampler: expected option");
  });
});

describe("sample", () => {
  test("is the recommended sampler's call, bit for bit", async () => {
    for (const evaluations of [undefined, 7, 60]) {
      const how = { count: 40, seed: 3, offset: 11, engine };
      const { sampler, evaluations: taken } = recommendSampler(model, { evaluations });
      expect(await sample(model, { ...how, evaluations })).toEqual(
        await sampler(model, "auto", { ...how, evaluations: taken }),
      );
    }
    const start = Float64Array.from({ length: 8 }, (_, k) => 300 + 100 * k);
    expect(await sample(model, { count: 4, start, denoise: false, engine })).toEqual(
      await thetaAdams(model, "auto", { count: 4, start, denoise: false, engine, evaluations: 20 }),
    );
  });

  test("a composition: N(m₁, v₁)·N(m₂, v₂) to 4 standard errors and 2 %", async () => {
    const n = 2000;
    const rows = await sample(composition(), { count: n, seed: 1, engine });
    for (const [c, [m1, v1], [m2, v2]] of [
      [0, [300, 2500], [280, 1600]],
      [1, [-2, 9], [0, 16]],
    ] as const) {
      // prettier-ignore
      const variance = 1 / (1 / v1 + 1 / v2);
      const mean = variance * (m1 / v1 + m2 / v2);
      const std = Math.sqrt(variance);
      const column = rows.filter((_, k) => k % 2 === c);
      const average = column.reduce((a, b) => a + b) / n;
      const measured = Math.sqrt(column.reduce((sum, x) => sum + (x - average) ** 2, 0) / n);
      expect(Math.abs(average - mean)).toBeLessThan((4 / Math.sqrt(n) + 0.02) * std);
      expect(Math.abs(measured - std)).toBeLessThan((4 / Math.sqrt(2 * n) + 0.02) * std);
    }
  });

  test("watches progress, and refuses by its own name", async () => {
    let seen = 0;
    const slow: ScoreModel = {
      ...{ dim: 1, mean: [0], variance: [1] },
      score(x, sigma) {
        for (const until = performance.now() + 5; performance.now() < until;);
        return x.map((v) => -v / (1 + sigma * sigma));
      },
    };
    for await (const { levels } of sample(slow, { count: 2, engine, evaluations: 10 })) seen += Number(levels === 10);
    expect(seen).toBeGreaterThan(2);
    expect(() => sample(model, { count: 0 })).toThrow("sample: expected count an integer");
    expect(() => sample(model, { count: 1, eta: 1 } as never)).toThrow("sample: expected option");
    expect(() => sample({ dim: 1, score: (x) => x }, { count: 1 })).toThrow("expected numbers for noise levels");
    expect(() => sample(null as never, { count: 1 })).toThrow("sample: expected a model");
  });

  test("labels of each row go with it", async () => {
    const network = createScoreNetwork(engine, { dim: 1, hidden: [8], classes: 2, seed: 1 });
    const data = Array.from({ length: 64 }, (_, k) => [k % 2 ? 1 : -1]);
    const { train } = await import("../../src/training/train.ts");
    await train(network, data, { sigmas: "auto", steps: 3, batchSize: 16, labels: data.map(([x]) => Number(x > 0)) });
    expect(await sample(withLabels(network, [0, 1, 1]), { count: 3 })).toHaveLength(3);
    expect(() => sample(withLabels(network, [0, 1, 1]), { count: 2 })).toThrow("expected count 3");
    network.dispose();
  });
});
