// Activations over a panel of rows, with the derivative while the exponential is at hand.

import { madd } from "./lanes";
import { constant, expMinus4, ONE, sigmoid4, softplus4, tanh4 } from "./math";

export const SILU = 0;
export const TANH = 1;
export const SOFTPLUS = 2;

/**
 * y ← act(y), and where `derivative` is not 0, derivative ← act′ of the old y.
 *
 * @param kind   SILU: a·sigmoid(a); TANH; SOFTPLUS: ln(1 + eᵃ)
 * @param bytes  multiple of 16
 */
export function activate(kind: i32, y: usize, derivative: usize, bytes: usize): void {
  if (kind == SILU) silu(y, derivative, bytes);
  else if (kind == TANH) tanh(y, derivative, bytes);
  else softplus(y, derivative, bytes);
}

/** silu′(a) = s + a·s·(1 − s), s = sigmoid(a). */
function silu(y: usize, derivative: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = v128.load(y + i);
    const e = expMinus4(a);
    const s = sigmoid4(e);
    const value = f32x4.mul(a, s);
    v128.store(y + i, value);
    if (derivative) v128.store(derivative + i, madd(value, f32x4.mul(e, s), s));
  }
}

/** tanh′(a) = 1 − tanh²(a) = (1 − t)(1 + t). */
function tanh(y: usize, derivative: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const t = tanh4(v128.load(y + i));
    v128.store(y + i, t);
    if (derivative) v128.store(derivative + i, f32x4.mul(f32x4.sub(constant(ONE), t), f32x4.add(constant(ONE), t)));
  }
}

/** softplus′(a) = sigmoid(a). */
function softplus(y: usize, derivative: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = v128.load(y + i);
    v128.store(y + i, softplus4(a, expMinus4(f32x4.abs(a))));
    if (derivative) v128.store(derivative + i, sigmoid4(expMinus4(a)));
  }
}
