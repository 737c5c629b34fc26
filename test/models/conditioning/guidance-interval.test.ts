import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { logDensity } from "../../../src/density/log-density.ts";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { guided } from "../../../src/models/conditioning/guided.ts";
import { withLabels } from "../../../src/models/conditioning/with-labels.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import { annealedLangevin } from "../../../src/sampling/samplers/annealed-langevin.ts";
import { ancestral } from "../../../src/sampling/samplers/ancestral.ts";
import { hashOf } from "../../kit/hash-of.ts";
import { twin } from "../../kit/network-twin.ts";
import { testData } from "../../reference/gradient-check.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const COUNT = 40;
const sigmas = [4, 1.5, 0.5, 0.1];
const labels = Array.from({ length: COUNT }, (_, k) => (k % 4) - 1);
const network = () => twin(engine, { dim: 2, hidden: [48, 48], classes: 3 }, true).network;

test("the score is that of w in (low, high] and that of the labels alone outside, bit for bit", () => {
  const net = network();
  const x = Float32Array.from(testData(2 * COUNT, 1));
  for (const w of [0, 2.5]) {
    const model = withLabels(net, labels, { guidanceScale: w, interval: [0.5, 1.5] });
    const [inside, outside] = [w, 1].map((guidanceScale) => withLabels(net, labels, { guidanceScale }));
    for (const sigma of sigmas) {
      const expected = sigma === 1.5 ? inside : outside;
      expect(hashOf(model.score(x, sigma))).toBe(hashOf(expected.score(x, sigma)));
    }
    expect(hashOf(inside.score(x, 1.5))).not.toBe(hashOf(outside.score(x, 1.5)));
  }
});

describe("samplers", () => {
  const samplers = {
    ancestral: (model: ScoreModel, more = {}) => ancestral(model, sigmas, { count: COUNT, seed: 3, ...more }),
    annealedLangevin: (model: ScoreModel, more = {}) =>
      annealedLangevin(model, sigmas, { count: COUNT, seed: 3, stepsPerSigma: 3, ...more }),
  };
  // With a start of the user's own: where noise starts depends on w at the first σ
  const start = { start: testData(2 * COUNT, 8) };

  test.each(Object.entries(samplers))("%s: everywhere is w, nowhere is 1; half-way neither", async (_, sample) => {
    const net = network();
    for (const w of [0, 2.5]) {
      const given = (interval?: readonly [number, number], guidanceScale = w) =>
        withLabels(net, labels, { guidanceScale, interval });
      const everywhere = hashOf(await sample(given([0, Infinity]), start));
      expect(everywhere).toBe(hashOf(await sample(given(), start)));
      const nowhere = hashOf(await sample(given([10, 20])));
      expect(nowhere).toBe(hashOf(await sample(given(undefined, 1))));
      const some = given([0.2, 2]);
      const half = hashOf(await sample(some));
      expect([everywhere, nowhere]).not.toContain(half);
      const alike: ScoreModel = { dim: 2, score: (x, sigma) => some.score(x, sigma) };
      expect(hashOf(await sample(alike, { ...start, engine }))).toBe(hashOf(await sample(some, start)));
    }
  });

  test("a level outside takes one pass, one inside two", () => {
    const net = network();
    const passes = (sigma: number): number => {
      let count = 0;
      const { predict } = net;
      net.predict = (...given) => (count++, predict.apply(net, given));
      withLabels(net, 1, { guidanceScale: 2, interval: [0.5, 1.5] }).score(new Float32Array(2), sigma);
      net.predict = predict;
      return count;
    };
    expect(sigmas.map(passes)).toEqual([1, 2, 1, 1]);
  });
});

test("densities and derivatives: as everywhere, as nowhere", async () => {
  const net = network();
  const rows = testData(2 * 6, 3);
  const ends = { sigmaMax: 4, sigmaMin: 0.1 };
  const given = (interval?: readonly [number, number], guidanceScale = 2) =>
    withLabels(net, 1, { guidanceScale, interval });
  const hash = async (model: ScoreModel) => hashOf((await logDensity(model, rows, ends)).logDensity);
  expect(await hash(given([0, 100]))).toBe(await hash(given()));
  expect(await hash(given([0, 0.05]))).toBe(await hash(given(undefined, 1)));
  const product = (model: ScoreModel, sigma: number) =>
    hashOf(guided(model, (x) => x, { at: "denoised" }).score(Float32Array.from(rows), sigma) as Float32Array);
  expect(product(given([0.5, 1.5]), 1)).toBe(product(given(), 1));
  expect(product(given([0.5, 1.5]), 0.5)).toBe(product(given(undefined, 1), 0.5));
});

test.each([[[1, 1]], [[2, 1]], [[-1, 1]], [[0]], [[0, NaN]], ["0, 1"], [["0", "1"]]])("%j is refused", (interval) => {
  expect(() => withLabels(network(), 1, { interval: interval as unknown as [number, number] })).toThrow(
    "withLabels: expected interval [low, high] with 0 ≤ low < high",
  );
});
