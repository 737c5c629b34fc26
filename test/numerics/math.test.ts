import { beforeEach, expect, test } from "vitest";
import { exp, expm1, log, log1p, logSumExp, pow, powInteger } from "../../src/numerics/math.ts";
import { cos, sin } from "../../src/numerics/trigonometry.ts";
import {
  fixed,
  magnitude,
  narrow,
  ulps,
  P,
  ONE,
  WIDE,
  lnOf,
  lnDouble,
  expOf,
  widen,
  between,
  powerOf10,
  points,
  restart,
  worst,
} from "./ulps.ts";

beforeEach(restart);

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

test("pow: ≤ 1 ulp over the whole range of results", () => {
  let max = 0;
  for (let i = 0; i < 6000; i++) {
    // Near √2 the logarithm's series converges the slowest
    const roots = 2 ** Math.floor(between(-9, 9)) * Math.SQRT2 * (1 + between(-0.02, 0.02));
    const x = [1 + between(-0.5, 1) * powerOf10(-12, 0), powerOf10(-300, 300), roots, 1 + between(-0.3, 0.42)][i % 4];
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
