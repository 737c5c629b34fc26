// tanh(a)

import { constant, ONE, tanh4 } from "../math";

/**
 * y ← tanh(y), and where `derivative` is not 0, derivative ← tanh′ of the old y: tanh′(a) = 1 − tanh²(a) = (1 − t)(1 + t).
 *
 * @param bytes  multiple of 16
 */
export function tanh(y: usize, derivative: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const t = tanh4(v128.load(y + i));
    v128.store(y + i, t);
    if (derivative) v128.store(derivative + i, f32x4.mul(f32x4.sub(constant(ONE), t), f32x4.add(constant(ONE), t)));
  }
}
