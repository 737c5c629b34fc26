// a·sigmoid(a) (Hendrycks & Gimpel 2016, arXiv:1606.08415)

import { madd } from "../lanes";
import { expMinus4, sigmoid4 } from "../math";

/**
 * y ← silu(y), and where `derivative` is not 0, derivative ← silu′ of the old y: silu′(a) = s + a·s·(1 − s), s = sigmoid(a).
 *
 * @param bytes  multiple of 32: two vectors an iteration
 */
export function silu(y: usize, derivative: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 32) {
    const a = v128.load(y + i), b = v128.load(y + i, 16);
    const e = expMinus4(a), f = expMinus4(b);
    const s = sigmoid4(e), t = sigmoid4(f);
    const first = f32x4.mul(a, s), second = f32x4.mul(b, t);
    v128.store(y + i, second, 16);
    v128.store(y + i, first);
    if (derivative) {
      const firstSlope = madd(first, f32x4.mul(e, s), s), secondSlope = madd(second, f32x4.mul(f, t), t);
      v128.store(derivative + i, secondSlope, 16);
      v128.store(derivative + i, firstSlope);
    }
  }
}
