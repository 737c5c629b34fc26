import { beforeAll, describe, expect, test } from "vitest";
import type { AdamStep } from "../../src/engine/index.ts";
import { adamStep, type Optimizer } from "../../src/recipe/optimizer.ts";
import { adamwState, adamwStep } from "../reference/adamw.ts";
import { UNIT_ROUNDOFF as u } from "../reference/bounds.ts";
import pytorch from "../reference/adamw-pytorch.json" with { type: "json" };
import { testData } from "../reference/gradient-check.ts";
import { guardedMemory, type Block, type GuardedMemory } from "./memory.ts";

let memory: GuardedMemory;
beforeAll(async () => {
  memory = await guardedMemory();
});

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

const { initial, gradients, runs, ...adam } = pytorch as AdamwFixture;
const STEPS = gradients.length;
const options = (clip: number, emaDecay = 0.999): Optimizer => ({
  ...adam,
  warmupSteps: 0,
  decay: "constant",
  maxGradientNorm: clip,
  emaDecay,
});

/** Values, and zeros up to a multiple of 4. */
const padded = (values: ArrayLike<number>) => {
  const result = new Float32Array(Math.ceil(values.length / 4) * 4);
  result.set(values);
  return result;
};
const norm = (values: readonly number[]) => Math.sqrt(values.reduce((sum, g) => sum + g * g, 0));

interface State {
  p: Block;
  g: Block;
  m: Block;
  v: Block;
  average: Block;
}

function stateOf(values: ArrayLike<number>): State {
  const p = padded(values);
  const zeros = new Float32Array(p.length);
  const [g, m, v] = [zeros, zeros, zeros].map((block) => memory.block(block));
  return { p: memory.block(p), g, m, v, average: memory.block(p) };
}

function kernelStep({ p, g, m, v, average }: State, s: AdamStep): void {
  memory.kernels.adamW(
    ...([p.at, g.at, m.at, v.at, average.at] as const),
    ...([p.at, m.at, v.at, average.at, p.length * 4, s.clip, s.beta1, s.beta2, s.decay] as const),
    ...([s.stepSize, s.rootCorrection, s.epsilon, s.averageRate] as const),
  );
}

describe("adamW", () => {
  test.each(runs)("one and ten steps equal PyTorch's $dtype to 1e-6, clip $clip", ({ clip, after1, after10 }) => {
    const state = stateOf(initial);
    gradients.forEach((gradient, k) => {
      state.g.f32.set(gradient);
      kernelStep(state, adamStep(k + 1, STEPS, norm(gradient), options(clip ?? Infinity)));
      const expected = { 0: after1, 9: after10 }[k];
      expected?.forEach((p, i) => expect(Math.abs(state.p.f32[i] - p), `parameter ${i}`).toBeLessThanOrEqual(1e-6));
    });
    expect(Array.from(state.p.f32.subarray(initial.length))).toEqual([0, 0, 0]);
    memory.release();
  });

  test("after ten steps the moments equal the reference within derived bounds, the average to 1e-6", () => {
    const state = stateOf(initial);
    const reference = adamwState(initial);
    for (const [k, gradient] of gradients.entries()) {
      state.g.f32.set(gradient);
      kernelStep(state, adamStep(k + 1, STEPS, norm(gradient), options(1, 0.3)));
      adamwStep(reference, gradient, { ...adam, clip: 1, emaDecay: 0.3 });
    }
    // Clipped, |g| ≤ 1, so |m| ≤ 1 and v ≤ 0.01. A step: β as f32, in both factors, and at most 6 roundings.
    const perStep = (beta: number, size: number) => Math.abs(Math.fround(beta) - beta) * (1 + size) + 6 * u * size;
    initial.forEach((_, i) => {
      expect(Math.abs(state.m.f32[i] - reference.m[i])).toBeLessThanOrEqual(STEPS * perStep(adam.beta1, 1));
      expect(Math.abs(state.v.f32[i] - reference.v[i])).toBeLessThanOrEqual(STEPS * perStep(adam.beta2, 0.01));
      expect(Math.abs(state.average.f32[i] - reference.ema[i])).toBeLessThanOrEqual(1e-6);
    });
    memory.release();
  });

  test("weights are held at ±1e30 where a step, or the decay, would make them infinite; never NaN", () => {
    const state = stateOf([1e30, -1e30, 1e30, 0]);
    state.g.f32.set([1e18, 1e18, -1e18, -1e18]);
    state.m.f32.set([1e18, -1e18, 1e18, 0]);
    const step = { clip: 1, beta1: 0.5, beta2: 0, stepSize: 1e9, rootCorrection: 1, epsilon: 1e-30, averageRate: 1 };
    kernelStep(state, { ...step, beta2: 0.999999, decay: -999 });
    expect([...state.p.f32]).toEqual(
      [-1, 1, -1, 0].map((sign, i) => (i < 3 ? sign * Math.fround(1e30) : state.p.f32[3])),
    );
    expect([...state.v.f32, ...state.average.f32].every(Number.isFinite)).toBe(true);
    state.g.f32.fill(0); // v ← 0: steps of m/ε
    kernelStep(state, { ...step, decay: 1 });
    for (const value of [...state.p.f32, ...state.average.f32])
      expect(Math.abs(value)).toBeLessThanOrEqual(Math.fround(1e30));
    memory.release();
  });

  test("every size 0…17 up to a multiple of 4, and 1024: one step from given moments; the gradient stays", () => {
    const exactStep = adamStep(3, STEPS, 2, options(1, 0.3));
    const step = { ...exactStep };
    for (const name of Object.keys(step) as (keyof AdamStep)[]) step[name] = Math.fround(step[name]);
    const { clip, beta1, beta2, decay, stepSize, rootCorrection, epsilon, averageRate } = step;
    for (const n of [...Array.from({ length: 18 }, (_, k) => k), 1024]) {
      const values = (seed: number) => padded(Float32Array.from(testData(n, seed)));
      const state = stateOf(values(1));
      state.g.f32.set(values(2));
      state.m.f32.set(values(3));
      state.v.f32.set(values(4).map((x) => x * x));
      state.average.f32.set(values(5));
      const before = Object.fromEntries(Object.entries(state).map(([name, block]) => [name, block.f32.slice()]));
      kernelStep(state, exactStep);
      for (let i = 0; i < n; i++) {
        const g = clip * before.g[i];
        const m = beta1 * before.m[i] + (1 - beta1) * g;
        const v = beta2 * before.v[i] + (1 - beta2) * g * g;
        const move = (stepSize * m) / (Math.sqrt(v) / rootCorrection + epsilon);
        const p = decay * before.p[i] - move;
        const average = before.average[i] + averageRate * (p - before.average[i]);
        // m: 1 − β, clip·g, product and sum; v: the same with clip·g squared
        const mBound = 4 * u * (Math.abs(before.m[i]) + Math.abs(g));
        const vBound = 6 * u * v;
        // m's error; of the denominator half of v's, the root, quotient and sum; product and quotient
        const moveBound = (stepSize * mBound) / (Math.sqrt(v) / rootCorrection) + 9 * u * Math.abs(move);
        const pBound = moveBound + 2 * u * (Math.abs(before.p[i]) + Math.abs(move));
        const averageBound = pBound + 3 * u * (Math.abs(p) + Math.abs(before.average[i]));
        expect(Math.abs(state.m.f32[i] - m)).toBeLessThanOrEqual(mBound);
        expect(Math.abs(state.v.f32[i] - v)).toBeLessThanOrEqual(vBound);
        expect(Math.abs(state.p.f32[i] - p)).toBeLessThanOrEqual(pBound);
        expect(Math.abs(state.average.f32[i] - average)).toBeLessThanOrEqual(averageBound);
      }
      expect(state.g.f32).toEqual(before.g);
      memory.release();
    }
  });
});
