// ln(1 + eᵃ)

import { expMinus4, sigmoid4, softplus4 } from "../math";

/**
 * y ← softplus(y), and where `derivative` is not 0, derivative ← softplus′ of the old y: softplus′(a) = sigmoid(a).
 *
 * @param bytes  multiple of 32: two vectors an iteration
 */
export function softplus(y: usize, derivative: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 32) {
    const a = v128.load(y + i), b = v128.load(y + i, 16);
    const first = softplus4(a, expMinus4(f32x4.abs(a))), second = softplus4(b, expMinus4(f32x4.abs(b)));
    v128.store(y + i, second, 16);
    v128.store(y + i, first);
    if (derivative) {
      const s = sigmoid4(expMinus4(a)), t = sigmoid4(expMinus4(b));
      v128.store(derivative + i, t, 16);
      v128.store(derivative + i, s);
    }
  }
}
