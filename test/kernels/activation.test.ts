import { beforeAll, describe, expect, test } from "vitest";
import { activations } from "../../src/engine/index.ts";
import { ACTIVATIONS } from "../reference/activation.ts";
import { UNIT_ROUNDOFF as u } from "../reference/bounds.ts";
import { guardedMemory, type GuardedMemory } from "./memory.ts";
import { f32Sweep, near } from "./sweep.ts";

let memory: GuardedMemory;
beforeAll(async () => {
  memory = await guardedMemory();
});

/** What the bounds leave out: products of two roundings. */
const SECOND_ORDER = 1 + 64 * u;

describe.each(activations)("%s", (name) => {
  const kind = activations.indexOf(name);
  const exact = ACTIVATIONS[name];
  const { bounds } = exact;

  test("value and derivative within the derived bounds at every 5003rd finite f32", () => {
    const used = { value: 0, derivative: 0 };
    const check = (what: "value" | "derivative", a: number, actual: number) => {
      const share = Math.abs(actual - exact[what](a)) / (bounds[what](a) * SECOND_ORDER);
      if (!(share <= 1)) expect(actual, `${what} at ${a}`).toBe(exact[what](a));
      used[what] = Math.max(used[what], share);
    };
    const boundaries = exact.boundaries.flatMap((a) => near(a, 2000));
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

  test.runIf(name === "silu")("is a·sigmoid(a), the product rounded once", () => {
    for (const a of f32Sweep(near(0, 2000), 5003)) {
      const [y, sigmoid] = [memory.block(a), memory.block(a)];
      memory.kernels.activate(kind, y.at, 0, a.length * 4);
      memory.kernels.sigmoidArray(sigmoid.at, sigmoid.at, a.length);
      const product = sigmoid.f32.map((s, i) => a[i] * s);
      const at = y.f32.findIndex((value, i) => !Object.is(value, product[i]));
      expect(at, `silu(${a[at]})`).toBe(-1);
      memory.release();
    }
  });

  test("NaN stays NaN; without a derivative the same values and no other write, at every size up to 72", () => {
    for (let n = 0; n <= 72; n += 8) {
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
