import { beforeAll, describe, expect, test } from "vitest";
import { ulpError32 } from "../reference/bounds.ts";
import { activations, type Activation } from "../../src/engine/index.ts";
import { ACTIVATIONS } from "../reference/activation.ts";
import { sigmoid } from "../reference/sigmoid.ts";
import { guardedMemory, type GuardedMemory } from "./memory.ts";
import { f32Sweep, near, overflowAt128, type Sweep } from "./sweep.ts";

let memory: GuardedMemory;
beforeAll(async () => {
  memory = await guardedMemory();
});

type ArrayKernel = "expArray" | "powerOfTwoArray" | "logArray" | "sinArray" | "cosArray" | "sigmoidArray";

/** Applies a kernel in place, a part at a time. */
function apply(kernel: (at: number, n: number) => void) {
  return (x: Float32Array): Float32Array => {
    const block = memory.block(x);
    kernel(block.at, x.length);
    const y = block.f32.slice();
    memory.release();
    return y;
  };
}

const array = (name: ArrayKernel) => apply((at, n) => memory.kernels[name](at, at, n));
const activation = (name: Activation) =>
  apply((at, n) => memory.kernels.activate(activations.indexOf(name), at, 0, n * 4));

/** Largest error of `actual` over the sweep, with the x it is at. */
function worst(
  sweep: Sweep,
  f: (x: Float32Array) => Float32Array,
  error: (y: number, x: number) => number,
): { error: number; at: number } {
  let found = { error: 0, at: NaN };
  for (const x of sweep) {
    const y = f(x);
    for (let i = 0; i < x.length; i++) {
      const e = error(y[i], x[i]);
      if (!(e <= found.error)) found = { error: e, at: x[i] };
      if (Number.isNaN(e)) return found;
    }
  }
  return found;
}

const ulp = (exact: (x: number) => number) => (y: number, x: number) => ulpError32(...overflowAt128(y, exact(x)));

/** Within the bound, and not so far within it that the bound says nothing. */
function expectBound({ error, at }: { error: number; at: number }, bound: number): void {
  expect(error, `at ${at}`).toBeLessThanOrEqual(bound);
  expect(error).toBeGreaterThan(bound / 1.5);
}

describe("elementary functions on every 1009th f32, and the neighbors of every boundary of a reduction", () => {
  test("exp: ≤ 1.1 ulp, subnormal results and overflow included", () => {
    const boundaries = Array.from({ length: 283 }, (_, n) => near((n - 151.5) * Math.LN2, 8)).flat();
    const clamps = [89, -104, 88.72283905206835, -87.3365447505531, -103.97207708399179].flatMap((x) => near(x, 8));
    expectBound(worst(f32Sweep([...boundaries, ...clamps]), array("expArray"), ulp(Math.exp)), 1.1);
  });

  test("powerOfTwo: relative error ≤ 1e-4 for |x| ≤ 125", () => {
    const boundaries = Array.from({ length: 250 }, (_, n) => near(n - 124.5, 8)).flat();
    const error = (y: number, x: number) => (Math.abs(x) <= 125 ? Math.abs(y / 2 ** x - 1) : 0);
    expectBound(worst(f32Sweep(boundaries), array("powerOfTwoArray"), error), 1e-4);
  });

  test("log: ≤ 1 ulp for every x > 0; −∞ at 0, NaN below, ∞ at ∞", () => {
    const boundaries = Array.from({ length: 278 }, (_, k) => [
      ...near(2 ** (k - 149), 8),
      ...near(Math.SQRT1_2 * 2 ** (k - 149), 8),
    ]).flat();
    expectBound(worst(f32Sweep([...boundaries, ...near(1, 20000)]), array("logArray"), ulp(Math.log)), 1);
  });

  const quarters = Array.from({ length: 41722 }, (_, k) => near((k * Math.PI) / 4, 2)).flat();
  const trig = [...quarters, ...quarters.map((x) => -x), ...near(32768, 8), ...near(-32768, 8)];
  const clamped = (x: number) => Math.max(-32768, Math.min(32768, x));

  test.each([
    ["sin", array("sinArray"), Math.sin],
    ["cos", array("cosArray"), Math.cos],
  ] as const)("%s: absolute error ≤ 1.2e-7 for |x| ≤ 32768; beyond, the value at ±32768", (_, kernel, f) => {
    const error = (y: number, x: number) =>
      Number.isNaN(x) ? (Number.isNaN(y) ? 0 : NaN) : Math.abs(y - f(clamped(x)));
    expectBound(worst(f32Sweep(trig), kernel, error), 1.2e-7);
  });

  // Where e⁻ˣ stops growing, at x = −86, both stay at 4.5e-38
  const errorUntil86 = (f: (x: number) => number) => (y: number, x: number) =>
    x < -86 ? (Math.abs(y - f(x)) < 4.6e-38 ? 0 : Infinity) : ulp(f)(y, x);

  test("sigmoid: ≤ 3 ulp for x ≥ −86; below, between 0 and 4.6e-38", () => {
    const boundaries = Array.from({ length: 124 }, (_, n) => near(-(n + 0.5) * Math.LN2, 8)).flat();
    expectBound(worst(f32Sweep([...boundaries, ...near(-86, 8)]), array("sigmoidArray"), errorUntil86(sigmoid)), 3);
  });

  test("tanh: ≤ 1.5 ulp", () => {
    const boundaries = [0.625, -0.625].flatMap((x) => near(x, 20000));
    expectBound(worst(f32Sweep(boundaries), activation("tanh"), ulp(Math.tanh)), 1.5);
  });

  test("softplus: ≤ 3 ulp for x ≥ −86; below, between 0 and 4.6e-38", () => {
    const boundaries = Array.from({ length: 124 }, (_, n) => near(-(n + 0.5) * Math.LN2, 8)).flat();
    expectBound(
      worst(
        f32Sweep([...boundaries, ...near(-86, 8)]),
        activation("softplus"),
        errorUntil86(ACTIVATIONS.softplus.value),
      ),
      3,
    );
  });
});

describe("array kernels", () => {
  test.each(["expArray", "powerOfTwoArray", "logArray", "sinArray", "cosArray", "sigmoidArray"] as const)(
    "%s: every n that is a multiple of 4 up to 68, in place or not, the same bits, nothing else written",
    (name) => {
      for (let n = 0; n <= 68; n += 4) {
        const values = Float32Array.from({ length: n }, (_, i) => 0.37 + i * 0.61);
        const x = memory.block(values);
        const y = memory.block(n);
        memory.kernels[name](y.at, x.at, n);
        expect(x.f32).toEqual(values);
        memory.kernels[name](x.at, x.at, n);
        expect(y.u32).toEqual(x.u32);
        memory.release();
      }
    },
  );
});
