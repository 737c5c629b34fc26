/** Arguments in parts, each of a multiple of 8. */
export type Sweep = Iterable<Float32Array>;

const PART = 1 << 16;

const bits = new Uint32Array(1);
const value = new Float32Array(bits.buffer);

/** The f32 nearest to x and `count` neighbors on either side. */
export function near(x: number, count: number): number[] {
  value[0] = x;
  const center = bits[0];
  const result: number[] = [];
  for (let k = -count; k <= count; k++) {
    bits[0] = center + k;
    result.push(value[0]);
  }
  return result;
}

const SPECIAL = [
  ...[0x00000000, 0x00000001, 0x00000002, 0x007fffff, 0x00800000, 0x00800001], // 0, subnormals, smallest normals
  ...[0x3f7fffff, 0x3f800000, 0x3f800001, 0x7f7fffff, 0x7f800000], // around 1, largest, ∞
  ...[0x7fc00000, 0x7f800001, 0x7fffffff], // NaN: quiet, signaling, all ones
].flatMap((pattern) => [pattern, pattern + 0x80000000]);

/** Every `stride`-th of all 2³² bit patterns, the special values, and the given ones. */
export function* f32Sweep(extra: readonly number[], stride = 1009): Sweep {
  const part = new Uint32Array(PART);
  const floats = new Float32Array(part.buffer);
  let n = 0;
  for (let pattern = 0; pattern < 2 ** 32; pattern += stride) {
    part[n++] = pattern;
    if (n === PART) {
      yield floats;
      n = 0;
    }
  }
  yield floats.subarray(0, n - (n % 8));
  const rest = new Float32Array(Math.ceil((SPECIAL.length + extra.length) / 8) * 8);
  new Uint32Array(rest.buffer).set(SPECIAL);
  rest.set(extra, SPECIAL.length);
  yield rest;
}

/** Both numbers with ∞, and all that is nearer to it, as 2¹²⁸, the f32 that would follow the largest. */
export function overflowAt128(actual: number, exact: number): [number, number] {
  const limit = (x: number) => (Math.abs(x) > 2 ** 128 ? Math.sign(x) * 2 ** 128 : x);
  return [limit(actual), limit(exact)];
}
