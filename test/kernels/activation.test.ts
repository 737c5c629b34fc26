import { beforeAll, describe, expect, test } from "vitest";
import { ACTIVATIONS, sigmoid, type Activation } from "../reference/activation.ts";
import { SMALLEST_F32, ulp32, UNIT_ROUNDOFF as u } from "../reference/bounds.ts";
import { guardedMemory, type GuardedMemory } from "./memory.ts";
import { f32Sweep, near } from "./sweep.ts";

let memory: GuardedMemory;
beforeAll(async () => {
  memory = await guardedMemory();
});

const KINDS: Activation[] = ["silu", "tanh", "softplus"];

/**
 * Largest error of value and derivative at a, from the bounds of math.test.ts: sigmoid 3 ulp (relatively 6u, or 3 of the
 * smallest f32), tanh 1.5 ulp, softplus 3 ulp.
 */
const BOUNDS: Record<Activation, { value(a: number): number; derivative(a: number): number }> = {
  // One rounding of the product; the derivative is s + a·s·(1 − s), whose second term has 7u, 6u and a rounding, 14u,
  // and a rounding of the sum.
  silu: {
    value: (a) => 7 * u * Math.abs(a) * sigmoid(a) + (3 * Math.abs(a) + 1) * SMALLEST_F32 + floor(a) * Math.abs(a),
    derivative: (a) => {
      const s = sigmoid(a);
      const rounding = 15 * u * Math.abs(a) * s * sigmoid(-a) + 7 * u * s + (6 * Math.abs(a) + 6) * SMALLEST_F32;
      return rounding + floor(a) * (Math.abs(a) + 1);
    },
  },
  // (1 − t)(1 + t): t's error δ comes in as at most 2δ; three roundings
  tanh: {
    value: (a) => 1.5 * ulp32(Math.tanh(a)),
    derivative: (a) => 3 * ulp32(Math.tanh(a)) + 3 * u * ACTIVATIONS.tanh.derivative(a),
  },
  softplus: {
    value: (a) => 3 * ulp32(ACTIVATIONS.softplus.value(a)) + floor(a),
    derivative: (a) => 3 * ulp32(sigmoid(a)) + floor(a),
  },
};
/** sigmoid stays at 4.5e-38 below −86, and 1 − sigmoid above 86. */
function floor(a: number): number {
  return Math.abs(a) > 86 ? 4.6e-38 : 0;
}

/** What the bounds leave out: products of two roundings. */
const SECOND_ORDER = 1 + 64 * u;

describe.each(KINDS)("%s", (name) => {
  const kind = KINDS.indexOf(name);
  const bounds = BOUNDS[name];
  const exact = ACTIVATIONS[name];

  test("value and derivative within the derived bounds at every 5003rd finite f32", () => {
    const used = { value: 0, derivative: 0 };
    const check = (what: "value" | "derivative", a: number, actual: number) => {
      const share = Math.abs(actual - exact[what](a)) / (bounds[what](a) * SECOND_ORDER);
      if (!(share <= 1)) expect(actual, `${what} at ${a}`).toBe(exact[what](a));
      used[what] = Math.max(used[what], share);
    };
    const boundaries = [0, -1.2784645, 0.625, -0.625, -86, 86, -104].flatMap((a) => near(a, 2000));
    for (const part of f32Sweep(boundaries, 5003)) {
      const a = part.map((value) => (Number.isFinite(value) ? value : 0));
      const y = memory.block(a);
      const derivative = memory.block(a.length);
      memory.kernels.activate(kind, y.at, derivative.at, a.length * 4);
      const [values, derivatives] = [y.f32, derivative.f32];
      for (let i = 0; i < a.length; i++) {
        check("value", a[i], values[i]);
        check("derivative", a[i], derivatives[i]);
      }
      memory.release();
    }
    // a bound ten times too wide would say nothing
    expect(used.value).toBeGreaterThan(0.1);
    expect(used.derivative).toBeGreaterThan(0.1);
  });

  test("NaN stays NaN; without a derivative the same values and no other write, at every size up to 72", () => {
    for (let n = 0; n <= 72; n += 4) {
      const a = Float32Array.from({ length: n }, (_, i) => (i === 5 ? NaN : (i - 20) / 3));
      const [alone, y, derivative] = [memory.block(a), memory.block(a), memory.block(n)];
      memory.kernels.activate(kind, alone.at, 0, n * 4);
      memory.kernels.activate(kind, y.at, derivative.at, n * 4);
      expect(alone.f32).toEqual(y.f32);
      for (let i = 0; i < n; i++) {
        expect(Number.isNaN(y.f32[i])).toBe(i === 5);
        expect(Number.isNaN(derivative.f32[i])).toBe(i === 5);
      }
      memory.release();
    }
  });
});
