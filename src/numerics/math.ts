/*
 * Elementary functions in f64 from + − × ÷, √, floor and abs alone: IEEE 754 fixes the bits of those, so these functions
 * return the same bits on every engine, which those of Math do not.
 *
 * Bounds are in ulp of the result, over all doubles, and are tested in test/numerics/math.test.ts against 300-bit integers.
 * Series are Taylor's, cut where the next term is below 2⁻⁵⁷ of the sum; what has to be finer than a double is a pair
 * (high, low) whose low word is returned by assignment to `low`.
 *
 * Sources: Cody & Waite 1980 (reduction); Dekker 1971 (pairs).
 */

/** Low word of the pair computed last. */
let low = 0;

// LN2_HIGH has 42 significant bits: products with the small integers below are exact.
const LN2_HIGH = 0.6931471805598903;
const LN2_LOW = 5.497923018708371e-14;
const TWO_THIRDS = 2 / 3;
const TWO_THIRDS_LOW = 3.700743415417188e-17;
const TWO_FIFTHS_LOW = -2.2204460492503132e-17;
const TINY = 2.220446049250313e-16; // 2⁻⁵²

/** 1/n! for n of 0…17. */
export const inverseFactorial = new Float64Array(18).fill(1);
for (let n = 2, factorial = 2; n < 18; factorial *= ++n) inverseFactorial[n] = 1 / factorial;

const bits = new DataView(new ArrayBuffer(8));

/** 2ⁿ for n in −1022…1023. */
function powerOfTwo(n: number): number {
  bits.setUint32(0, (n + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** ⌊log₂|x|⌋ of a finite x other than 0. */
export function exponentOf(x: number): number {
  const size = Math.abs(x);
  const subnormal = size < 2.2250738585072014e-308;
  bits.setFloat64(0, subnormal ? size * 18014398509481984 : size);
  return (bits.getUint32(0) >>> 20) - (subnormal ? 1077 : 1023);
}

/** x·2ⁿ for an integer n, exact but for overflow and underflow. */
export function scaleBy(x: number, n: number): number {
  let [value, rest] = [x, n];
  for (; rest > 1023; rest -= 1023) value *= powerOfTwo(1023);
  for (; rest < -1022; rest += 1022) value *= powerOfTwo(-1022);
  return value * powerOfTwo(rest);
}

/** (a + b) − sum, exactly, for sum = fl(a + b) (Knuth, TAOCP 2, §4.2.2). */
export function sumError(a: number, b: number, sum: number): number {
  const t = sum - a;
  return a - (sum - t) + (b - t);
}

/** a·b − product, exactly, for product = fl(a·b) (Veltkamp's splitting, Dekker 1971). */
function productError(a: number, b: number, product: number): number {
  const ca = 134217729 * a;
  const aHigh = ca - (ca - a);
  const aLow = a - aHigh;
  const cb = 134217729 * b;
  const bHigh = cb - (cb - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** (eʳ − 1 − r)/r² on |r| ≤ 0.35. */
function expTail(r: number): number {
  let sum = inverseFactorial[13];
  for (let n = 12; n >= 2; n--) sum = sum * r + inverseFactorial[n];
  return sum;
}

/** e^(x + xLow), |xLow| ≤ ulp(x). */
function expPair(x: number, xLow: number): number {
  if (!(x < 710)) return x > 0 ? Infinity : NaN;
  if (x < -746) return 0;
  const k = Math.floor(x * 1.4426950408889634 + 0.5);
  const a = x - k * LN2_HIGH;
  const b = k * LN2_LOW - xLow;
  const r = a - b;
  const c = a - r - b;
  const y = 1 + (r + (r * r * expTail(r) + c * (1 + r)));
  const half = k >> 1; // two factors: 2ᵏ itself may be subnormal or too large
  return y * powerOfTwo(half) * powerOfTwo(k - half);
}

/**
 * ln x for 0 < x < ∞ as a pair: x = 2ᵏm, ln m = 2 artanh s, s = (m − 1)/(m + 1). |error| ≤ 2⁻⁶⁰·|ln x|, or 2⁻⁶⁷ with `fifth`, which has
 * the fifth power of s as a pair and six powers more: near √2 s is .17.
 */
function logPair(x: number, fifth = false): number {
  const subnormal = x < 2.2250738585072014e-308;
  bits.setFloat64(0, subnormal ? x * 18014398509481984 : x);
  const top = bits.getUint32(0);
  let k = (top >>> 20) - (subnormal ? 1077 : 1023);
  bits.setUint32(0, (top & 0xfffff) | 0x3ff00000);
  let m = bits.getFloat64(0);
  if (m > Math.SQRT2) {
    m /= 2;
    k++;
  }
  const f = m - 1;
  const divisor = 2 + f;
  const divisorLow = f - (divisor - 2);
  const s = f / divisor;
  const product = s * divisor;
  const sLow = (f - product - productError(s, divisor, product) - s * divisorLow) / divisor;
  const z = s * s;
  const zLow = productError(s, s, z) + 2 * s * sLow;
  const cube = s * z;
  const cubeLow = productError(s, z, cube) + (s * zLow + sLow * z);
  const third = cube * TWO_THIRDS;
  const thirdLow = productError(cube, TWO_THIRDS, third) + (cube * TWO_THIRDS_LOW + cubeLow * TWO_THIRDS);
  const power = cube * z;
  let series = 0;
  for (let n = fifth ? 27 : 21; n >= (fifth ? 7 : 5); n -= 2) series = series * z + 2 / n;
  let term = 0;
  let termLow = power * series;
  if (fifth) {
    term = power * 0.4;
    const powerLow = productError(cube, z, power) + (cube * zLow + cubeLow * z);
    termLow = productError(power, 0.4, term) + (power * TWO_FIFTHS_LOW + powerLow * 0.4) + power * z * series;
  }
  const kLn2 = k * LN2_HIGH;
  const sum = kLn2 + 2 * s;
  const sum3 = sum + third;
  const sum5 = sum3 + term;
  const rest =
    sumError(kLn2, 2 * s, sum) +
    sumError(sum, third, sum3) +
    sumError(sum3, term, sum5) +
    (k * LN2_LOW + 2 * sLow + thirdLow + termLow);
  const high = sum5 + rest;
  low = sum5 - high + rest;
  return high;
}

/** eˣ, within 1 ulp (1 ulp of the subnormals below 2⁻¹⁰²²). */
export function exp(x: number): number {
  return expPair(x, 0);
}

/** eˣ − 1, within 3 ulp, also near 0. */
export function expm1(x: number): number {
  if (Math.abs(x) < TINY) return x;
  return Math.abs(x) < 0.35 ? x + x * x * expTail(x) : exp(x) - 1;
}

/** ln x, within 1 ulp; −∞ at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  return x === Infinity ? x : logPair(x);
}

/** ln(1 + x), within 1 ulp, also near 0; −∞ at −1, NaN below. */
export function log1p(x: number): number {
  if (Math.abs(x) < TINY) return x;
  const u = 1 + x;
  if (!(u > 0) || u === Infinity) return log(u);
  const high = logPair(u);
  return high + (low + sumError(1, x, u) / u);
}

/** xʸ for x ≥ 0 as e^(y·ln x), within 1 ulp; NaN for x < 0 (there: powInteger). Limits as Math.pow, but 1^±∞ = 1. */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (!(x >= 0) || y !== y) return NaN;
  if (x === 0 || x === Infinity) return (x === 0) === y < 0 ? Infinity : 0;
  const high = logPair(x, true);
  const product = high * y;
  if (!(Math.abs(product) < 800)) return product > 0 ? Infinity : 0;
  return expPair(product, productError(high, y, product) + low * y);
}

/** xⁿ for an integer n by repeated squaring, relative error ≤ (2|n| + 1)·2⁻⁵³; 1/x⁻ⁿ for n < 0 (0 if x⁻ⁿ overflows). */
export function powInteger(x: number, n: number): number {
  let result = 1;
  for (let rest = Math.abs(n), square = x; rest > 0; square *= square) {
    const half = Math.floor(rest / 2);
    if (rest !== 2 * half) result *= square;
    rest = half;
  }
  return n < 0 ? 1 / result : result;
}

/** ln Σ e^valuesᵢ without overflow; −∞ for no values. Absolute error ≤ (count + 3)·2⁻⁵³ + 1 ulp. */
export function logSumExp(values: ArrayLike<number>): number {
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== values[i]) return NaN;
    if (values[i] > max) max = values[i];
  }
  if (!(Math.abs(max) < Infinity)) return max;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += exp(values[i] - max);
  return max + log(sum);
}
