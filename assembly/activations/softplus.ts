// ln(1 + eᵃ)

import { expMinus4, sigmoid4, softplus4 } from "../math";

/**
 * y ← softplus(y), and where `derivative` is not 0, derivative ← softplus′ of the old y: softplus′(a) = sigmoid(a).
 *
 * @param bytes  multiple of 16
 */
export function softplus(y: usize, derivative: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = v128.load(y + i);
    v128.store(y + i, softplus4(a, expMinus4(f32x4.abs(a))));
    if (derivative) v128.store(derivative + i, sigmoid4(expMinus4(a)));
  }
}
