import { sinCos, trig } from "./elementary.ts";

/** What a stream of random numbers is for (docs/internals/notation.md). */
export const PURPOSE = { initialWeights: 1, batchRows: 2, batchNoise: 3, steps: 7 } as const;

/** The two words `threefry` made last: kept here, so that a call allocates nothing. */
export const words = new Uint32Array(2);

/** Threefry2x32-20 (Salmon et al. 2011) with its rounds written out; leaves its result in `words`. */
export function threefry(k0: number, k1: number, c0: number, c1: number): void {
  const k2 = 0x1bd11bda ^ k0 ^ k1;
  let x0 = (c0 + k0) | 0;
  let x1 = (c1 + k1) | 0;
  for (let group = 0; group < 5; group++) {
    if ((group & 1) === 0) {
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
    } else {
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << 17) | (x1 >>> 15)) ^ x0;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << 29) | (x1 >>> 3)) ^ x0;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << 16) | (x1 >>> 16)) ^ x0;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << 24) | (x1 >>> 8)) ^ x0;
    }
    const injected = group % 3;
    x0 = (x0 + (injected === 0 ? k1 : injected === 1 ? k2 : k0)) | 0;
    x1 = (x1 + (injected === 0 ? k2 : injected === 1 ? k0 : k1) + group + 1) | 0;
  }
  words[0] = x0;
  words[1] = x1;
}

/** stepKey = T(T(seedKey, (purpose, 0)), (a, b)), left in `words`. */
export function stepKey(seed: number, purpose: number, a: number, b: number): void {
  threefry(seed >>> 0, Math.floor(seed / 2 ** 32), purpose, 0);
  threefry(words[0], words[1], a, b);
}

/** u(w) = (w + 0.5)·2⁻³², each step rounded to f32. */
export function uniform(word: number): number {
  return Math.fround(Math.fround(word) + 0.5) * 2 ** -32;
}

/** out (rows, dim): normals of the rows from `firstRow` on, under the key (k0, k1); overwritten. */
export function fillNormals(out: Float32Array, rows: number, dim: number, firstRow: number, k0: number, k1: number) {
  for (let row = 0, at = 0; row < rows; row++, at += dim) {
    for (let column = 0; column < dim; column += 2) {
      threefry(k0, k1, firstRow + row, column >> 1);
      const radius = Math.sqrt(-2 * Math.log(uniform(words[0])));
      sinCos((words[1] >>> 8) * (2 * Math.PI * 2 ** -24));
      out[at + column] = radius * trig[1];
      if (column + 1 < dim) out[at + column + 1] = radius * trig[0];
    }
  }
}
