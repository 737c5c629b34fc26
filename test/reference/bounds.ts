/** u: half the distance from 1 to the next f32, the largest relative error of one rounding. */
export const UNIT_ROUNDOFF = 2 ** -24;

/** Smallest positive f32: what a result may lose to underflow. */
export const SMALLEST_F32 = 2 ** -149;

/**
 * Error bound of an f32 sum of products start + Σᵢ xᵢ·wᵢ with n terms, in any order, each product rounded (or fused):
 * (n + 1)·u·(|start| + Σ|xᵢ·wᵢ|), with no higher-order term (Jeannerod & Rump 2013), and half of the smallest f32 a
 * product for underflow.
 *
 * @param absoluteSum |start| + Σ|xᵢ·wᵢ|, for f32 operands
 * @param n           products
 */
export function dotBound(absoluteSum: number, n: number): number {
  return (n + 1) * UNIT_ROUNDOFF * absoluteSum + (n * SMALLEST_F32) / 2;
}

/** Error bound of an f32 sum of n f32 numbers in any order: (n − 1)·u·Σ|xᵢ| (Jeannerod & Rump 2013). */
export function sumBound(absoluteSum: number, n: number): number {
  return Math.max(n - 1, 0) * UNIT_ROUNDOFF * absoluteSum;
}

/** Place of an f32 among all of them, in order; both zeros are 0. */
function ordinal32(value: number): number {
  const bits = new Int32Array(Float32Array.of(value).buffer)[0];
  return bits < 0 ? -(bits & 0x7fffffff) : bits;
}

/** How many f32 numbers a and b, rounded to f32, lie apart: 0 when equal, 1 for neighbors; two NaN are 0, one is Infinity. */
export function ulpDifference32(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity;
  return Math.abs(ordinal32(a) - ordinal32(b));
}

/** Distance from |x|, rounded down to f32, to the next f32 away from zero; in the subnormal range 2⁻¹⁴⁹. */
export function ulp32(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude < 2 ** -126) return SMALLEST_F32;
  let exponent = Math.floor(Math.log2(magnitude));
  if (2 ** exponent > magnitude) exponent--;
  if (2 ** (exponent + 1) <= magnitude) exponent++;
  return 2 ** (Math.min(exponent, 127) - 23);
}

/** |actual − exact| in units of the exact value's last f32 place: 0.5 at most for a correctly rounded result. */
export function ulpError32(actual: number, exact: number): number {
  if (actual === exact || (Number.isNaN(actual) && Number.isNaN(exact))) return 0;
  return Math.abs(actual - exact) / ulp32(exact);
}

/** |actual − exact| / |exact| over `floor`: relative where |exact| is larger than `floor`, absolute below. */
export function relativeError(actual: number, exact: number, floor = 0): number {
  return actual === exact ? 0 : Math.abs(actual - exact) / Math.max(Math.abs(exact), floor);
}

/** Largest |actual − expected| of two arrays over the largest |expected|; NaN anywhere gives NaN. */
export function maxErrorOfScale(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let error = 0;
  let scale = 0;
  for (let k = 0; k < expected.length; k++) {
    error = Math.max(error, Math.abs(actual[k] - expected[k]));
    scale = Math.max(scale, Math.abs(expected[k]));
  }
  return error === 0 ? 0 : error / scale;
}
