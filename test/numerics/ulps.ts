// The oracle: fixed-point integers. A real v is BigInt(v·2^1280), which holds every double exactly; series run on P bits.
export const WIDE = 1280n;
export const P = 400n;
export const ONE = 1n << P;

export function fixed(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const exponent = (view.getUint32(0) >>> 20) & 0x7ff;
  const fraction = view.getBigUint64(0) & ((1n << 52n) - 1n);
  const mantissa = exponent === 0 ? fraction : fraction + (1n << 52n);
  const value = mantissa << (BigInt(Math.max(exponent, 1) - 1075) + WIDE);
  return x < 0 ? -value : value;
}
export const magnitude = (v: bigint) => (v < 0n ? -v : v);
export const shift = (v: bigint, by: bigint) => (by >= 0n ? v << by : v >> -by);
export const narrow = (x: number) => fixed(x) >> (WIDE - P);

export function ulps(actual: number, exact: bigint): number {
  const top = BigInt(magnitude(exact).toString(2).length - 1) - WIDE;
  const ulp = (top < -1022n ? -1022n : top) - 52n + WIDE;
  return Number((magnitude(fixed(actual) - exact) << 20n) >> ulp) / 2 ** 20;
}

export function artanh2(s: bigint): bigint {
  let sum = 0n;
  for (let term = 2n * s, n = 1n; term !== 0n; term = (((term * s) >> P) * s) >> P, n += 2n) sum += term / n;
  return sum;
}
export const LN2 = artanh2(ONE / 3n);

export function lnOf(v: bigint): bigint {
  const k = BigInt(v.toString(2).length) - P;
  const m = shift(v, -k); // in [½, 1)
  return k * LN2 + artanh2(((m - ONE) << P) / (m + ONE));
}
export function lnDouble(x: number): bigint {
  const exponent = BigInt(Math.floor(Math.log2(x)));
  return lnOf(fixed(x) >> (WIDE - P + exponent)) + exponent * LN2;
}
export function expOf(v: bigint): bigint {
  const k = v / LN2;
  let sum = ONE;
  for (let term = ONE, n = 1n; term !== 0n; n++) sum += term = (term * (v - k * LN2)) / (n * ONE);
  return shift(sum, k + WIDE - P);
}
export const widen = (v: bigint) => v << (WIDE - P);

let state = 1;
/** The same numbers for every test, whichever were run before it. */
export const restart = () => void (state = 1);
export function uniform(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}
export const between = (a: number, b: number) => a + (b - a) * (uniform() + uniform() / 2 ** 32);
export const powerOf10 = (a: number, b: number) => 10 ** between(a, b);
export const points = (count: number, point: () => number) => Array.from({ length: count }, point);

export function worst(f: (x: number) => number, exact: (x: number) => bigint, xs: number[]): number {
  return xs.reduce((max, x) => Math.max(max, ulps(f(x), exact(x))), 0);
}
