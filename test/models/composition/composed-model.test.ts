import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  contrast,
  createEngine,
  gaussian,
  guided,
  independentObservations,
  power,
  product,
  train,
  trainFlow,
  withLabels,
  type Engine,
  type ScoreModel,
  type ScoreNetwork,
} from "../../../src/index.ts";
import { resolve } from "../../../src/models/resolve.ts";
import { forRows } from "../../../src/models/per-row.ts";
import { twin } from "../../kit/network-twin.ts";
import { testData } from "../../reference/gradient-check.ts";

const x = Float32Array.from(testData(2 * 20, 5));
const scores = (model: ScoreModel, rows = x, sigma = 0.7): Float32Array => model.score(rows, sigma) as Float32Array;

const [a, b, c] = [0, 1, 2].map((k) => gaussian({ mean: [k, -k], variance: [1 + k, 0.5] }));

/** Σ weight·score in f64, rounded once. */
function sum(...terms: [number, ScoreModel][]): Float32Array {
  const sums = new Float64Array(x.length);
  for (const [weight, model] of terms) scores(model).forEach((value, k) => (sums[k] += weight * value));
  return Float32Array.from(sums);
}

describe("score", () => {
  test.each([
    ["product", product([a, b]), sum([1, a], [1, b])],
    ["product with weights", product([a, b], { weights: [0.5, 2] }), sum([0.5, a], [2, b])],
    ["power", power(a, 3), sum([3, a])],
    ["contrast", contrast(a, b, 0.5), sum([1.5, a], [-0.5, b])],
    ["contrast of weight 0", contrast(a, b, 0), scores(a)],
    ["independentObservations", independentObservations(a, [b, c]), sum([-1, a], [1, b], [1, c])],
    ["independentObservations of one", independentObservations(a, [b]), scores(b)],
    ["a composition in another", power(product([a, contrast(b, c, 1)]), 2), sum([2, a], [4, b], [-2, c])],
  ])("%s", (_, model, expected) => expect(scores(model)).toEqual(expected));

  test("a model that occurs twice is evaluated once", () => {
    let calls = 0;
    const counted: ScoreModel = { dim: 2, score: (rows, sigma) => (calls++, a.score(rows, sigma)) };
    expect(scores(product([counted, power(counted, 2), b]))).toEqual(sum([3, a], [1, b]));
    expect(calls).toBe(1);
  });

  test("may come later, as that of a part may", async () => {
    const later: ScoreModel = { dim: 2, score: async (rows, sigma) => a.score(rows, sigma) };
    expect(await product([later, b]).score(x, 0.7)).toEqual(sum([1, a], [1, b]));
  });
});

describe("what is known of it", () => {
  test("its steepness is the sum of the weights above 0, of a nested one as well", () => {
    const steepness = (model: ScoreModel): number | undefined => resolve("test", model).composition?.steepness;
    expect(steepness(a)).toBeUndefined();
    expect(steepness(independentObservations(a, [b, c]))).toBe(2);
    expect(steepness(contrast(a, b, 0.5))).toBe(1.5);
    expect(steepness(power(contrast(a, b, 0.5), 2))).toBe(3);
    const term = guided(product([a, b]), (rows) => rows.map(() => 1));
    expect(steepness(term)).toBe(2);
    expect(steepness(product([term, c]))).toBe(3);
  });

  test("mean and variance of the product of normals", () => {
    const { mean, variance } = independentObservations(gaussian({ mean: [0], variance: 1 }), [
      gaussian({ mean: [0.4], variance: 0.5 }),
      gaussian({ mean: [0.9], variance: 0.5 }),
    ]);
    expect(variance![0]).toBeCloseTo(1 / 3, 12);
    expect(mean![0]).toBeCloseTo(2.6 / 3, 12);
    const none = contrast(gaussian({ mean: [0], variance: 1 }), gaussian({ mean: [0], variance: 0.1 }), 1);
    expect(none.variance).toBeUndefined();
  });

  test("its σ go from the highest of its parts' to the lowest, and are unknown where one's are", () => {
    const own = (sigmaMin: number, sigmaMax: number): ScoreModel => ({
      dim: 2,
      score: a.score.bind(a) as ScoreModel["score"],
      sigmaRange: { sigmaMin, sigmaMax, eigenvalues: [1], shares: [2] },
    });
    expect(product([own(0.1, 5), own(0.2, 8)]).sigmaRange).toMatchObject({ sigmaMin: 0.1, sigmaMax: 8 });
    expect(product([own(0.1, 5), { ...own(1, 2), sigmaRange: undefined }]).sigmaRange).toBeUndefined();
  });
});

describe("of networks", () => {
  let engine: Engine;
  let network: ScoreNetwork;
  let other: ScoreNetwork;
  beforeAll(async () => {
    engine = await createEngine({ threads: 1 });
    [network, other] = [1, 2].map((seed) => twin(engine, { dim: 2, hidden: [8], classes: 3, seed }, true).network);
  });
  afterAll(() => engine.dispose());

  test("labels of each row go with their rows", () => {
    const labels = Int32Array.from({ length: 20 }, (_, i) => i % 3);
    const model = product([withLabels(network, labels), withLabels(other, 1), a]);
    expect(resolve("test", model).rows).toBe(20);
    const some = [7, 3, 3, 12];
    const rows = Float32Array.from(some.flatMap((row) => [...x.subarray(2 * row, 2 * row + 2)]));
    const whole = scores(model);
    const picked = scores(forRows(model, some), rows);
    expect(picked).toEqual(Float32Array.from(some.flatMap((row) => [...whole.subarray(2 * row, 2 * row + 2)])));
  });

  test("a disposed one is refused", async () => {
    const gone = await createEngine({ threads: 1 });
    const { network: short } = twin(gone, { dim: 2, hidden: [4], seed: 1 }, true);
    const model = product([short, a]);
    gone.dispose();
    expect(() => resolve("place", model)).toThrow(/place: expected a live engine/);
    expect(() => product([short, a])).toThrow(expect.objectContaining({ code: "disposed" }));
  });

  test("parts that do not go together are refused by name", async () => {
    const wide = gaussian({ mean: [0, 0, 0], variance: 1 });
    expect(() => product([a, wide])).toThrow(
      "product: expected models of as many columns, got 2 in models[0] and 3 in models[1]",
    );
    expect(() => independentObservations(wide, [a])).toThrow("got 3 in prior and 2 in posteriors[0]");
    const labels = (count: number): ScoreModel => withLabels(network, new Int32Array(count));
    expect(() => contrast(labels(3), labels(4), 1)).toThrow(
      "contrast: expected models of as many labels, got 3 in a and 4 in b",
    );
    expect(() => product([a, a], { weights: [1, -1] })).toThrow(/weights whose sum is above 0/);
    expect(() => product([a, b], { weights: [1] })).toThrow(/weights an array of 2/);
    expect(() => product([])).toThrow(/models an array of one or more models/);
    expect(() => product([a, , b] as never)).toThrow(/product: expected a model with score\(x, sigma\), got undefined/);
    expect(() => independentObservations(a, new Array<typeof b>(5))).toThrow(
      /a model with score\(x, sigma\), got undef/,
    );
    for (const many of [65_537, 4e9]) {
      const models = new Array<typeof b>(many);
      models[0] = b;
      expect(() => product(models)).toThrow(`product: expected models of at most 65536 models, got ${many}`);
      expect(() => independentObservations(a, models)).toThrow(`posteriors of at most 65536 models, got ${many}`);
    }
    expect(() => power(a, 0)).toThrow(/beta a number/);
    expect(() => contrast(a, b, NaN)).toThrow(/w a number/);
    expect(() => independentObservations(a, b as never)).toThrow(/posteriors an array/);
    const { network: untrained } = twin(engine, { dim: 2, hidden: [4], seed: 1 });
    expect(() => power(untrained, 2)).toThrow(/a trained network/);
    await trainFlow(untrained, x, { steps: 2, batchSize: 8, coupling: "optimal-transport" });
    expect(() => power(untrained, 2)).toThrow(/expected model with a score, got a network trained with coupling/);
  });

  test("networks of different data are converted to the first one's units", async () => {
    const rows = Array.from({ length: 200 }, (_, i) => [10 + 3 * Math.cos(i), -4 + 0.5 * Math.sin(7 * i)]);
    const moved = rows.map(([u, v]) => [2 * u + 1, 2 * v - 3]);
    const nets = [rows, moved].map(() => twin(engine, { dim: 2, hidden: [8], seed: 3 }).network);
    await train(nets[0], rows, { sigmas: [2, 0.1], steps: 20, batchSize: 32, seed: 1 });
    await train(nets[1], moved, { sigmas: [2, 0.1], steps: 20, batchSize: 32, seed: 1 });
    const model = product(nets);
    // Row x of the first one's units in the second's, in f64
    const place = Float32Array.from(nets[1].encoding.encode(nets[0].encoding.decode(x)));
    const [from, to] = nets.map((net) => net.encoding.parameters.std);
    const ratio = Math.sqrt((from[0] / to[0]) * (from[1] / to[1]));
    const second = nets[1].score(place, 0.7 * ratio);
    scores(model).forEach((value, k) => {
      const expected = nets[0].score(x, 0.7)[k] + (second[k] * from[k % 2]) / to[k % 2];
      expect(Math.abs(value - expected)).toBeLessThan(1e-4 * (1 + Math.abs(expected)));
    });
  });
});
