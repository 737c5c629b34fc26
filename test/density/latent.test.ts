import { withLabels } from "../../src/models/conditioning/with-labels.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decode, encode } from "../../src/density/latent.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { gaussian } from "../../src/models/exact/gaussian.ts";
import { gaussianMixture } from "../../src/models/exact/gaussian-mixture.ts";
import type { ScoreModel } from "../../src/models/score-model.ts";
import type { ScoreNetwork } from "../../src/models/network.ts";
import { twin } from "../kit/network-twin.ts";
import { testData } from "../reference/gradient-check.ts";
import { columnMean, fourErrors, rms } from "../kit/statistics.ts";
import { clusters, trainOnClusters } from "./trained.ts";

let engine: Engine;
let network: ScoreNetwork;
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
  ({ network } = await trainOnClusters(engine));
}, 120_000);
afterAll(() => engine.dispose());

const mixture = gaussianMixture({ weights: [0.4, 0.6], means: [[-1, 2], [2, 0]], variance: [0.05, [0.4, 0.1]] }); // prettier-ignore
const ends = { sigmaMax: 50, sigmaMin: 0.05 };

test("Gaussian data: codes are (row − mean)/√(variance + σ_min²), and back", async () => {
  const deviations = [300, 0.5];
  const model = gaussian({ mean: [1000, -2], std: deviations });
  const rows = model.sample(30, { seed: 1 });
  const codes = await encode(model, rows, ends);
  codes.forEach((code, k) => {
    const exact = (rows[k] - model.mean[k % 2]) / Math.hypot(deviations[k % 2], 0.05);
    expect(Math.abs(code - exact)).toBeLessThan(1e-4);
  });
  const back = await decode(model, codes, ends);
  back.forEach((x, k) => expect(Math.abs(x - rows[k])).toBeLessThan(1e-4 * deviations[k % 2]));
});

describe.each([
  ["a mixture", () => ({ model: mixture as ScoreModel, how: ends, rows: mixture.sample(100, { seed: 2 }), scale: [1.6, 1] })], // prettier-ignore
  ["a trained network", () => ({ model: network as ScoreModel, how: {}, rows: clusters.sample(100, { seed: 2 }), scale: [17, 1] })], // prettier-ignore
])("%s", (_, given) => {
  test("decode takes codes back to their rows, to 1e-3 of a deviation", async () => {
    const { model, how, rows, scale } = given();
    const back = await decode(model, await encode(model, rows, how), how);
    back.forEach((x, k) => expect(Math.abs(x - rows[k]) / scale[k % 2]).toBeLessThan(1e-3));
  });

  test("encode takes rows back to their codes, to 1e-3", async () => {
    const { model, how } = given();
    const codes = testData(200, 3);
    const back = await encode(model, await decode(model, codes, how), how);
    back.forEach((code, k) => expect(Math.abs(code - codes[k])).toBeLessThan(1e-3));
  });

  test("codes between two rows' decode to a path from one to the other", async () => {
    const { model, how, rows, scale } = given();
    const [a, b] = [rows.slice(0, 2), rows.slice(2, 4)];
    const codes = await encode(model, rows.slice(0, 4), how);
    const steps = 40;
    const between = Array.from({ length: steps + 1 }, (_, i) =>
      [0, 1].map((c) => codes[c] + (i / steps) * (codes[2 + c] - codes[c])),
    );
    const path = await decode(model, between, how);
    for (const c of [0, 1]) {
      expect(Math.abs(path[c] - a[c])).toBeLessThan(1e-3 * scale[c]);
      expect(Math.abs(path[2 * steps + c] - b[c])).toBeLessThan(1e-3 * scale[c]);
      for (let i = 0; i < steps; i++)
        expect(Math.abs(path[2 * i + 2 + c] - path[2 * i + c])).toBeLessThan(0.8 * scale[c]);
    }
  });
});

test("codes of a mixture's smoothed rows have mean 0, deviation 1 and no correlation, within 4 standard errors", async () => {
  const count = 2000;
  const noise = testData(2 * count, 9);
  const rows = mixture.sample(count, { seed: 4 }).map((x, k) => x + 0.05 * noise[k]);
  const codes = await encode(mixture, rows, { ...ends, tolerance: 1e-4 });
  for (const c of [0, 1]) {
    const column = codes.filter((_, k) => k % 2 === c);
    expect(Math.abs(columnMean(codes, 2, c))).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(rms(column) - 1)).toBeLessThan(fourErrors(1, count));
  }
  const products = codes.filter((_, k) => k % 2 === 0).map((code, k) => code * codes[2 * k + 1]);
  expect(Math.abs(columnMean(products, 1, 0))).toBeLessThan(4 / Math.sqrt(count));
});

test("any split of the rows, 1 thread or 2: the same bits; labels are each row's own", async () => {
  const two = await createEngine({ threads: 2 });
  const options = { dim: 3, hidden: [64, 64], classes: 2 };
  const [mine, other] = [engine, two].map((home) => twin(home, options, true).network);
  const rows = testData(3 * 400, 5);
  const labels = Array.from({ length: 400 }, (_, k) => k % 2);
  const how = { sigmaMax: 5, sigmaMin: 0.2, tolerance: 1e-3 };
  for (const carry of [encode, decode]) {
    const whole = await carry(withLabels(mine, labels), rows, how);
    expect(await carry(withLabels(other, labels), rows, how)).toEqual(whole);
    const part = await carry(withLabels(mine, labels.slice(33, 77)), rows.slice(3 * 33, 3 * 77), how);
    expect(part).toEqual(whole.slice(3 * 33, 3 * 77));
    const zeros = await carry(withLabels(mine, 0), rows, how);
    for (let k = 0; k < 400; k++) expect(zeros[3 * k] === whole[3 * k]).toBe(k % 2 === 0);
  }
  two.dispose();
  mine.dispose();
});

test("what cannot be is refused by name; memory comes back", async () => {
  expect(() => encode(mixture, [1, NaN], ends)).toThrow("encode: expected rows of finite numbers, got NaN in row 0");
  expect(() => decode(mixture, [1, 2, 3], ends)).toThrow("decode: expected latent of a multiple of dim 2 numbers");
  expect(() => decode(mixture, [1, 2], { sigmaMin: 2, sigmaMax: 1 })).toThrow("decode: expected sigmaMax above");
  expect(() => encode({ dim: 2, score: mixture.score }, [1, 2])).toThrow(
    "encode: expected sigmaMin a number from 1e-30 to 1e+30, got undefined",
  );
  const { used } = engine.memory;
  await encode(network, [1, 2]);
  await expect(decode(network, [1, 2], { signal: AbortSignal.abort("no") })).rejects.toBe("no");
  expect(engine.memory.used).toBe(used);
});
