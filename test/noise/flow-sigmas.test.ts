import { describe, expect, test } from "vitest";
import { fewStepSigmas, flowSigmas } from "../../src/noise/flow-sigmas.ts";

test.each([1, 2, 7, 100])("flowSigmas: t = σ/(1 + σ) of %i steps: equal, down to one step above 0", (steps) => {
  for (const sigmaMax of [999, 80, 0.5]) {
    const sigmas = flowSigmas({ count: steps, sigmaMax });
    expect(sigmas[0]).toBe(sigmaMax);
    const tMax = sigmaMax / (1 + sigmaMax);
    sigmas.forEach((sigma, i) => expect(sigma / (1 + sigma)).toBeCloseTo(tMax * (1 - i / steps), 12));
  }
});

test("flowSigmas refuses counts and sigmaMax out of range", () => {
  expect(() => flowSigmas({ count: 0 })).toThrow(/flowSigmas: expected count/);
  expect(() => flowSigmas({ count: 3, sigmaMax: 0 })).toThrow(/flowSigmas: expected sigmaMax/);
});

test.each([0.5, 1, 300])("with center %f: equal steps of t = σ/(c + σ)", (center) => {
  for (const sigmaMax of [999, 80, 0.5]) {
    const tMax = sigmaMax / (center + sigmaMax);
    const sigmas = flowSigmas({ count: 9, sigmaMax, center });
    expect(sigmas[0]).toBe(sigmaMax);
    sigmas.forEach((sigma, i) => expect((sigma / (center + sigma) / tMax) * 9).toBeCloseTo(9 - i, 10));
    const sigmaMin = sigmaMax / 700;
    const tMin = sigmaMin / (center + sigmaMin);
    const down = flowSigmas({ count: 9, sigmaMax, sigmaMin, center });
    expect([down[0], down[8]]).toEqual([sigmaMax, sigmaMin]);
    down.forEach((sigma, i) => expect((sigma / (center + sigma) - tMin) / (tMax - tMin)).toBeCloseTo(1 - i / 8, 10));
  }
});

test("with sigmaMin: ends that are no ends, and one level for both, are refused", () => {
  expect(() => flowSigmas({ count: 3, sigmaMax: 1, sigmaMin: 1 })).toThrow("expected sigmaMax above sigmaMin = 1");
  expect(() => flowSigmas({ count: 1, sigmaMax: 2, sigmaMin: 1 })).toThrow("expected count at least 2");
  expect(() => flowSigmas({ count: 3, center: 0 })).toThrow("flowSigmas: expected center");
});

describe("the ladder of samplers of few steps", () => {
  const t = (sigma: number) => sigma / (0.7 + sigma);
  const ends = { sigmaMax: 5, sigmaMin: 0.01 };

  test("ends by the step to 0, as long as the others", () => {
    const sigmas = fewStepSigmas({ ...ends, count: 10 }, { scale: 1, denoise: true });
    sigmas.forEach((sigma, i) => expect(t(sigma)).toBeCloseTo(t(5) * (1 - i / 10), 12));
  });
  test("goes nowhere below σ_min, and down to it where no step to 0 follows", () => {
    for (const [count, denoise] of [
      [1000, true],
      [10, false],
    ] as const) {
      // prettier-ignore
      const sigmas = fewStepSigmas({ ...ends, count }, { scale: 1, denoise });
      expect([sigmas[0], sigmas[count - 1]]).toEqual([5, 0.01]);
    }
  });
  test("scales with the data", () => {
    const [one, large] = [1, 1000].map((scale) =>
      fewStepSigmas({ sigmaMax: 5 * scale, sigmaMin: 0.01 * scale, count: 10 }, { scale, denoise: true }),
    );
    one.forEach((sigma, i) => expect(large[i] / sigma).toBeCloseTo(1000, 9));
  });
});
