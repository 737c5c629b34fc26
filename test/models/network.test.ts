import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { activations, parameterizations } from "../../src/engine/index.ts";
import type { NetworkOptions } from "../../src/models/network-options.ts";
import { createScoreNetwork } from "../../src/models/network.ts";
import { flatten, flattenReference, twin } from "../kit/network-twin.ts";
import { maxErrorOfScale } from "../reference/bounds.ts";
import { testData } from "../reference/gradient-check.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

const widths = [[1], [7], [16, 16], [13, 13, 5], [1, 1, 1], [33, 8, 8]];
const rowCounts = [...Array(18).keys(), 31, 32, 33];

/** Every dim with every row of widths and every activation; the other options take turns. */
const shapes: NetworkOptions[] = [1, 2, 3, 5, 9, 17].flatMap((dim, d) =>
  widths.flatMap((hidden, h) =>
    activations.map((activation, a) => ({
      dim,
      hidden,
      activation,
      residual: (d + h + a) % 2 === 0,
      parameterization: parameterizations[(d + (h >> 1)) % parameterizations.length],
      sigmaFrequencies: [0, 4, 8, 12][(h + a) % 4],
      coordinateFrequencies: [0, 1, 3, 8][(d + h + 2 * a) % 4],
      seed: 100 * d + 10 * h + a,
    })),
  ),
);

const scaleOf = (values: ArrayLike<number>): number => Math.max(...Array.from(values, Math.abs));

/** Rows as training sees them: of variance 1 + σ². */
const rowsAt = (sigma: number, count: number, seed: number): Float32Array =>
  Float32Array.from(testData(count, seed), (z) => z * Math.hypot(1, sigma));

describe("initial weights", () => {
  test("are the reference's, rounded to f32, in every shape; the average is equal to them", () => {
    for (const options of shapes) {
      const { network, reference } = twin(engine, options);
      const expected = new Float32Array(flattenReference(reference.layers));
      expect(flatten(network.parameters("current"))).toEqual(expected);
      expect(flatten(network.parameters())).toEqual(expected);
      expect(network.parameterCount).toBe(expected.length);
      network.dispose();
    }
  });

  test("differ from seed to seed, over all 53 bits of it; the default is 0", () => {
    const of = (seed?: number) => flatten(createScoreNetwork(engine, { dim: 2, hidden: [8], seed }).parameters());
    const all = [0, 1, 2 ** 32, 2 ** 53 - 1].map(of);
    for (let i = 1; i < all.length; i++) expect(all[i]).not.toEqual(all[i - 1]);
    expect(of()).toEqual(all[0]);
  });
});

describe("predictions equal the reference to 1e-5 of their scale", () => {
  test.each([1, 2, 3, 5, 9, 17])("dim %i: every width, activation, option, and 0…17, 31…33 rows", (dim) => {
    const own = shapes.filter((options) => options.dim === dim);
    let turn = 0;
    for (const options of own) {
      const { network, reference } = twin(engine, options, true);
      for (const sigma of [0.01, 0.4, 1, 3, 50]) {
        const rows = rowCounts[turn++ % rowCounts.length];
        const x = rowsAt(sigma, rows * dim, turn);
        const exact = reference.forward(x, new Float64Array(rows).fill(sigma)).predictedNoise;
        const noise = network.predictNoise(x, sigma);
        const score = network.score(x, sigma);
        const denoised = network.denoise(x, sigma);
        const what = `${JSON.stringify(options)}, sigma ${sigma}, ${rows} rows`;
        expect([noise.length, score.length, denoised.length], what).toEqual(Array(3).fill(rows * dim));
        if (rows === 0) continue;
        expect(maxErrorOfScale(noise, exact), what).toBeLessThan(1e-5);
        expect(maxErrorOfScale(score, exact.map((z) => -z / sigma)), what).toBeLessThan(1e-5); // prettier-ignore
        // x̃ − σẑ may cancel: its scale is that of its two terms
        const scale = scaleOf(x) + sigma * scaleOf(exact);
        for (let k = 0; k < x.length; k++)
          expect(Math.abs(denoised[k] - (x[k] - sigma * exact[k])), what).toBeLessThan(1e-5 * scale);
      }
      network.dispose();
    }
    expect(turn).toBe(5 * widths.length * activations.length);
  });

  test("1025 and 2500 rows (more than the staging buffer holds), and the default network", () => {
    for (const [rows, options] of [
      [1025, { dim: 3, hidden: [5, 9], coordinateFrequencies: 2 }],
      [2500, { dim: 1, hidden: [9] }],
      [40, { dim: 2 }],
    ] as const) {
      const { network, reference } = twin(engine, options, true);
      const x = rowsAt(0.7, rows * options.dim, rows);
      const exact = reference.forward(x, new Float64Array(rows).fill(0.7)).predictedNoise;
      expect(maxErrorOfScale(network.predictNoise(x, 0.7), exact)).toBeLessThan(1e-5);
    }
  });

  test("a row's prediction does not depend on the rows beside it, bit for bit", () => {
    const { network } = twin(engine, { dim: 3, hidden: [11, 11] }, true);
    const x = rowsAt(0.5, 3 * 70, 8);
    const whole = network.score(x, 0.5);
    for (const [begin, end] of [
      [0, 1],
      [1, 8],
      [8, 41],
      [41, 70],
    ])
      // prettier-ignore
      expect(network.score(x.slice(3 * begin, 3 * end), 0.5)).toEqual(whole.slice(3 * begin, 3 * end));
  });
});

test("an untrained edm network has the exact score of N(0, I); an untrained noise network predicts 0", () => {
  for (const sigma of [0.02, 1, 9]) {
    const x = rowsAt(sigma, 64, 1);
    const score = createScoreNetwork(engine, { dim: 2 }).score(x, sigma);
    const gaussian = x.map((value) => -value / (1 + sigma * sigma));
    expect(maxErrorOfScale(score, gaussian)).toBeLessThan(1e-6);
    const noise = createScoreNetwork(engine, { dim: 2, parameterization: "noise" }).predictNoise(x, sigma);
    expect(noise.every((z) => z === 0)).toBe(true);
  }
});

test("x may be any array of numbers and stays as it is", () => {
  const { network } = twin(engine, { dim: 2, hidden: [5] }, true);
  const x = [0.25, -1, 2, 0.5];
  const typed = Float32Array.from(x);
  const expected = network.score(typed, 1);
  for (const other of [x, Float64Array.from(x)]) expect(network.score(other, 1)).toEqual(expected);
  expect([x, [...typed]]).toEqual([[0.25, -1, 2, 0.5], [0.25, -1, 2, 0.5]]); // prettier-ignore
});

test("two networks of one engine do not disturb each other; a disposed one gives its memory back", () => {
  const before = engine.memory.used;
  const a = twin(engine, { dim: 2, hidden: [9] }, true).network;
  const x = rowsAt(1, 10, 3);
  const alone = a.score(x, 1);
  const b = twin(engine, { dim: 5, hidden: [17, 17] }, true).network;
  b.score(rowsAt(1, 10, 3), 2);
  expect(a.score(x, 1)).toEqual(alone);
  b.dispose();
  expect(a.score(x, 1)).toEqual(alone);
  a.dispose();
  expect(engine.memory.used).toBe(before);
});

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");

test.each([
  [{ dim: 0 }, "dim an integer from 1 to 4096, got 0"],
  [{ dim: 2.5 }, "dim an integer from 1 to 4096, got 2.5"],
  [{ dim: "2" }, 'dim an integer from 1 to 4096, got "2" (a string)'],
  [{}, "dim an integer from 1 to 4096, got undefined"],
  [{ dim: 2, hidden: [] }, "hidden an array of 1 to 64 widths, got an array of 0"],
  [{ dim: 2, hidden: 128 }, "hidden an array of 1 to 64 widths, got 128"],
  [{ dim: 2, hidden: Array(65).fill(8) }, "hidden an array of 1 to 64 widths, got an array of 65"],
  [{ dim: 2, hidden: [8, 0] }, "hidden[1] an integer from 1 to 8192, got 0"],
  [{ dim: 2, hidden: [8193] }, "hidden[0] an integer from 1 to 8192, got 8193"],
  [{ dim: 2, hidden: [NaN] }, "hidden[0] an integer from 1 to 8192, got NaN"],
  [{ dim: 2, activation: "sign" }, `activation one of ${quoted(activations)}, got "sign"`],
  [{ dim: 2, residual: 1 }, "residual true or false, got 1"],
  [{ dim: 2, sigmaFrequencies: 6 }, "sigmaFrequencies a multiple of 4, got 6"],
  [{ dim: 2, sigmaFrequencies: -4 }, "sigmaFrequencies an integer from 0 to 256, got -4"],
  [{ dim: 2, coordinateFrequencies: 257 }, "coordinateFrequencies an integer from 0 to 256, got 257"],
  [{ dim: 4096, coordinateFrequencies: 8 }, "at most 65536 input features, got 69648"],
  [{ dim: 2, parameterization: "x" }, `parameterization one of ${quoted(parameterizations)}, got "x"`],
  [{ dim: 2, seed: -1 }, "seed an integer from 0 to 9007199254740991, got -1"],
  [null, "an options object, got null"],
])("options %o are refused before anything is allocated", (options, message) => {
  const { used } = engine.memory;
  expect(() => createScoreNetwork(engine, options as NetworkOptions)).toThrow(
    expect.objectContaining({ code: "invalid-argument", message: `createScoreNetwork: expected ${message}` }),
  );
  expect(engine.memory.used).toBe(used);
});

test("predictions that f32 cannot hold are refused, not given as NaN or Infinity", () => {
  const network = createScoreNetwork(engine, { dim: 2, hidden: [4] });
  for (const [x, sigma] of [
    [[1, 1e308], 0.5],
    [[1, -3e38], 1e-30],
  ] as const)
    for (const method of ["score", "predictNoise", "denoise"] as const)
      try {
        expect([...network[method](x, sigma)].every(Number.isFinite)).toBe(true);
      } catch (error) {
        expect(error).toMatchObject({ code: "invalid-data", message: expect.stringContaining("is within f32") });
      }
  expect(() => network.predictNoise([1, 1e308], 0.5)).toThrow("network.predictNoise: expected x and sigma whose noise");
});
