import { expect, test } from "vitest";
import {
  atan,
  cos,
  cosNear,
  exp,
  expm1,
  log,
  log1p,
  logSumExp,
  pow,
  powInteger,
  sin,
} from "../../src/numerics/math.ts";

// The oracle: fixed-point integers. A real v is BigInt(v·2^1280), which holds every double exactly; series run on P bits.
const WIDE = 1280n;
const P = 400n;
const ONE = 1n << P;

function fixed(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const exponent = (view.getUint32(0) >>> 20) & 0x7ff;
  const fraction = view.getBigUint64(0) & ((1n << 52n) - 1n);
  const mantissa = exponent === 0 ? fraction : fraction + (1n << 52n);
  const value = mantissa << (BigInt(Math.max(exponent, 1) - 1075) + WIDE);
  return x < 0 ? -value : value;
}
const magnitude = (v: bigint) => (v < 0n ? -v : v);
const shift = (v: bigint, by: bigint) => (by >= 0n ? v << by : v >> -by);
const narrow = (x: number) => fixed(x) >> (WIDE - P);

function ulps(actual: number, exact: bigint): number {
  const top = BigInt(magnitude(exact).toString(2).length - 1) - WIDE;
  const ulp = (top < -1022n ? -1022n : top) - 52n + WIDE;
  return Number((magnitude(fixed(actual) - exact) << 20n) >> ulp) / 2 ** 20;
}

function artanh2(s: bigint): bigint {
  let sum = 0n;
  for (let term = 2n * s, n = 1n; term !== 0n; term = (((term * s) >> P) * s) >> P, n += 2n) sum += term / n;
  return sum;
}
const LN2 = artanh2(ONE / 3n);

function lnOf(v: bigint): bigint {
  const k = BigInt(v.toString(2).length) - P;
  const m = shift(v, -k); // in [½, 1)
  return k * LN2 + artanh2(((m - ONE) << P) / (m + ONE));
}
function lnDouble(x: number): bigint {
  const exponent = BigInt(Math.floor(Math.log2(x)));
  return lnOf(fixed(x) >> (WIDE - P + exponent)) + exponent * LN2;
}
function expOf(v: bigint): bigint {
  const k = v / LN2;
  let sum = ONE;
  for (let term = ONE, n = 1n; term !== 0n; n++) sum += term = (term * (v - k * LN2)) / (n * ONE);
  return shift(sum, k + WIDE - P);
}
const widen = (v: bigint) => v << (WIDE - P);

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

let state = 1;
function uniform(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}
const between = (a: number, b: number) => a + (b - a) * (uniform() + uniform() / 2 ** 32);
const powerOf10 = (a: number, b: number) => 10 ** between(a, b);
const points = (count: number, point: () => number) => Array.from({ length: count }, point);

function worst(f: (x: number) => number, exact: (x: number) => bigint, xs: number[]): number {
  return xs.reduce((max, x) => Math.max(max, ulps(f(x), exact(x))), 0);
}

test("exp: ≤ 1 ulp, normal and subnormal results", () => {
  const xs = [...points(3000, () => between(-708, 709.7)), ...points(1000, () => between(-1, 1))];
  expect(worst(exp, (x) => expOf(narrow(x)), xs)).toBeLessThan(0.95);
  expect(
    worst(
      exp,
      (x) => expOf(narrow(x)),
      points(500, () => between(-745, -708)),
    ),
  ).toBeLessThan(1.01);
  expect([exp(0), exp(-0), exp(709.782712893384), exp(709.7827128933841), exp(-745.2), exp(-800)]).toEqual([
    1,
    1,
    1.7976931348622732e308,
    Infinity,
    0,
    0,
  ]);
  expect([exp(NaN), exp(Infinity), exp(-Infinity), exp(5e-324)]).toEqual([NaN, Infinity, 0, 1]);
});

test("expm1: ≤ 3 ulp; -0, tiny and infinite arguments", () => {
  const xs = [
    ...points(3000, () => between(-1, 1)),
    ...points(500, () => between(-40, 709)),
    ...points(500, () => powerOf10(-60, 0)),
  ];
  expect(worst(expm1, (x) => expOf(narrow(x)) - widen(ONE), xs)).toBeLessThan(3);
  expect([expm1(-0), expm1(5e-324), expm1(Infinity), expm1(-Infinity), expm1(NaN)]).toEqual([
    -0,
    5e-324,
    Infinity,
    -1,
    NaN,
  ]);
});

test("log: ≤ 1 ulp from subnormals to 2^1024 and near 1", () => {
  const xs = [
    ...points(1500, () => powerOf10(-307, 308)),
    ...points(1500, () => between(0.5, 2)),
    ...points(500, () => 1 + between(-1, 1) * powerOf10(-15, -1)),
    ...points(200, () => powerOf10(-323, -308)),
    5e-324,
    Number.MAX_VALUE,
  ].filter((x) => x !== 1);
  expect(worst(log, (x) => widen(lnDouble(x)), xs)).toBeLessThan(0.51);
  expect([log(1), log(0), log(-0), log(-1), log(Infinity), log(-Infinity), log(NaN)]).toEqual([
    0,
    -Infinity,
    -Infinity,
    NaN,
    Infinity,
    NaN,
    NaN,
  ]);
});

test("log1p: ≤ 1 ulp, also near 0 and −1", () => {
  const xs = [
    ...points(1500, () => between(-1, 1)),
    ...points(1000, () => Math.sign(between(-1, 1)) * powerOf10(-40, 0)),
    ...points(500, () => powerOf10(0, 100)),
  ].filter((x) => x > -1);
  expect(worst(log1p, (x) => widen(lnOf(ONE + narrow(x))), xs)).toBeLessThan(0.95);
  expect([log1p(-0), log1p(5e-324), log1p(-1), log1p(-1.5), log1p(Infinity), log1p(NaN)]).toEqual([
    -0,
    5e-324,
    -Infinity,
    NaN,
    Infinity,
    NaN,
  ]);
});

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

test("pow: ≤ 1 ulp over the whole range of results", () => {
  let max = 0;
  for (let i = 0; i < 3000; i++) {
    const x = i % 2 ? powerOf10(-300, 300) : 1 + between(-0.5, 1) * powerOf10(-12, 0);
    const y = between(-708, 709) / Math.log(x);
    max = Math.max(max, ulps(pow(x, y), expOf((lnDouble(x) * narrow(y)) >> P)));
  }
  expect(max).toBeLessThan(1);
  expect([pow(2, 10), pow(9, 0.5), pow(5, 0), pow(NaN, 0), pow(1, NaN), pow(-2, 2), pow(2, NaN)]).toEqual([
    1024,
    3,
    1,
    1,
    1,
    NaN,
    NaN,
  ]);
  expect([pow(0, 2), pow(0, -2), pow(Infinity, 2), pow(Infinity, -2), pow(2, 1e300), pow(0.5, 1e300)]).toEqual([
    0,
    Infinity,
    Infinity,
    0,
    Infinity,
    0,
  ]);
});

test("powInteger: relative error ≤ (2|n| + 1)·2⁻⁵³, exact on exact powers, signs of negative bases", () => {
  for (let i = 0; i < 300; i++) {
    const x = between(0.5, 2);
    const n = Math.floor(between(-300, 300));
    const exact = expOf(BigInt(n) * lnDouble(x));
    expect(ulps(powInteger(x, n), exact)).toBeLessThanOrEqual(2 * Math.abs(n) + 1);
  }
  expect([powInteger(3, 30), powInteger(-2, 3), powInteger(-2, -2), powInteger(0, 0), powInteger(2, 1023)]).toEqual([
    205891132094649,
    -8,
    0.25,
    1,
    2 ** 1023,
  ]);
});

test("logSumExp: absolute error ≤ (count + 3)·2⁻⁵³ + 1 ulp; no overflow, limits", () => {
  for (let count = 1; count <= 100; count++) {
    const values = points(count, () => between(-20, 20));
    const exact = widen(lnOf(values.reduce((sum, v) => sum + (expOf(narrow(v)) >> (WIDE - P)), 0n)));
    const actual = logSumExp(values);
    const error = Number((magnitude(fixed(actual) - exact) << 80n) >> WIDE) * 2 ** -80;
    expect(error).toBeLessThanOrEqual((count + 3) * 2 ** -53 + Math.abs(actual) * 2 ** -52);
  }
  expect(logSumExp([Math.log(1), Math.log(2), Math.log(4)])).toBeCloseTo(Math.log(7), 14);
  expect(logSumExp([1e300, 1e300])).toBe(1e300);
  expect(logSumExp(new Float64Array([-1e5, -1e5]))).toBeCloseTo(-1e5 + Math.LN2, 9);
  expect([logSumExp([]), logSumExp([-Infinity, -Infinity]), logSumExp([Infinity, 1])]).toEqual([
    -Infinity,
    -Infinity,
    Infinity,
  ]);
  expect([logSumExp([NaN, 1]), logSumExp([1, NaN]), logSumExp([Infinity, NaN])]).toEqual([NaN, NaN, NaN]);
});

test("the bits are those of the first release, on every engine", () => {
  const words = new DataView(new ArrayBuffer(8));
  let hash = 0x811c9dc5; // FNV-1a
  for (let i = 1; i <= 2000; i++) {
    const x = i / 7;
    for (const value of [exp(x), exp(-x), expm1(1 / x), log(x), log1p(1 / x), sin(x), cos(x * 50), pow(x, 1.7)]) {
      words.setFloat64(0, value);
      for (let b = 0; b < 8; b++) hash = Math.imul(hash ^ words.getUint8(b), 0x01000193) >>> 0;
    }
  }
  expect(hash).toBe(3044898680);
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
