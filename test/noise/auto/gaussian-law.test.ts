import { expect, test } from "vitest";
import { langevinStepSize, predictGaussianStd } from "../../../src/noise/auto/gaussian-law.ts";
import { geometricSigmas } from "../../../src/noise/ladders.ts";

test("langevinStepSize: the step sizes NCSNv2 recommends, to 0.1 %", () => {
  // [sigmaMax, levels, steps a level, ε = u·sigmaMin²]; the paper prints 6.2e-6, 3.3e-6, 9e-7, 1.8e-6.
  const published = [
    [50, 232, 5, 6.184e-6],
    [90, 500, 5, 3.337e-6],
    [348, 2311, 3, 8.932e-7],
    [190, 1086, 3, 1.767e-6],
  ];
  for (const [sigmaMax, count, stepsPerSigma, epsilon] of published) {
    const sigmas = geometricSigmas({ sigmaMax, sigmaMin: 0.01, count });
    expect(Math.abs(langevinStepSize({ sigmas, stepsPerSigma }) / (2 * epsilon) - 1)).toBeLessThan(1e-3);
  }
});

test("langevinStepSize is the best of a fine grid of steps, by simulating the level's variance", () => {
  for (const [ratio, steps] of [
    [1.05, 1],
    [1.3, 10],
    [2, 100],
    [3, 1],
    [30, 1000],
  ]) {
    const deviation = (u: number) => {
      let v = ratio * ratio;
      for (let t = 0; t < steps; t++) v = (1 - u) ** 2 * v + 2 * u;
      return Math.abs(v - 1);
    };
    const u = langevinStepSize({ sigmas: [ratio * 0.1, 0.1], stepsPerSigma: steps }) / (2 * 0.1 * 0.1);
    let best = Infinity;
    for (let k = 1; k < 20000; k++) best = Math.min(best, deviation(k / 20000));
    expect(deviation(u), `ratio ${ratio}, ${steps} steps`).toBeLessThanOrEqual(best + 1e-12);
  }
});

test("langevinStepSize uses the largest ratio and scales with sigmaMin²", () => {
  const step = langevinStepSize({ sigmas: [2, 1], stepsPerSigma: 7 });
  expect(langevinStepSize({ sigmas: [2.4, 2, 1], stepsPerSigma: 7 })).toBeCloseTo(step, 12);
  expect(langevinStepSize({ sigmas: [0.2, 0.1], stepsPerSigma: 7 })).toBeCloseTo(step / 100, 12);
});

/** NCSN's own rule. */
const original = { noise: "independent", handOver: false } as const;

test("predictGaussianStd: four computed cases of NCSN's rule", () => {
  // [sigmaMax, levels, steps, u, variance of the start, final deviation for s₀ = 1, sigmaMin = 0.01]
  const known = [
    [1, 10, 100, 0.2, 1 / 12, 1.0155],
    [50, 232, 5, 0.062, 2500, 1.067],
    [10, 10, 5, 0.1, 100, 3.6252],
    [10, 30, 100, 0.1, 100, 1.0129],
  ];
  for (const [sigmaMax, count, stepsPerSigma, u, startVariance, std] of known) {
    const sigmas = geometricSigmas({ sigmaMax, sigmaMin: 0.01, count });
    const stepSize = 2 * u * 0.01 * 0.01;
    expect(predictGaussianStd({ ...original, sigmas, stepsPerSigma, stepSize, startVariance })).toBeCloseTo(std, 4);
  }
});

test("predictGaussianStd: the stationary variance of one level: s²/(1 − α/(4s²)), s² = s₀² + σ²; with averaged noise s² at any step", () => {
  const total = 0.7 ** 2 + 0.5 ** 2;
  for (const stepSize of [0.01, 0.3, 1.9]) {
    const level = { sigmas: [0.5], stepsPerSigma: 20000, stepSize, dataStd: 0.7, denoise: false };
    const std = predictGaussianStd({ ...level, ...original });
    expect(std ** 2 / (total / (1 - stepSize / (4 * total)))).toBeCloseTo(1, 12);
    expect(predictGaussianStd({ ...level, startVariance: 9 }) ** 2 / total).toBeCloseTo(1, 12);
  }
});

test("predictGaussianStd: the first score is taken at s₀² + sigmaMax² by default; an unstable step diverges", () => {
  const options = { sigmas: [3, 0.5], stepSize: 0.1, dataStd: 2 };
  const one = { ...options, sigmas: [3], stepsPerSigma: 1 };
  expect(predictGaussianStd(one)).toBeCloseTo((Math.sqrt(13) * 4) / 13, 14);
  expect(predictGaussianStd({ ...one, startVariance: 5 })).toBeCloseTo((Math.sqrt(5) * 4) / 13, 14);
  expect(() => predictGaussianStd({ ...options, stepsPerSigma: 9999, stepSize: 30 })).toThrow(
    expect.objectContaining({
      code: "diverged",
      message: expect.stringContaining(
        "expected a stepSize that is stable, got 30: at sigma 3 updates multiply deviations by",
      ),
    }),
  );
  expect(predictGaussianStd({ ...options, dataStd: 0, stepsPerSigma: 3 })).toBe(0);
});

test("both name what is wrong", () => {
  const sigmas = [2, 1];
  expect(() => langevinStepSize({ sigmas: [1], stepsPerSigma: 5 })).toThrow(
    "langevinStepSize: expected at least 2 sigmas",
  );
  expect(() => langevinStepSize({ sigmas: [1, 2], stepsPerSigma: 5 })).toThrow(
    "langevinStepSize: expected sigmas strictly",
  );
  expect(() => langevinStepSize({ sigmas, stepsPerSigma: 0 })).toThrow("stepsPerSigma an integer");
  const predict = { sigmas, stepsPerSigma: 5, stepSize: 0.1 };
  expect(() => predictGaussianStd({ ...predict, stepsPerSigma: 0 })).toThrow("stepsPerSigma an integer from 1");
  expect(() => predictGaussianStd({ ...predict, stepSize: 0 })).toThrow("predictGaussianStd: expected stepSize");
  expect(() => predictGaussianStd({ ...predict, dataStd: -1 })).toThrow("dataStd");
  expect(() => predictGaussianStd({ ...predict, startVariance: NaN })).toThrow("startVariance");
  expect(() => predictGaussianStd({ ...predict, denoise: "no" as never })).toThrow('denoise true or false, got "no"');
  for (const [name, law] of Object.entries({ langevinStepSize, predictGaussianStd })) {
    for (const nothing of [undefined, null, 5])
      expect(() => law(nothing as never)).toThrow(`${name}: expected an options object`);
    expect(() => law({ sigmas, stepsPerSigma: 5, sigma: 3 } as never)).toThrow(
      `${name}: expected option "sigmas", got "sigma"`,
    );
    expect(() => law({ stepsPerSigma: 5 } as never)).toThrow(`${name}: expected sigmas`);
    expect(() => law({ sigmas: [2, 1n], stepsPerSigma: 5 } as never)).toThrow(
      "sigmas[1] a positive finite number, got 1n (a bigint)",
    );
  }
  expect(() => langevinStepSize({ sigmas, stepsPerSigma: 5n as never })).toThrow("stepsPerSigma an integer");
});

test("predictGaussianStd: numbers of updates that would take minutes are refused", () => {
  const { sigmas } = { sigmas: [2, 1] };
  for (const stepsPerSigma of [2 ** 31, 4e9])
    expect(() => predictGaussianStd({ sigmas, stepsPerSigma, stepSize: 1e-12 })).toThrow(
      "predictGaussianStd: expected stepsPerSigma an integer from 0 to 134217728, so that 2 levels have at most 2²⁸ updates",
    );
  // 134 million updates that are over after a few: the variance stays what it is
  const options = { sigmas, stepsPerSigma: 2 ** 27, stepSize: 1 };
  expect(predictGaussianStd(options)).toBe(predictGaussianStd({ ...options, stepsPerSigma: 4096 }));
});

test("predictGaussianStd: the law of the recursion as a covariance of rows and noise, by plain matrices", () => {
  // Rows p where scores are taken, and the half of the next noise that is in them already: (variance, covariance with z)
  const law = (sigmas: number[], T: number, u: number, s0: number) => {
    let [v, q] = [s0 ** 2 + sigmas[0] ** 2, Math.sqrt(u / 2) * sigmas[0]];
    for (let i = 0; i < sigmas.length; i++)
      for (let t = 0; t < T; t++) {
        const [sigma, next] = [sigmas[i], t === T - 1 ? sigmas[i + 1] : sigmas[i]];
        if (next === undefined) break;
        const h = t === T - 1 ? ((1 - u / 2) * (sigma ** 2 - next ** 2)) / 2 : 0;
        const r = 1 - (u * sigma ** 2 + h) / (s0 ** 2 + sigma ** 2);
        const [before, after] = [Math.sqrt(u / 2) * sigma, Math.sqrt(u / 2) * next];
        v = r * r * v + 2 * r * q * before + before ** 2 + after ** 2;
        q = after;
      }
    const last = sigmas[sigmas.length - 1];
    return (Math.sqrt(v) * s0 ** 2) / (s0 ** 2 + last ** 2);
  };
  for (const [count, T, u] of [
    [30, 1, 1],
    [9, 4, 0.3],
    [2, 1, 0.75],
    [1, 5, 0.5],
  ])
    for (const s0 of [1, 0.1, 3]) {
      const sigmas = count > 1 ? Array.from(geometricSigmas({ sigmaMax: 7, sigmaMin: 0.02, count })) : [0.3];
      const stepSize = 2 * u * sigmas[count - 1] ** 2;
      const predicted = predictGaussianStd({ sigmas, stepsPerSigma: T, stepSize, dataStd: s0 });
      expect(predicted).toBeCloseTo(law(sigmas, T, u, s0), 12);
    }
  // Known: 30 scores from 7 to .01 err by 0.62 %, 100 by less than 0.1 %
  const of = (count: number) =>
    predictGaussianStd({
      sigmas: geometricSigmas({ sigmaMax: 7, sigmaMin: 0.01, count }),
      stepsPerSigma: 1,
      stepSize: 2e-4,
    });
  expect(of(30)).toBeCloseTo(1.0062, 4);
  expect(Math.abs(of(100) - 1)).toBeLessThan(1e-3);
});
