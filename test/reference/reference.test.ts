import { describe, expect, test } from "vitest";
import type { Activation } from "../../src/engine/index.ts";
import { ACTIVATIONS } from "./activation.ts";
import { maxErrorOfScale } from "./bounds.ts";
import * as dense from "./dense.ts";
import { drawNoise, drawRows, dsmLoss, rowIndex, sigmaFromLadder, sigmaFromQuantiles } from "./dsm.ts";
import { coordinateLadder, features, frequencyLadder, sigmaLadder } from "./features.ts";
import { centralDifference, expectGradient, testData } from "./gradient-check.ts";
import { annealedLangevin, langevinUpdate, ncsnLangevin, start, textbookLangevin } from "./langevin.ts";
import { PARAMETERIZATIONS } from "./parameterization.ts";
import { sigmoid, sigmoidDerivative } from "./sigmoid.ts";
import { normalPair, normals, uniform } from "./normal.ts";
import { seedKey, stepKey, threefry2x32 } from "./threefry.ts";

describe("threefry", () => {
  test.each([
    [[0, 0], [0, 0], "6b200159 99ba4efe"],
    [[0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], "1cb996fc bb002be7"],
    [[0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3], "c4923a9c 483df7a0"],
  ] as const)("known answer of Random123: key %o, counter %o", (key, counter, expected) => {
    const words = threefry2x32(key, counter).map((w) => w.toString(16).padStart(8, "0"));
    expect(words.join(" ")).toBe(expected);
  });

  test("seedKey splits all 53 bits of a seed", () => {
    expect(seedKey(2 ** 53 - 1)).toEqual([0xffffffff, 0x1fffff]);
    expect(seedKey(2 ** 32 + 7)).toEqual([7, 1]);
  });
});

describe("normal", () => {
  test("uniform: smallest word 2⁻³³, largest 128 words exactly 1, never 0", () => {
    expect(uniform(0)).toBe(2 ** -33);
    expect(uniform(0xffffff7f)).toBe(1 - 2 ** -24);
    expect(uniform(0xffffff80)).toBe(1);
    expect(uniform(0xffffffff)).toBe(1);
  });

  test("normalPair: cosine first, the angle from the upper 24 bits of the second word", () => {
    const radius = Math.sqrt(2 * Math.LN2); // u(2³¹) = 1/2
    for (const [word, n0, n1] of [
      [0xff, radius, 0],
      [0x400000ff, 0, radius],
      [0xc0000000, 0, -radius],
    ] as const) {
      const pair = normalPair([0x80000000, word]);
      expect(pair[0]).toBeCloseTo(n0, 14);
      expect(pair[1]).toBeCloseTo(n1, 14);
    }
  });

  test("odd columns, and a split by offset, give the same numbers as the whole", () => {
    const key = stepKey(5, 6);
    const whole = normals(key, 9, 4);
    expect(normals(key, 4, 4, 5)).toEqual(whole.slice(20));
    const odd = normals(key, 9, 3);
    for (let k = 0; k < 9; k++) expect(odd.slice(k * 3, k * 3 + 3)).toEqual(whole.slice(k * 4, k * 4 + 3));
  });

  test("moments of 40,000 normals within 4 standard errors; the pair uncorrelated", () => {
    const n = 40000;
    const z = normals(stepKey(1, 3, 1), n / 2, 2);
    const mean = (f: (z: number, k: number) => number) => z.reduce((sum, value, k) => sum + f(value, k), 0) / n;
    expect(Math.abs(mean((v) => v))).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(mean((v) => v * v) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(mean((v) => v ** 3))).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(mean((v) => v ** 4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
    expect(Math.abs(mean((v, k) => (k % 2 ? 0 : 2 * v * z[k + 1])))).toBeLessThan(4 / Math.sqrt(n / 2));
  });
});

describe("activation", () => {
  test.each(Object.keys(ACTIVATIONS) as Activation[])("%s: derivative against central differences", (name) => {
    const a = Float64Array.from({ length: 81 }, (_, k) => (k - 40) / 4);
    const { value, derivative } = ACTIVATIONS[name];
    for (let k = 0; k < a.length; k++) {
      const numeric = centralDifference(a, k, () => value(a[k]), 1e-3);
      expect(Math.abs(derivative(a[k]) - numeric), `at ${a[k]}`).toBeLessThan(1e-11);
    }
  });

  // Leading terms of the tails, exact to f64 at these arguments.
  test("tails keep their digits", () => {
    const near = (actual: number, exact: number) => expect(Math.abs(actual / exact - 1)).toBeLessThan(1e-14);
    near(sigmoid(-50), Math.exp(-50));
    near(sigmoidDerivative(50), Math.exp(-50));
    near(ACTIVATIONS.tanh.derivative(25), 4 * Math.exp(-50));
    near(ACTIVATIONS.softplus.value(-50), Math.exp(-50));
    near(ACTIVATIONS.silu.derivative(-50), -49 * Math.exp(-50));
    for (const a of [-800, 800]) {
      for (const { value, derivative } of Object.values(ACTIVATIONS)) {
        expect(Number.isFinite(value(a)) && Number.isFinite(derivative(a))).toBe(true);
      }
    }
    expect(ACTIVATIONS.softplus.value(800)).toBe(800);
  });
});

describe("dense", () => {
  test("forward by hand", () => {
    const shape = { rows: 2, inputs: 3, outputs: 2 };
    expect(dense.forward([1, 2, 3, 4, 5, 6], [1, 10, 2, 20, 3, 30], [100, 200], shape)).toEqual(
      Float64Array.of(114, 340, 132, 520),
    );
  });

  test.each([
    [1, 1, 1],
    [3, 5, 2],
    [2, 1, 7],
  ])("gradients of Σ c·y against central differences, (%i, %i, %i)", (rows, inputs, outputs) => {
    const shape = { rows, inputs, outputs };
    const x = testData(rows * inputs, 1);
    const w = testData(inputs * outputs, 2);
    const bias = testData(outputs, 3);
    const c = testData(rows * outputs, 4);
    const f = () => dense.forward(x, w, bias, shape).reduce((sum, y, k) => sum + c[k] * y, 0);
    expectGradient(dense.inputGradient(c, w, shape), x, f);
    expectGradient(dense.weightGradient(x, c, shape), w, f);
    expectGradient(dense.biasGradient(c, shape), bias, f);
  });
});

describe("features", () => {
  test("ladders: ends, constant ratio, one entry is the first value", () => {
    expect(Array.from(sigmaLadder(5))).toEqual([0.25, 0.5, 1, 2, 4]);
    expect(coordinateLadder(2)).toEqual(Float64Array.of(1, 8));
    expect(coordinateLadder(1)).toEqual(Float64Array.of(1));
    expect(frequencyLadder(0, 1, 24)).toEqual(new Float64Array(0));
  });

  test("order: sin ω·ln σ, cos ω·ln σ, cIn·x̃, then sin and cos per frequency over all coordinates", () => {
    const sigma = Math.sqrt(3); // cIn = 1/2
    const config = { dim: 2, sigmaFrequencies: 2, coordinateFrequencies: 2 };
    const l = Math.log(3) / 2;
    const expected = [
      ...[Math.sin(l / 4), Math.sin(4 * l), Math.cos(l / 4), Math.cos(4 * l)],
      ...[0.5, -1, Math.sin(0.5), Math.sin(-1), Math.cos(0.5), Math.cos(-1)],
      ...[Math.sin(4), Math.sin(-8), Math.cos(4), Math.cos(-8)],
    ];
    expect(maxErrorOfScale(features([1, -2], [sigma], config), expected)).toBeLessThan(1e-14);
  });
});

describe("dsm", () => {
  test("edm weighting on edm's parameterization is the mean square error of F, gradient 2(F − F*)/(B·D)", () => {
    const rows = 4;
    const dim = 3;
    const sigma = Float64Array.of(0.02, 0.5, 2, 20);
    const noised = testData(rows * dim, 1);
    const noise = testData(rows * dim, 2);
    const output = testData(rows * dim, 3);
    const factors = Array.from(sigma, (s) => PARAMETERIZATIONS.edm(s));
    const of = (k: number) => factors[Math.floor(k / dim)];
    const predicted = output.map((F, k) => of(k).cNoisy * noised[k] + of(k).cOut * F);
    const target = noise.map((z, k) => (z - of(k).cNoisy * noised[k]) / of(k).cOut);
    const { loss, dOutput } = dsmLoss(predicted, noise, sigma, { weighting: "edm", parameterization: "edm" });
    const count = rows * dim;
    expect(loss).toBeCloseTo(output.reduce((sum, F, k) => sum + (F - target[k]) ** 2, 0) / count, 12);
    const expected = output.map((F, k) => (2 * (F - target[k])) / count);
    expect(maxErrorOfScale(dOutput, expected)).toBeLessThan(1e-12);
  });

  test("drawRows: one quantile a stratum; rows uniform (χ² of 20 bins below 4.5 σ); a seed, a step, a set apart", () => {
    const options = { seed: 3, step: 1, batch: 20000 };
    const { row, quantile } = drawRows(20, options);
    quantile.forEach((q, b) => expect(Math.floor(q * options.batch)).toBe(b));
    const [w0, w1] = threefry2x32(stepKey(3, 2, 1, 0), [7, 0]);
    expect(row[7]).toBe(Math.floor((w0 * 20) / 2 ** 32));
    expect(quantile[7]).toBe((7 + w1 / 2 ** 32) / 20000);
    const counts = new Float64Array(20);
    row.forEach((r) => counts[r]++);
    const chiSquare = counts.reduce((sum, c) => sum + (c - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(19 + 4.5 * Math.sqrt(38));
    for (const other of [{ seed: 4 }, { step: 2 }, { validation: true }]) {
      expect(drawRows(20, { ...options, ...other }).row).not.toEqual(row);
    }
  });

  test("rowIndex is exact where a product in f64 is not", () => {
    expect(rowIndex(0xffffffff, 0xffffffff)).toBe(0xfffffffe);
    expect(rowIndex(0, 5)).toBe(0);
    expect(rowIndex(0x80000000, 3)).toBe(1);
  });

  test("drawNoise does not share a stream with the rows, the next step, or validation", () => {
    const options = { seed: 3, step: 1, batch: 4 };
    const z = drawNoise(3, options);
    expect(z).toEqual(normals(stepKey(3, 3, 1, 0), 4, 3));
    expect(drawNoise(3, { ...options, step: 2 })).not.toEqual(z);
    expect(drawNoise(3, { ...options, step: 0, validation: true })).toEqual(normals(stepKey(3, 5), 4, 3));
  });

  test("σ of a quantile", () => {
    expect([0, 0.24, 0.26, 0.99, 1].map((q) => sigmaFromLadder(q, [8, 4, 2, 1]))).toEqual([8, 8, 4, 1, 1]);
    const logSigmas = [0, 1, 3];
    for (const [q, logSigma] of [
      [0, 0],
      [0.25, 0.5],
      [0.5, 1],
      [0.75, 2],
      [1, 3],
    ] as const)
      // prettier-ignore
      expect(Math.log(sigmaFromQuantiles(q, logSigmas))).toBeCloseTo(logSigma, 14);
  });
});

describe("langevin", () => {
  test("update: α/2 on the score, √α on the noise", () => {
    expect(langevinUpdate([1, 2], [3, -4], [0.5, 1], 0.25)).toEqual(Float64Array.of(1.625, 2));
  });

  // v ← (1 − (α/2)/(1 + σ²))²·v + α on N(0, 1), final denoise v/(1 + σ_min²)² (formulas.md, section 2).
  const sigmas = Array.from({ length: 10 }, (_, k) => 0.01 ** (k / 9));
  const law = (variance: number, T: number, alpha: (sigma: number) => number) =>
    sigmas.reduce((v, s) => {
      for (let t = 0; t < T; t++) v = (1 - alpha(s) / 2 / (1 + s * s)) ** 2 * v + alpha(s);
      return v;
    }, variance);
  const score = (x: Float64Array, sigma: number) => x.map((value) => -value / (1 + sigma * sigma));
  const options = { dim: 3, count: 1000, seed: 8, stepsPerSigma: 20 };
  const variance = (x: Float64Array) => x.reduce((sum, value) => sum + value * value, 0) / x.length;
  const fourErrors = 4 * Math.sqrt(2 / (options.dim * options.count));

  test("annealed run with averaged noise and hand-over: N(0, 1) comes out at 1/(1 + σ_min²), the denoising's loss", () => {
    const ladder = Array.from({ length: 40 }, (_, i) => 8 * (0.1 / 8) ** (i / 39));
    const x = annealedLangevin(score, ladder, { ...options, stepsPerSigma: 1, stepSize: 2 * 0.6 * 0.1 ** 2 });
    expect(Math.abs(variance(x) * (1 + 0.1 ** 2) - 1)).toBeLessThan(fourErrors + 0.01);
  });

  test("NCSN's run on N(0, 1) follows the exact variance within 4 standard errors; start √(1 + σ_max²)", () => {
    const stepSize = 2 * 0.2 * 0.01 ** 2;
    const exact = law(2, 20, (s) => stepSize * (s / 0.01) ** 2) / (1 + 0.01 ** 2) ** 2;
    const x = ncsnLangevin(score, sigmas, { ...options, stepSize });
    expect(Math.abs(variance(x) / exact - 1)).toBeLessThan(fourErrors);
  });

  test("the final denoise is exact: a score of 1/σ² with no step left moves x by 1", () => {
    const run = { ...options, stepsPerSigma: 0, stepSize: 1 };
    const x = ncsnLangevin((x, sigma) => x.map(() => 1 / (sigma * sigma)), sigmas, run);
    const begin = start(Math.sqrt(2), run);
    x.forEach((value, k) => expect(value - begin[k]).toBeCloseTo(1, 12));
  });

  test("textbook run: start N(0, 1), the same α on every level, no denoise", () => {
    const x = textbookLangevin(score, sigmas, { ...options, stepSize: 0.1 });
    expect(Math.abs(variance(x) / law(1, 20, () => 0.1) - 1)).toBeLessThan(fourErrors);
    const untouched = textbookLangevin(score, sigmas, { ...options, stepsPerSigma: 0, stepSize: 0.1 });
    expect(untouched).toEqual(start(1, { ...options, stepSize: 0.1 }));
  });

  test("a split by offset equals the whole", () => {
    const run = { ...options, count: 7, stepSize: 1e-4 };
    const whole = annealedLangevin(score, sigmas, run);
    const rest = annealedLangevin(score, sigmas, { ...run, count: 4, offset: 3 });
    expect(rest).toEqual(whole.slice(9));
  });
});
