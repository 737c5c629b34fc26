import { expect, test } from "vitest";
import { flowSigmas } from "../../src/noise/flow-sigmas.ts";

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
