import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { withLabels } from "../../../src/models/conditioning/with-labels.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import { annealedLangevin } from "../../../src/sampling/samplers/annealed-langevin.ts";
import { heunOde } from "../../../src/sampling/samplers/heun-ode.ts";
import { twin } from "../../kit/network-twin.ts";
import { testData } from "../../reference/gradient-check.ts";
import { everySampler, stepsByTolerance } from "../../sampling/samplers/every-sampler.ts";
import { standardEncoding } from "../../../src/data/encodings/standard.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const COUNT = 70;
const sigmas = [4, 1.5, 0.5, 0.1];
const labels = Array.from({ length: COUNT }, (_, k) => (k % 4) - 1);
const encoding = standardEncoding({ mean: Float64Array.of(-7, 100), std: Float64Array.of(3, 0.2) });

function network(own: Engine) {
  const { network, reference } = twin(own, { dim: 2, hidden: [48, 48], classes: 3 }, true);
  network.encoding = encoding;
  return { network, reference };
}

/** Where rows of either begin that are compared: labels are nothing that an outside model tells of itself. */
const start = encoding.decode(Float32Array.from(testData(2 * COUNT, 8)));

/** The same scores, but not from inside WebAssembly. */
const outside = (model: ScoreModel): ScoreModel => ({
  ...{ dim: 2, encoding },
  score: (x, sigma) => model.score(x, sigma),
});

test("the score is (1 − w)·that without and w·that with the label, of the reference in f64", () => {
  const { network: net, reference } = network(engine);
  const x = Float32Array.from(testData(2 * COUNT, 1));
  for (const sigma of [0.2, 2])
    for (const w of [0, 1, -1, 0.4, 3]) {
      const at = new Float64Array(COUNT).fill(sigma);
      const free = reference.forward(x, at).predictedNoise;
      const given = reference.forward(x, at, labels).predictedNoise;
      const actual = withLabels(net, labels, { guidanceScale: w }).score(x, sigma);
      actual.forEach((value, k) => {
        const expected = -((1 - w) * free[k] + w * given[k]) / sigma;
        expect(Math.abs(value - expected)).toBeLessThan((2e-5 * (1 + Math.abs(w))) / sigma);
      });
    }
});

test("w = 0 and w = 1 are the network's own bits, whatever the labels; one label is that label for all", () => {
  const { network: net } = network(engine);
  const x = Float32Array.from(testData(2 * COUNT, 2));
  expect(withLabels(net, labels, { guidanceScale: 0 }).score(x, 1)).toEqual(net.score(x, 1));
  expect(withLabels(net, labels).score(x, 1)).toEqual(net.predict("test", "score", x, 1, { labels }));
  expect(withLabels(net, 2).score(x, 1)).toEqual(net.predict("test", "score", x, 1, { labels: 2 }));
  expect(withLabels(net, -1).score(x, 1)).toEqual(net.score(x, 1));
});

describe("samplers: inside WebAssembly or through score(), each row alone, threads 1 or 2, all the same bits", () => {
  test.each([0, 1, 2.5])("w = %f, annealed Langevin and Heun", async (guidance) => {
    const { network: net } = network(engine);
    const two = await createEngine({ threads: 2 });
    const model = withLabels(net, labels, { guidanceScale: guidance });
    const threaded = withLabels(network(two).network, labels, { guidanceScale: guidance });
    const langevin = (m: ScoreModel, count: number, offset: number, from?: Float64Array) =>
      annealedLangevin(m, sigmas, { count, offset, start: from, stepsPerSigma: 5, seed: 3, engine });
    const heun = (m: ScoreModel, count: number, offset: number, from?: Float64Array) =>
      heunOde(m, sigmas, { count, offset, start: from, churn: 2, seed: 3, engine });
    for (const sample of [langevin, heun]) {
      expect(await sample(outside(model), COUNT, 0, start)).toEqual(await sample(model, COUNT, 0, start));
      const whole = await sample(model, COUNT, 0);
      expect(await sample(threaded, COUNT, 0)).toEqual(whole);
      for (const k of [0, 1, 41]) {
        const alone = withLabels(net, labels[k], { guidanceScale: guidance });
        expect(await sample(alone, 1, k)).toEqual(whole.slice(2 * k, 2 * k + 2));
      }
      const part = withLabels(net, labels.slice(20, 50), { guidanceScale: guidance });
      expect(await sample(part, 30, 20)).toEqual(whole.slice(40, 100));
    }
    two.dispose();
  });

  // Steps of each row's own hand rows over in other company, where an outside model would not know whose labels they have
  test.each(everySampler.filter(([name]) => !stepsByTolerance(name)))("%s", async (_, sampler) => {
    const { network: net } = network(engine);
    const how = { count: COUNT, seed: 1, engine };
    expect(await sampler(withLabels(net, labels, { guidanceScale: 0 }), sigmas, how)).toEqual(
      await sampler(net, sigmas, how),
    );
    for (const guidance of [1, 2]) {
      const model = withLabels(net, labels, { guidanceScale: guidance });
      const same = { ...how, start };
      expect(await sampler(model, sigmas, same)).toEqual(await sampler(outside(model), sigmas, same));
    }
  });

  test("a network large enough that jobs are shared out", async () => {
    const results = [];
    for (const threads of [1, 2]) {
      const own = await createEngine({ threads });
      const { network: net } = twin(own, { dim: 2, hidden: [128, 128, 128], classes: 3 }, true);
      const model = withLabels(net, 1, { guidanceScale: 3 });
      results.push(await annealedLangevin(model, [2, 1], { count: 300, stepsPerSigma: 3 }));
      own.dispose();
    }
    expect(results[1]).toEqual(results[0]);
  });
});

test("samples come back in the user's units", async () => {
  const { network: net } = network(engine);
  const plain = twin(engine, { dim: 2, hidden: [48, 48], classes: 3 }, true).network;
  const how = { count: 9, stepsPerSigma: 3 };
  const x = await annealedLangevin(withLabels(plain, 1), sigmas, how);
  expect(await annealedLangevin(withLabels(net, 1), sigmas, how)).toEqual(encoding.decode(x));
});

describe("errors name what is wrong", () => {
  test("of the adapter", () => {
    const { network: net } = network(engine);
    expect(() => withLabels(outside(net) as typeof net, 1)).toThrow("a network made by createScoreNetwork");
    expect(() => withLabels(net, 3)).toThrow("withLabels: expected labels[0] an integer from -1 to 2, got 3");
    expect(() => withLabels(net, [0, 1, 0.5])).toThrow("labels[2]");
    expect(() => withLabels(net, [])).toThrow("labels for at least one row");
    expect(() => withLabels(net, null as unknown as number)).toThrow("labels");
    expect(() => withLabels(net, 1, { guidanceScale: Infinity })).toThrow("guidanceScale");
    const { network: none } = twin(engine, { dim: 2, hidden: [3] });
    expect(() => withLabels(none, 0)).toThrow("no classes");
    net.dispose();
    expect(() => withLabels(net, 1)).toThrow("live network");
  });

  test("of a run: another count than labels, a network disposed", () => {
    const { network: net } = network(engine);
    const model = withLabels(net, labels);
    expect(() => annealedLangevin(model, sigmas, { count: 3 })).toThrow(
      "count 70, as the model has labels or known values, got 3",
    );
    expect(() => model.score(new Float32Array(6), 1)).toThrow("x of 70 rows, as there are labels");
    net.dispose();
    expect(() => annealedLangevin(model, sigmas, { count: COUNT })).toThrow("live network");
  });
});
