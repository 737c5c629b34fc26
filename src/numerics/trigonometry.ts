import { inverseFactorial, scaleBy, sumError } from "./math.ts";

/*
 * Sines and arctangents in f64 with the same bits on every engine, by the means of math.ts. Sources: Cody & Waite 1980
 * (reduction); Dekker 1971 (pairs).
 */

/** Low word of the pair computed last. */
let low = 0;

/** Quarter turns taken off by the last `reduce`, 0…3. */
let quadrant = 0;

// PI_2_HIGH and PI_2_MIDDLE have 43 significant bits: products with the small integers below are exact.
const PI_2_HIGH = 1.5707963267948344;
const PI_2_MIDDLE = 6.223372171896261e-14;
const PI_2_LOW = 3.5215598651832e-27;

const bits = new DataView(new ArrayBuffer(8));

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
  const unit = scaleBy(x < 0 ? -1 : 1, -192);
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
  if (size < 2.220446049250313e-16) return x;
  if (size <= 0.4375) return x - x * x * x * atanTail(x);
  if (!(size < Infinity)) return x > 0 ? ARCTANGENTS[3][0] : x < 0 ? -ARCTANGENTS[3][0] : NaN;
  const nearest = size < 0.6875 ? 0 : size < 1.1875 ? 1 : size < 2.4375 ? 2 : 3;
  const a = (nearest + 1) / 2;
  const r = nearest === 3 ? -1 / size : (size - a) / (1 + a * size);
  const [high, low] = ARCTANGENTS[nearest];
  const value = high + (r - (r * r * r * atanTail(r) - low));
  return x < 0 ? -value : value;
}
