/*
 * Elementary functions in f64 from + − × ÷, √, floor and abs alone: IEEE 754 fixes the bits of those, so these functions
 * return the same bits on every engine, which those of Math do not.
 *
 * Bounds are in ulp of the result, over all doubles, and are tested in test/math.test.ts against 300-bit integers.
 * Series are Taylor's, cut where the next term is below 2⁻⁵⁷ of the sum; what has to be finer than a double is a pair
 * (high, low) whose low word is returned by assignment to `low`.
 *
 * Sources: Cody & Waite 1980 (reduction); Dekker 1971 (pairs).
 */

/** Low word of the pair computed last. */
let low = 0;

/** Quarter turns taken off by the last `reduce`, 0…3. */
let quadrant = 0;

// LN2_HIGH has 42 significant bits, PI_2_HIGH and PI_2_MIDDLE have 43: products with the small integers below are exact.
const LN2_HIGH = 0.6931471805598903;
const LN2_LOW = 5.497923018708371e-14;
const PI_2_HIGH = 1.5707963267948344;
const PI_2_MIDDLE = 6.223372171896261e-14;
const PI_2_LOW = 3.5215598651832e-27;
const TWO_THIRDS = 2 / 3;
const TWO_THIRDS_LOW = 3.700743415417188e-17;
const TINY = 2.220446049250313e-16; // 2⁻⁵²

const inverseFactorial = new Float64Array(18).fill(1);
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
function sumError(a: number, b: number, sum: number): number {
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

/** ln x for 0 < x < ∞ as a pair, |error| ≤ 2⁻⁶³·|ln x|: x = 2ᵏm, ln m = 2 artanh s, s = (m − 1)/(m + 1). */
function logPair(x: number): number {
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
  let series = 0;
  for (let n = 21; n >= 5; n -= 2) series = series * z + 2 / n;
  const kLn2 = k * LN2_HIGH;
  const sum = kLn2 + 2 * s;
  const total = sum + third;
  const rest =
    sumError(kLn2, 2 * s, sum) + sumError(sum, third, total) + (k * LN2_LOW + 2 * sLow + thirdLow + cube * z * series);
  const high = total + rest;
  low = total - high + rest;
  return high;
}

/** π·2^FRACTION_BITS by Machin's formula π = 16 arctan(1/5) − 4 arctan(1/239). */
function fixedPi(): bigint {
  const arctan = (n: bigint): bigint => {
    let sum = 0n;
    for (let term = ONE / n, i = 1n; term !== 0n; term /= -n * n, i += 2n) sum += term / i;
    return sum;
  };
  return 16n * arctan(5n) - 4n * arctan(239n);
}

// A double is below 2¹⁰²⁴ and comes no nearer than 2⁻⁶² to a multiple of π/2: 1024 + 62 + 64 bits decide.
const FRACTION_BITS = 1200n;
const ONE = 1n << FRACTION_BITS;
let halfPi = 0n; // computed when first needed

/** x − n·π/2 in −π/4…π/4 as a pair, the high word returned; `quadrant` = n mod 4. For |x| ≤ 1000. */
function reduceNear(x: number): number {
  const n = Math.floor(x * 0.6366197723675814 + 0.5);
  quadrant = n & 3;
  const a = x - n * PI_2_HIGH;
  const b = a - n * PI_2_MIDDLE;
  const rest = sumError(a, -n * PI_2_MIDDLE, b) - n * PI_2_LOW;
  const high = b + rest;
  low = b - high + rest;
  return high;
}

/** The same for every finite x: exact integers beyond 1000. */
function reduce(x: number): number {
  if (Math.abs(x) <= 1000) return reduceNear(x);
  halfPi ||= fixedPi() >> 1n;
  bits.setFloat64(0, Math.abs(x));
  const word = bits.getBigUint64(0);
  const mantissa = (word & 0xfffffffffffffn) | 0x10000000000000n;
  const fixed = mantissa << ((word >> 52n) - 1075n + FRACTION_BITS);
  const n = (fixed + (halfPi >> 1n)) / halfPi;
  const rest = (fixed - n * halfPi) >> 1008n;
  const high = Number(rest);
  const unit = x < 0 ? -powerOfTwo(-192) : powerOfTwo(-192);
  quadrant = Number((x < 0 ? -n : n) & 3n);
  low = Number(rest - BigInt(high)) * unit;
  return high * unit;
}

/** sin(x + xLow) on |x| ≤ π/4. */
function sinPair(x: number, xLow: number): number {
  const z = x * x;
  let sum = inverseFactorial[17];
  for (let n = 15; n >= 3; n -= 2) sum = inverseFactorial[n] - sum * z;
  return x - (x * z * sum - xLow * (1 - 0.5 * z));
}

/** cos(x + xLow) on |x| ≤ π/4. */
function cosPair(x: number, xLow: number): number {
  const z = x * x;
  let sum = inverseFactorial[16];
  for (let n = 14; n >= 4; n -= 2) sum = inverseFactorial[n] - sum * z;
  const high = 1 - 0.5 * z;
  return high + (1 - high - 0.5 * z + (z * z * sum - x * xLow));
}

/** The sine of what was reduced to (high, low) and `quadrant`, and so many quarter turns further. */
function sinReduced(high: number, quarters: number): number {
  const turn = (quadrant + quarters) & 3;
  const value = turn & 1 ? cosPair(high, low) : sinPair(high, low);
  return turn & 2 ? -value : value;
}

/** sin x (x in radians), within 1 ulp; NaN at ±∞. Some 10 µs beyond |x| = 1000. */
export function sin(x: number): number {
  if (x === 0) return x;
  return Math.abs(x) < Infinity ? sinReduced(reduce(x), 0) : NaN;
}

/** cos x (x in radians), within 1 ulp; NaN at ±∞. Some 10 µs beyond |x| = 1000. */
export function cos(x: number): number {
  return Math.abs(x) < Infinity ? sinReduced(reduce(x), 1) : NaN;
}

/** The bits of cos x for |x| ≤ 1000: programs that take no other cosine leave out what larger angles need. */
export function cosNear(x: number): number {
  return sinReduced(reduceNear(x), 1);
}

/** arctan of ½, 1, 1½ and ∞ as pairs (high, low). */
const ARCTANGENTS: readonly (readonly [number, number])[] = [
  [0.4636476090008061, 2.2698777452961687e-17],
  [0.7853981633974483, 3.061616997868383e-17],
  [0.982793723247329, 1.3903311031230998e-17],
  [1.5707963267948966, 6.123233995736766e-17],
];

/** (x − arctan x)/x³ on |x| ≤ 7/16. */
function atanTail(x: number): number {
  const z = x * x;
  let sum = 0;
  for (let n = 47; n >= 3; n -= 2) sum = 1 / n - z * sum;
  return sum;
}

/** arctan x, in −π/2…π/2, within 1 ulp: about the nearest of 0, ½, 1, 1½ and ∞, arctan x = arctan a + arctan((x − a)/(1 + ax)). */
export function atan(x: number): number {
  const size = Math.abs(x);
  if (size < TINY) return x;
  if (size <= 0.4375) return x - x * x * x * atanTail(x);
  if (!(size < Infinity)) return x > 0 ? ARCTANGENTS[3][0] : x < 0 ? -ARCTANGENTS[3][0] : NaN;
  const nearest = size < 0.6875 ? 0 : size < 1.1875 ? 1 : size < 2.4375 ? 2 : 3;
  const a = (nearest + 1) / 2;
  const r = nearest === 3 ? -1 / size : (size - a) / (1 + a * size);
  const [high, low] = ARCTANGENTS[nearest];
  const value = high + (r - (r * r * r * atanTail(r) - low));
  return x < 0 ? -value : value;
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
  const high = logPair(x);
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
