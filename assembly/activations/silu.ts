// a·sigmoid(a) (Hendrycks & Gimpel 2016, arXiv:1606.08415)

import { madd } from "../lanes";
import { expMinus4, sigmoid4 } from "../math";

/**
 * y ← silu(y), and where `derivative` is not 0, derivative ← silu′ of the old y: silu′(a) = s + a·s·(1 − s), s = sigmoid(a).
 *
 * @param bytes  multiple of 16
 */
export function silu(y: usize, derivative: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = v128.load(y + i);
    const e = expMinus4(a);
    const s = sigmoid4(e);
    const value = f32x4.mul(a, s);
    v128.store(y + i, value);
    if (derivative) v128.store(derivative + i, madd(value, f32x4.mul(e, s), s));
  }
}
