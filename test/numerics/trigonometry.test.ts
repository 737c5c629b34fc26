import { beforeEach, expect, test } from "vitest";
import { atan, cos, cosNear, sin } from "../../src/numerics/trigonometry.ts";
import { fixed, P, WIDE, widen, between, powerOf10, points, restart, worst } from "./ulps.ts";

beforeEach(restart);

function arctan(n: bigint): bigint {
  let sum = 0n;
  for (let term = (1n << WIDE) / n, i = 1n; term !== 0n; term /= -n * n, i += 2n) sum += term / i;
  return sum;
}
const PI = 48n * arctan(18n) + 32n * arctan(57n) - 20n * arctan(239n); // Gauss
function sine(x: bigint): bigint {
  const turn = x / (2n * PI);
  const r = (x - turn * 2n * PI) >> (WIDE - P);
  let sum = 0n;
  for (let term = r, n = 2n; term !== 0n; n += 2n) {
    sum += term;
    term = -((((term * r) >> P) * r) >> P) / (n * (n + 1n));
  }
  return widen(sum);
}

/** arctan of a double: halved eight times by arctan x = 2·arctan(x/(1 + √(1 + x²))), then its series. */
function arctanOf(double: number): bigint {
  let x = double < 0 ? -fixed(double) : fixed(double);
  for (let k = 0; k < 8; k++) x = (x << WIDE) / ((1n << WIDE) + root((1n << (2n * WIDE)) + x * x));
  let sum = 0n;
  for (let term = x, n = 1n; term !== 0n; term = -(((term * x) >> WIDE) * x) >> WIDE, n += 2n) sum += term / n;
  return double < 0 ? -(sum << 8n) : sum << 8n;
}
/** ⌊√v⌋ by Newton's method. */
function root(v: bigint): bigint {
  let r = 1n << BigInt(Math.ceil(v.toString(2).length / 2));
  for (let next = (r + v / r) >> 1n; next < r; next = (r + v / r) >> 1n) r = next;
  return r;
}

test("sin, cos: ≤ 1 ulp for every finite angle", () => {
  const nearRoots = Array.from({ length: 640 }, (_, n) => n * 1.5707963267948966);
  const hardest = 6381956970095103 * 2 ** 797; // the double nearest to a multiple of π/2, relative to its ulp (Muller)
  const xs = [
    ...points(1500, () => between(-1000, 1000)),
    ...points(500, () => between(-2, 2)),
    ...points(300, () => powerOf10(-250, 308)),
    ...points(300, () => -powerOf10(3, 308)),
    ...nearRoots,
    hardest,
  ];
  expect(
    worst(
      sin,
      (x) => sine(fixed(x)),
      xs.filter((x) => Math.abs(x) > 1e-30 || x === 0),
    ),
  ).toBeLessThan(0.85);
  expect(worst(cos, (x) => sine(fixed(x) + PI / 2n), xs)).toBeLessThan(0.85);
  for (const x of xs.filter((x) => Math.abs(x) <= 1000)) expect(cosNear(x)).toBe(cos(x));
  expect([sin(-0), sin(5e-324), sin(Infinity), sin(NaN), cos(0), cos(-Infinity), cos(NaN)]).toEqual([
    -0,
    5e-324,
    NaN,
    NaN,
    1,
    NaN,
    NaN,
  ]);
});

test("atan: ≤ 1 ulp from subnormals to 2^1024, odd, limits", () => {
  const xs = [
    ...points(1500, () => between(-4, 4)),
    ...points(500, () => powerOf10(-7, 7)),
    ...points(100, () => powerOf10(-60, 60)),
    ...[0.4375, 0.6875, 1.1875, 2.4375].flatMap((edge) => points(50, () => edge * (1 + between(-1e-9, 1e-9)))),
    ...[0.5, 1, 1.5, 1 / 3, 0.4375],
  ];
  expect(worst(atan, arctanOf, xs)).toBeLessThan(0.85);
  expect([1e-310, 0.3, 0.5, 1, 2, 1e300].map((x) => atan(-x))).toEqual(
    [1e-310, 0.3, 0.5, 1, 2, 1e300].map((x) => -atan(x)),
  );
  expect([atan(-0), atan(5e-324), atan(Infinity), atan(-Infinity), atan(Number.MAX_VALUE), atan(NaN)]).toEqual([
    -0,
    5e-324,
    Math.PI / 2,
    -Math.PI / 2,
    Math.PI / 2,
    NaN,
  ]);
});
