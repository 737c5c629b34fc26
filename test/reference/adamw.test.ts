import { describe, expect, test } from "vitest";
import { adamwState, adamwStep } from "./adamw.ts";
import pytorch from "./adamw-pytorch.json" with { type: "json" };

interface AdamwFixture {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  initial: number[];
  gradients: number[][];
  runs: { dtype: "float64" | "float32"; clip: number | null; after1: number[]; after10: number[] }[];
}

describe("adamw", () => {
  const { initial, gradients, runs, ...options } = pytorch as AdamwFixture;

  // f32: each step's error is a few roundings of p plus some ten of the update of at most about lr.
  const tolerance = { float64: 1e-12, float32: 10 * 2 ** -24 * (2 + 3) + 10 * 20 * 2 ** -24 * options.learningRate };

  test.each(runs)("equals PyTorch: $dtype, clip $clip", ({ dtype, clip, after1, after10 }) => {
    const state = adamwState(initial);
    gradients.forEach((gradient, k) => {
      adamwStep(state, gradient, { ...options, clip: clip ?? Infinity });
      const expected = { 0: after1, 9: after10 }[k];
      expected?.forEach((p, i) => expect(Math.abs(state.parameters[i] - p)).toBeLessThanOrEqual(tolerance[dtype]));
    });
    expect(state.t).toBe(10);
  });

  test("the average of a resting parameter closes in by Πd = 2/11·3/12·0.3, the decay capped at 0.3", () => {
    const state = adamwState([5]);
    state.ema[0] = 1;
    for (let t = 1; t <= 3; t++) adamwStep(state, [0], { learningRate: 0.1, emaDecay: 0.3 });
    expect(state.parameters[0]).toBe(5);
    expect(state.ema[0]).toBeCloseTo(5 - 4 * (2 / 11) * (3 / 12) * 0.3, 14);
  });
});
