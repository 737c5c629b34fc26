import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { standardEncoding } from "../../../src/data/encodings/standard.ts";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { withConditions } from "../../../src/models/conditioning/with-conditions.ts";
import type { NetworkOptions } from "../../../src/models/network-options.ts";
import { createScoreNetwork } from "../../../src/models/network.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import { annealedLangevin } from "../../../src/sampling/samplers/annealed-langevin.ts";
import { heunOde } from "../../../src/sampling/samplers/heun-ode.ts";
import { hashOf } from "../../kit/hash-of.ts";
import { twin } from "../../kit/network-twin.ts";
import { testData } from "../../reference/gradient-check.ts";
import { everySampler, stepsByTolerance } from "../../sampling/samplers/every-sampler.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const COUNT = 70;
/** Numbers of which some occur again, and three rows without any. */
const conditionEncoding = standardEncoding({ mean: Float64Array.of(5, -1, 0), std: Float64Array.of(2, 0.1, 30) });
const encoded = Array.from({ length: COUNT }, (_, k) =>
  k % 29 === 7 ? [NaN, NaN, NaN] : Array.from(testData(3, 100 + (k % 41)), Math.fround),
);
const conditions = encoded.map((row) => Array.from(conditionEncoding.decode(row)));
const sigmas = [4, 1.5, 0.5, 0.1];
const encoding = standardEncoding({ mean: Float64Array.of(-7, 100), std: Float64Array.of(3, 0.2) });

function network(own: Engine, hidden = [48, 48], more: Partial<NetworkOptions> = {}) {
  const { network, reference } = twin(own, { dim: 2, hidden, conditions: 3, ...more }, true);
  Object.assign(network, { encoding, conditionEncoding });
  return { network, reference };
}

const start = encoding.decode(Float32Array.from(testData(2 * COUNT, 8)));

/** The same scores, but not from inside WebAssembly. */
const outside = (model: ScoreModel): ScoreModel => ({
  ...{ dim: 2, encoding },
  score: (x, sigma) => model.score(x, sigma),
});

test.each([0, 3])(
  "the score is (1 − w)·that without and w·that with the conditions, of the reference in f64: %i frequencies",
  (conditionFrequencies) => {
    // prettier-ignore
    const { network: net, reference } = network(engine, [48, 48], { conditionFrequencies, maxConditionFrequency: 20 });
    const x = Float32Array.from(testData(2 * COUNT, 1));
    for (const sigma of [0.2, 2])
      for (const w of [0, 1, -1, 0.4, 3]) {
        const at = new Float64Array(COUNT).fill(sigma);
        const free = reference.forward(x, at).predictedNoise;
        const given = reference.forward(x, at, undefined, encoded.flat()).predictedNoise;
        const actual = withConditions(net, conditions, { guidanceScale: w }).score(x, sigma);
        actual.forEach((value, k) => {
          const expected = -((1 - w) * free[k] + w * given[k]) / sigma;
          expect(Math.abs(value - expected)).toBeLessThan((2e-5 * (1 + Math.abs(w))) / sigma);
        });
      }
  },
);

test("w = 0 is the network's own bits; one row of conditions is that for all; NaN is none; flat rows are nested ones", () => {
  const { network: net } = network(engine);
  const x = Float32Array.from(testData(2 * COUNT, 2));
  const free = net.score(x, 1);
  expect(withConditions(net, conditions, { guidanceScale: 0 }).score(x, 1)).toEqual(free);
  expect(withConditions(net, [NaN, NaN, NaN]).score(x, 1)).toEqual(free);
  const each = withConditions(net, conditions).score(x, 1);
  expect(withConditions(net, conditions.flat()).score(x, 1)).toEqual(each);
  const fifth = withConditions(net, conditions[5]).score(x, 1);
  expect(withConditions(net, [conditions[5]]).score(x, 1)).toEqual(fifth);
  expect(fifth.slice(10, 12)).toEqual(each.slice(10, 12));
  expect(fifth.slice(12, 14)).not.toEqual(each.slice(12, 14));
  expect(each.slice(14, 16)).toEqual(free.slice(14, 16));
});

describe("samplers: inside WebAssembly or through score(), each row alone, threads 1 or 2, all the same bits", () => {
  test.each([0, 1, 2.5])("w = %f, annealed Langevin and Heun", async (guidanceScale) => {
    const { network: net } = network(engine);
    const two = await createEngine({ threads: 2 });
    const model = withConditions(net, conditions, { guidanceScale });
    const threaded = withConditions(network(two).network, conditions, { guidanceScale });
    const langevin = (m: ScoreModel, count: number, offset: number, from?: Float64Array) =>
      annealedLangevin(m, sigmas, { count, offset, start: from, stepsPerSigma: 5, seed: 3, engine });
    const heun = (m: ScoreModel, count: number, offset: number, from?: Float64Array) =>
      heunOde(m, sigmas, { count, offset, start: from, churn: 2, seed: 3, engine });
    for (const sample of [langevin, heun]) {
      expect(await sample(outside(model), COUNT, 0, start)).toEqual(await sample(model, COUNT, 0, start));
      const whole = await sample(model, COUNT, 0);
      expect(hashOf(await sample(threaded, COUNT, 0))).toEqual(hashOf(whole));
      for (const k of [0, 7, 41]) {
        const alone = withConditions(net, conditions[k], { guidanceScale });
        expect(await sample(alone, 1, k)).toEqual(whole.slice(2 * k, 2 * k + 2));
      }
      const part = withConditions(net, conditions.slice(20, 50), { guidanceScale });
      expect(await sample(part, 30, 20)).toEqual(whole.slice(40, 100));
    }
    two.dispose();
  });

  test.each(everySampler.filter(([name]) => !stepsByTolerance(name)))("%s", async (_, sampler) => {
    const { network: net } = network(engine);
    const how = { count: COUNT, seed: 1, engine };
    const free = await sampler(withConditions(net, conditions, { guidanceScale: 0 }), sigmas, how);
    expect(free).toEqual(await sampler(net, sigmas, how));
    for (const guidanceScale of [1, 2]) {
      const model = withConditions(net, conditions, { guidanceScale });
      const same = { ...how, start };
      expect(await sampler(model, sigmas, same)).toEqual(await sampler(outside(model), sigmas, same));
    }
  });

  test("a network large enough that jobs are shared out", async () => {
    const hashes = [];
    for (const threads of [1, 2]) {
      const own = await createEngine({ threads });
      const { network: net } = network(own, [128, 128, 128]);
      const many = Array.from({ length: 300 }, (_, k) => conditions[(k * k) % COUNT]);
      for (const given of [conditions[3], many])
        hashes.push(
          hashOf(await annealedLangevin(withConditions(net, given), [2, 1], { count: 300, stepsPerSigma: 3 })),
        );
      own.dispose();
    }
    expect(hashes.slice(2)).toEqual(hashes.slice(0, 2));
  });
});

describe("errors name what is wrong", () => {
  test("of the adapter", () => {
    const { network: net } = network(engine);
    expect(() => withConditions(outside(net) as typeof net, [1, 2, 3])).toThrow("a network made by createScoreNetwork");
    expect(() => withConditions(net, [1, 2])).toThrow("withConditions: expected conditions of a multiple of dim 3 numbers, got 2"); // prettier-ignore
    expect(() => withConditions(net, [[1, 2, 3], [1, 2]])).toThrow("conditions of rows of 3 numbers, got 2 in row 1"); // prettier-ignore
    expect(() => withConditions(net, [1, NaN, 3])).toThrow(
      "withConditions: expected conditions that are all numbers or all NaN in a row, got NaN in column 1 of row 0",
    );
    expect(() => withConditions(net, [1, Infinity, 3])).toThrow("conditions of finite numbers and NaN");
    expect(() => withConditions(net, [1, 1e300, 3])).toThrow("conditions within what f32 holds");
    expect(() => withConditions(net, [])).toThrow("conditions of at least one row");
    expect(() => withConditions(net, null as unknown as number[])).toThrow("conditions");
    expect(() => withConditions(net, [1, 2, 3], { guidanceScale: Infinity })).toThrow("guidanceScale");
    const { network: none } = twin(engine, { dim: 2, hidden: [3] });
    expect(() => withConditions(none, [1])).toThrow("no conditions, as the network has no conditions");
    expect(() => createScoreNetwork(engine, { dim: 2, classes: 2, conditions: 1 })).toThrow(
      "classes 0 beside conditions",
    );
    net.dispose();
    expect(() => withConditions(net, [1, 2, 3])).toThrow("live network");
  });

  test("of a run: another count than conditions", () => {
    const { network: net } = network(engine);
    const model = withConditions(net, conditions);
    expect(() => annealedLangevin(model, sigmas, { count: 3 })).toThrow("count 70, as the model has");
    expect(() => model.score(new Float32Array(6), 1)).toThrow(
      "withConditions.score: expected x of 70 rows, as there are conditions, got 3",
    );
  });
});
