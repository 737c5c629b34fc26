import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { standardEncoding } from "../../src/data/encodings/standard.ts";
import { activations, createEngine, parameterizations, type Engine } from "../../src/engine/index.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../src/models/network.ts";
import { saveOnnx, type SaveOnnxOptions } from "../../src/onnx/index.ts";
import { categoryTwin } from "../kit/category-twin.ts";
import { errorOf } from "../kit/error-of.ts";
import { largestDifference, twin } from "../kit/network-twin.ts";
import { decodeModel } from "../kit/onnx/decode-model.ts";
import { runModel } from "../kit/onnx/run-model.ts";
import { predictRow } from "../reference/categories.ts";
import { testData } from "../reference/gradient-check.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
});
afterAll(() => engine.dispose());

const SIGMAS = [0.05, 0.3, 1, 4, 20];

/** Rows and their σ, one of each of SIGMAS in turn. */
function batch(rows: number, dim: number): { x: number[]; sigma: number[] } {
  const sigma = Array.from({ length: rows }, (_, r) => Math.fround(SIGMAS[r % SIGMAS.length]));
  const x = [...testData(rows * dim, 3)].map((z, i) => Math.fround(z * Math.hypot(1, sigma[Math.floor(i / dim)])));
  return { x, sigma };
}

interface Given {
  x: ArrayLike<number>;
  sigma: number[];
  labels?: number[] | undefined;
  conditions?: number[] | undefined;
  known?: number[] | undefined;
}

function predict(
  network: ScoreNetwork,
  options: SaveOnnxOptions,
  { x, sigma, labels, conditions, known }: Given,
): number[] {
  const rows = sigma.length;
  const table = (data: ArrayLike<number>) => ({ shape: [rows, data.length / rows], data: Array.from(data) });
  const inputs = {
    x: table(x),
    sigma: table(sigma),
    ...(labels && { labels: table(labels) }),
    ...(conditions && { conditions: table(conditions) }),
    ...(known && { known: table(known) }),
  };
  return runModel(saveOnnx(network, options), inputs)[options.output ?? "score"].data;
}

/** Frequencies, weights and factors are rounded to f32 and the oracle's are not. */
const CLOSE = 2e-6;

describe.each(parameterizations)("%s", (parameterization) => {
  test.each(activations)("with %s is the reference in f64, with labels and without", (activation) => {
    const { network, reference } = twin(
      engine,
      { dim: 3, hidden: [7, 7, 9], parameterization, activation, classes: 3, coordinateFrequencies: 2 },
      true,
    );
    const { x, sigma } = batch(10, 3);
    const labels = sigma.map((_, r) => (r % 4) - 1);
    const { predictedNoise: noise } = reference.forward(x, sigma, labels);
    const each = (f: (z: number, i: number, s: number) => number) =>
      noise.map((z, i) => f(z, i, sigma[Math.floor(i / 3)]));
    const largest = (values: Float64Array) => Math.max(1, ...values.map(Math.abs));
    const outputs = {
      noise: each((z) => z),
      score: each((z, _, s) => -z / s),
      denoised: each((z, i, s) => x[i] - s * z),
    };
    for (const output of ["noise", "score", "denoised"] as const) {
      const given = predict(network, { output }, { x, sigma, labels });
      expect(largestDifference(given, outputs[output]) / largest(outputs[output])).toBeLessThan(CLOSE);
    }
    const free = predict(network, { output: "noise", guidanceScale: 0 }, { x, sigma });
    const without = reference.forward(x, sigma).predictedNoise;
    expect(largestDifference(free, without) / largest(without)).toBeLessThan(CLOSE);
    const guided = predict(network, { output: "noise", guidanceScale: 2.5 }, { x, sigma, labels });
    const mixed = noise.map((z, i) => 2.5 * z - 1.5 * without[i]);
    expect(largestDifference(guided, mixed) / largest(mixed)).toBeLessThan(CLOSE);
  });
});

test.each([0, 2])(
  "conditions, as they are given, none, and guided: the reference in f64, %i frequencies",
  (conditionFrequencies) => {
    // prettier-ignore
    const shape = { dim: 2, hidden: [7, 7], conditions: 2, conditionFrequencies };
    const { network, reference } = twin(engine, shape, true);
    network.conditionEncoding = standardEncoding({ mean: Float64Array.of(3, -40), std: Float64Array.of(0.5, 10) });
    const { x, sigma } = batch(6, 2);
    const encoded = sigma.flatMap((_, r) => (r === 2 ? [NaN, NaN] : Array.from(testData(2, r), Math.fround)));
    const conditions = [...network.conditionEncoding.decode(encoded)];
    const { predictedNoise: noise } = reference.forward(x, sigma, undefined, encoded);
    const free = reference.forward(x, sigma).predictedNoise;
    const guided = noise.map((z, i) => 2.5 * z - 1.5 * free[i]);
    const given = { x, sigma, conditions };
    expect(largestDifference(predict(network, { output: "noise" }, given), noise)).toBeLessThan(4 * CLOSE);
    expect(largestDifference(predict(network, { output: "noise", guidanceScale: 2.5 }, given), guided)).toBeLessThan(9 * CLOSE); // prettier-ignore
    expect(largestDifference(predict(network, { output: "noise", guidanceScale: 0 }, { x, sigma }), free)).toBeLessThan(4 * CLOSE); // prettier-ignore
  },
);

test.each([
  { residual: false, hidden: [8, 8] },
  { residual: true, hidden: [8, 8, 8] },
  { sigmaFrequencies: 4, coordinateFrequencies: 0, hidden: [10, 10] }, // as wide as the features, which no layer adds
  { sigmaFrequencies: 0, hidden: [5] },
  { coordinateFrequencies: 0, hidden: [5, 6] },
  { coordinateFrequencies: 3, maxCoordinateFrequency: 20, hidden: [4] },
])("shapes: %o", (options) => {
  const { network, reference } = twin(engine, { dim: 2, ...options }, true);
  const given = batch(6, 2);
  const { predictedNoise } = reference.forward(given.x, given.sigma);
  const noise = predict(network, { output: "noise" }, given);
  expect(largestDifference(noise, predictedNoise)).toBeLessThan(2 * CLOSE);
});

describe("categories and known values", () => {
  const shares = [[0.5, 0.3, 0.2], [0.9, 0.1]]; // prettier-ignore

  test.each([
    { dim: 2, masks: false },
    { dim: 0, masks: false },
    { dim: 2, masks: true },
    { dim: 0, masks: true },
  ])("%o", ({ dim, masks }) => {
    const { network, reference } = categoryTwin(engine, { dim, shares, masks });
    const width = network.dim;
    const { x, sigma } = batch(5, width);
    const mask = sigma.map((_, r) => Array.from({ length: dim + 2 }, (_, k) => Number(masks && (r + k) % 2)));
    // Known values: clean ones, whole blocks
    const isKnown = (i: number): boolean => {
      const [row, column] = [Math.floor(i / width), i % width];
      const bit = column < dim ? column : column < dim + 2 ? dim : dim + 1; // 3 levels have 2 coordinates
      return mask[row][bit] === 1;
    };
    const clean = x.map((value, i) => (isKnown(i) ? Math.fround(value / 3) : NaN));
    const placed = x.map((value, i) => {
      const s = sigma[Math.floor(i / width)];
      if (!isKnown(i)) return value;
      return clean[i] * (i % width < dim ? Math.hypot(1, s) : 1 + 32 * s * s);
    });
    const expected = sigma.flatMap((s, r) => {
      const row = placed.slice(r * width, (r + 1) * width);
      return predictRow(reference, row, s, mask[r]).noise;
    });
    const noise = predict(network, { output: "noise" }, { x, sigma, ...(masks && { known: clean }) });
    expect(largestDifference(noise, expected)).toBeLessThan(1e-5 / Math.min(...SIGMAS));
  });
});

describe("units", () => {
  test("the data's: rows, scores and denoised rows are brought there and back", () => {
    const { network } = twin(engine, { dim: 2, hidden: [8] }, true);
    const [mean, std] = [Float64Array.of(100, -3), Float64Array.of(20, 0.5)];
    network.encoding = standardEncoding({ mean, std });
    const given = batch(5, 2);
    const rows = given.x.map((value, i) => value * std[i % 2] + mean[i % 2]);
    const inside = (output: "score" | "noise" | "denoised") =>
      predict(network, { output, units: "standardized" }, given);
    const outside = (output: "score" | "noise" | "denoised") => predict(network, { output }, { ...given, x: rows });
    const score = inside("score").map((value, i) => value / std[i % 2]);
    const denoised = inside("denoised").map((value, i) => value * std[i % 2] + mean[i % 2]);
    expect(largestDifference(outside("score"), score)).toBeLessThan(1e-9);
    expect(largestDifference(outside("noise"), inside("noise"))).toBeLessThan(1e-9);
    expect(largestDifference(outside("denoised"), denoised)).toBeLessThan(1e-9);
  });

  test("columns far from 0 are refused there", async () => {
    const network = createScoreNetwork(engine, { dim: 2, hidden: [4] });
    network.encoding = standardEncoding({ mean: Float64Array.of(0, 2e6), std: Float64Array.of(1, 1) });
    const { code, message } = await errorOf(() => saveOnnx(network));
    expect([code, message]).toEqual([
      "invalid-argument",
      "saveOnnx: expected columns at most 100000 of their deviations from 0, as the model computes in f32, got mean 2000000 " +
        'and deviation 1 in column 1; give units: "standardized"',
    ]);
    expect(saveOnnx(network, { units: "standardized" }).length).toBeGreaterThan(0);
  });
});

test("a file names its inputs, any number of rows, and operator set 17", () => {
  const network = createScoreNetwork(engine, { dim: 3, hidden: [4], classes: 2, masks: true });
  const { irVersion, opset, inputs, outputs, metadata } = decodeModel(saveOnnx(network, { output: "denoised" }));
  expect([irVersion, opset]).toEqual([8, 17]);
  expect(inputs).toEqual([
    { name: "x", elementType: 1, shape: ["N", 3] },
    { name: "sigma", elementType: 1, shape: ["N", 1] },
    { name: "labels", elementType: 6, shape: ["N", 1] },
    { name: "known", elementType: 1, shape: ["N", 3] },
  ]);
  expect(outputs).toEqual([{ name: "denoised", elementType: 1, shape: ["N", 3] }]);
  expect(metadata.get("output")).toBe("denoised");
  expect(saveOnnx(network, { output: "denoised" })).toEqual(saveOnnx(network, { output: "denoised" }));
});

test("what it refuses", async () => {
  const network = createScoreNetwork(engine, { dim: 2, hidden: [4] });
  const messages = [
    await errorOf(() => saveOnnx(network, { guidanceScale: 2 })),
    await errorOf(() => saveOnnx(network, { output: "velocity" as "score" })),
    await errorOf(() => saveOnnx({ dim: 2, score: (x: Float32Array) => x } as unknown as ScoreNetwork)),
  ].map(({ message }) => message);
  expect(messages).toEqual([
    "saveOnnx: expected no guidanceScale, as the network has no classes or conditions, got 2",
    'saveOnnx: expected output one of "score", "noise", "denoised", got "velocity"',
    expect.stringContaining("saveOnnx: expected a network made by createScoreNetwork, got"),
  ]);
  network.dispose();
  expect((await errorOf(() => saveOnnx(network))).code).toBe("disposed");
});
