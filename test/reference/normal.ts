import { threefry2x32, type Words } from "./threefry.ts";

/** u(w) = (w + 0.5)·2⁻³² in f32, the word rounded to f32 first: in (0, 1], and 1 for the 128 largest words. */
export function uniform(word: number): number {
  return Math.fround(Math.fround(word) + 0.5) * 2 ** -32;
}

/** Box & Muller: two independent normals, r·cos(2πv) and r·sin(2πv) with r = √(−2·ln u(w₀)), v = (w₁ >> 8)·2⁻²⁴. */
export function normalPair([w0, w1]: Words): [number, number] {
  const radius = Math.sqrt(-2 * Math.log(uniform(w0)));
  const angle = 2 * Math.PI * ((w1 >>> 8) * 2 ** -24);
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

/**
 * Normals (rows, dim), row-major: columns 2j and 2j+1 of row k from counter (offset + k, j).
 */
export function normals(key: Words, rows: number, dim: number, offset = 0): Float64Array {
  const out = new Float64Array(rows * dim);
  for (let row = 0; row < rows; row++) {
    for (let d = 0; d < dim; d++) {
      out[row * dim + d] = normalPair(threefry2x32(key, [offset + row, d >> 1]))[d & 1];
    }
  }
  return out;
}
