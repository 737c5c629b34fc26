// Elementary functions on four f32 lanes. WebAssembly fixes every operation used, so the bits are the same on
// every engine. Bounds are tested in test/kernels/math.test.ts over the whole domain. Polynomials: own weighted
// minimax fits on the reduced intervals, rounded to f32.

import { madd, splat } from "./lanes";

// Constants live in memory: loading one to four lanes is one instruction, where V8 builds a splat literal in three, in
// every iteration. The module's data are these alone; asconfig.json puts them below address 4096.

/** The f32 at a constant's address, on four lanes. */
// @ts-ignore: decorator
@inline
export function constant(at: usize): v128 {
  return v128.load32_splat(at);
}

export const HALF = memory.data<f32>([0.5]);
export const ONE = memory.data<f32>([1]);
export const TWO = memory.data<f32>([2]);
const LOG2_E = memory.data<f32>([1.44269504]);
/** ln 2 in two parts, the first of 15 bits: n·part is exact for |n| < 2⁹. */
const LN2 = memory.data<f32>([0.693145751953125, 1.4286068203094173e-6]);
const MINUS_LN2 = memory.data<f32>([-0.693145751953125, -1.4286068203094173e-6]);
/** (eʳ − 1 − r)/r², |r| ≤ ln 2/2, the highest power first (as all polynomials here). */
const EXP = memory.data<f32>([
  0.0013952972367405891, 0.008370321244001389, 0.041666168719530106, 0.16666506230831146, 0.5,
]);
/** EXP for e⁻ʳ, the signs such that Horner's rule gives (1 − r − e⁻ʳ)/r². */
const EXP_MINUS = memory.data<f32>([
  -0.0013952972367405891, 0.008370321244001389, -0.041666168719530106, 0.16666506230831146, -0.5,
]);
const MINUS_LOG2_E = memory.data<f32>([-1.44269504]);
/** 1.5·2²³ + 127: adding it rounds to a whole number n, and n + 127 stands in the low bits. */
const ROUNDER = memory.data<f32>([12583039]);
const EXP_MAX = memory.data<f32>([86]);
const EXP_MIN = memory.data<f32>([-86]);
/** R(z)/z of ln(1 + f) = 2s + s·R(s²), s = f/(2 + f), √½ ≤ 1 + f ≤ √2. */
const LOG = memory.data<f32>([0.2999023497104645, 0.3997250497341156, 0.6666682362556458]);
/** 2ᶠ for |f| ≤ ½, of lower accuracy than the others. */
const POWER = memory.data<f32>([0.0551716685295105, 0.2426111251115799, 0.6932609677314758, 0.9999280571937561]);
/** 1.5·2²³: adding it rounds to a whole number, which stands in the low bits. */
const WHOLE = memory.data<f32>([12582912]);
const TWO_OVER_PI = memory.data<f32>([0.636619772]);
/** −π/2 in four parts; the first three have ≤ 9 bits: n·part is exact for n < 2¹⁵. */
const MINUS_HALF_PI = memory.data<f32>([
  -1.5703125, -0.00048351287841796875, -3.1385570764541626e-7, -6.07709993438732e-11,
]);
/** (sin r/r − 1)/r² and (cos r − 1 + r²/2)/r⁴ in r², |r| ≤ π/4. */
const SIN = memory.data<f32>([-0.00019510839774738997, 0.008332131430506706, -0.16666653752326965]);
const COS = memory.data<f32>([2.4431205019936897e-5, -0.0013887305976822972, 0.04166664555668831]);
const MINUS_HALF = memory.data<f32>([-0.5]);
/** (tanh x/x − 1)/x² in x², |x| < 0.64. */
const TANH = memory.data<f32>([
  -0.005603914149105549, 0.020551718771457672, -0.05371410772204399, 0.13331152498722076, -0.33333271741867065,
]);
/** (2·artanh s − 2s)/s³ in s², s ≤ 1/3. */
const ARTANH = memory.data<f32>([
  0.21872054040431976, 0.17123757302761078, 0.22304189205169678, 0.2856826186180115, 0.40000057220458984,
  0.6666666865348816,
]);

/** e^(t − n·ln 2), |t − n·ln 2| ≤ ln 2/2. */
// @ts-ignore: decorator
@inline
function expReduced(t: v128, n: v128): v128 {
  let r = madd(n, constant(MINUS_LN2), t);
  r = madd(n, constant(MINUS_LN2 + 4), r);
  let p = madd(constant(EXP), r, constant(EXP + 4));
  p = madd(p, r, constant(EXP + 8));
  p = madd(p, r, constant(EXP + 12));
  p = madd(p, r, constant(EXP + 16));
  return f32x4.add(constant(ONE), madd(f32x4.mul(r, r), p, r));
}

/** eˣ. ≤ 1.1 ulp, subnormal results and overflow to ∞ included; NaN → NaN. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  // The first operand of pmin/pmax survives when it is NaN.
  const t = f32x4.pmax(f32x4.pmin(x, splat(89)), splat(-104));
  const n = f32x4.nearest(f32x4.mul(t, constant(LOG2_E)));
  const y = expReduced(t, n);
  // 2ⁿ in two factors: 2¹²⁸ and 2⁻¹⁵⁰ are no normal numbers
  const i = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(i, 1);
  const bias = i32x4.splat(127);
  const first = i32x4.shl(i32x4.add(half, bias), 23);
  const second = i32x4.shl(i32x4.add(i32x4.sub(i, half), bias), 23);
  return f32x4.mul(f32x4.mul(y, first), second);
}

/** 2ˣ for |x| ≤ 125, relative error ≤ 1e-4: for weights of a mean, which need no more. */
// @ts-ignore: decorator
@inline
export function powerOfTwo4(x: v128): v128 {
  const shifted = f32x4.add(x, constant(WHOLE));
  const f = f32x4.sub(x, f32x4.sub(shifted, constant(WHOLE)));
  let p = madd(constant(POWER), f, constant(POWER + 4));
  p = madd(p, f, constant(POWER + 8));
  p = madd(p, f, constant(POWER + 12));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/** ln(x·2⁻ᵈ) for normal x > 0 (no other x is recognised), d whole numbers (i32). ≤ 1 ulp. */
// @ts-ignore: decorator
@inline
function logScaled4(x: v128, d: v128): v128 {
  // x = 2ᵏ·(1 + f), 1 + f in [√½, √2); s = f/(2 + f); ln(1 + f) = f − f²/2 + s·(f²/2 + R(s²))
  const k = i32x4.shr_s(i32x4.sub(x, i32x4.splat(0x3f3504f3)), 23);
  const f = f32x4.sub(i32x4.sub(x, i32x4.shl(k, 23)), constant(ONE));
  const s = f32x4.div(f, f32x4.add(constant(TWO), f));
  const z = f32x4.mul(s, s);
  let r = madd(constant(LOG), z, constant(LOG + 4));
  r = f32x4.mul(z, madd(r, z, constant(LOG + 8)));
  const half = f32x4.mul(constant(HALF), f32x4.mul(f, f));
  const n = f32x4.convert_i32x4_s(i32x4.sub(k, d));
  const low = madd(n, constant(LN2 + 4), f32x4.mul(s, f32x4.add(half, r)));
  return madd(n, constant(LN2), f32x4.sub(f, f32x4.sub(half, low)));
}

/** ln x for normal x > 0 (no other x is recognised). ≤ 1 ulp. */
// @ts-ignore: decorator
@inline
export function logNormal4(x: v128): v128 {
  return logScaled4(x, i32x4.splat(0));
}

/** ln x. ≤ 1 ulp for every x > 0, subnormals included; 0 → −∞, x < 0 → NaN, ∞ → ∞. */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  const small = f32x4.lt(x, splat(1.1754944e-38));
  const lifted = v128.bitselect(f32x4.mul(x, splat(16777216)), x, small); // · 2²⁴
  let y = logScaled4(lifted, v128.and(small, i32x4.splat(24)));
  y = v128.bitselect(x, y, v128.or(f32x4.eq(x, splat(<f32>Infinity)), f32x4.ne(x, x)));
  y = v128.bitselect(splat(-<f32>Infinity), y, f32x4.eq(x, splat(0)));
  return v128.bitselect(splat(<f32>NaN), y, f32x4.lt(x, splat(0)));
}

/** Largest |x| whose quadrant sine and cosine find exactly; beyond it x is clamped. */
export const TRIG_MAX: f32 = 32768;

/** x into the domain of the trigonometric functions. */
// @ts-ignore: decorator
@inline
export function trigDomain4(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, splat(TRIG_MAX)), splat(-TRIG_MAX));
}

/** The quadrant of x as a whole number: nearest(x·2/π). */
// @ts-ignore: decorator
@inline
export function quadrant4(x: v128): v128 {
  return f32x4.nearest(f32x4.mul(x, constant(TWO_OVER_PI)));
}

/** x − n·π/2 in [−π/4, π/4], for |x| ≤ 2¹⁵. */
// @ts-ignore: decorator
@inline
export function reduce4(x: v128, n: v128): v128 {
  let r = madd(n, constant(MINUS_HALF_PI), x);
  r = madd(n, constant(MINUS_HALF_PI + 4), r);
  r = madd(n, constant(MINUS_HALF_PI + 8), r);
  return madd(n, constant(MINUS_HALF_PI + 12), r);
}

// @ts-ignore: decorator
@inline
function sinPolynomial(r: v128, z: v128): v128 {
  let p = madd(constant(SIN), z, constant(SIN + 4));
  p = madd(p, z, constant(SIN + 8));
  return madd(f32x4.mul(r, z), p, r);
}

// @ts-ignore: decorator
@inline
function cosPolynomial(z: v128): v128 {
  let p = madd(constant(COS), z, constant(COS + 4));
  p = madd(p, z, constant(COS + 8));
  return f32x4.add(constant(ONE), madd(f32x4.mul(z, z), p, f32x4.mul(z, constant(MINUS_HALF))));
}

/** sin(r + n·π/2), |r| ≤ π/4. Absolute error ≤ 1.2e-7. */
// @ts-ignore: decorator
@inline
export function sinReduced4(r: v128, n: v128): v128 {
  const z = f32x4.mul(r, r);
  const q = i32x4.trunc_sat_f32x4_s(n);
  const odd = i32x4.ne(v128.and(q, i32x4.splat(1)), i32x4.splat(0));
  const value = v128.bitselect(cosPolynomial(z), sinPolynomial(r, z), odd);
  return v128.xor(value, i32x4.shl(v128.and(q, i32x4.splat(2)), 30));
}

/** cos(r + n·π/2), |r| ≤ π/4. Absolute error ≤ 1.2e-7. */
// @ts-ignore: decorator
@inline
export function cosReduced4(r: v128, n: v128): v128 {
  const z = f32x4.mul(r, r);
  const q = i32x4.trunc_sat_f32x4_s(n);
  const odd = i32x4.ne(v128.and(q, i32x4.splat(1)), i32x4.splat(0));
  const value = v128.bitselect(sinPolynomial(r, z), cosPolynomial(z), odd);
  return v128.xor(value, i32x4.shl(v128.and(i32x4.add(q, i32x4.splat(1)), i32x4.splat(2)), 30));
}

/** e⁻ˣ for |x| ≤ 86, ≤ 2 ulp; beyond, the value at ±86 (4.5e-38 and 2.2e37). */
// @ts-ignore: decorator
@inline
export function expMinus4(x: v128): v128 {
  const c = f32x4.pmax(f32x4.pmin(x, constant(EXP_MAX)), constant(EXP_MIN));
  // No conversion from or to integers: n + 127 stands in the low bits, and is the exponent of 2ⁿ
  const shifted = f32x4.add(f32x4.mul(c, constant(MINUS_LOG2_E)), constant(ROUNDER));
  const n = f32x4.sub(shifted, constant(ROUNDER));
  // 1 − (r − …), what expReduced gives of −c bit for bit, without negating c
  let r = madd(n, constant(LN2), c);
  r = madd(n, constant(LN2 + 4), r);
  let p = madd(constant(EXP_MINUS), r, constant(EXP_MINUS + 4));
  p = madd(p, r, constant(EXP_MINUS + 8));
  p = madd(p, r, constant(EXP_MINUS + 12));
  p = madd(p, r, constant(EXP_MINUS + 16));
  const y = f32x4.sub(constant(ONE), madd(f32x4.mul(r, r), p, r));
  return f32x4.mul(y, i32x4.shl(shifted, 23));
}

/** 1/(1 + e), given e = e⁻ˣ: sigmoid(x), ≤ 3 ulp for x ≥ −86; and e times it is 1 − sigmoid(x), without cancellation. */
// @ts-ignore: decorator
@inline
export function sigmoid4(e: v128): v128 {
  return f32x4.div(constant(ONE), f32x4.add(constant(ONE), e));
}

/** tanh x. ≤ 1.5 ulp. */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const z = f32x4.mul(x, x);
  let p = madd(constant(TANH), z, constant(TANH + 4));
  p = madd(p, z, constant(TANH + 8));
  p = madd(p, z, constant(TANH + 12));
  p = madd(p, z, constant(TANH + 16));
  const small = madd(f32x4.mul(x, z), p, x);
  const a = f32x4.abs(x);
  const e = exp4(f32x4.add(a, a));
  const large = f32x4.sub(constant(ONE), f32x4.div(constant(TWO), f32x4.add(e, constant(ONE))));
  const signed = v128.or(large, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(small, signed, f32x4.lt(a, splat(0.625)));
}

/** softplus(x) = ln(1 + eˣ) = max(x, 0) + ln(1 + e), given e = e^(−|x|). ≤ 3 ulp for x ≥ −86. */
// @ts-ignore: decorator
@inline
export function softplus4(x: v128, e: v128): v128 {
  // ln(1 + e) = 2·artanh(s), s = e/(2 + e) ≤ 1/3
  const s = f32x4.div(e, f32x4.add(constant(TWO), e));
  const z = f32x4.mul(s, s);
  let p = madd(constant(ARTANH), z, constant(ARTANH + 4));
  p = madd(p, z, constant(ARTANH + 8));
  p = madd(p, z, constant(ARTANH + 12));
  p = madd(p, z, constant(ARTANH + 16));
  p = madd(p, z, constant(ARTANH + 20));
  return f32x4.add(f32x4.max(x, splat(0)), madd(f32x4.mul(s, z), p, f32x4.add(s, s)));
}

// The same functions over arrays of n f32, n a multiple of 4; y may be x. What tests hold against f64.

export function expArray(y: usize, x: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) v128.store(y + i, exp4(v128.load(x + i)));
}

export function powerOfTwoArray(y: usize, x: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) v128.store(y + i, powerOfTwo4(v128.load(x + i)));
}

export function logArray(y: usize, x: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) v128.store(y + i, log4(v128.load(x + i)));
}

/** |x| ≤ TRIG_MAX; beyond it the value at ±TRIG_MAX. */
export function sinArray(y: usize, x: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const t = trigDomain4(v128.load(x + i));
    const q = quadrant4(t);
    v128.store(y + i, sinReduced4(reduce4(t, q), q));
  }
}

export function cosArray(y: usize, x: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const t = trigDomain4(v128.load(x + i));
    const q = quadrant4(t);
    v128.store(y + i, cosReduced4(reduce4(t, q), q));
  }
}

export function sigmoidArray(y: usize, x: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) {
    const t = v128.load(x + i);
    v128.store(y + i, sigmoid4(expMinus4(t)));
  }
}
