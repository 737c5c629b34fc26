// Activations over a panel of rows, with the derivative while the exponential is at hand.

import { madd, splat } from "./lanes";
import { expMinusAbs4, sigmoid4, softplus4, tanh4 } from "./math";

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

/** silu′(a) = s + a·s·(1 − s), s = sigmoid(a); 1 − s = sigmoid(−a) without cancellation. */
function silu(y: usize, derivative: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = v128.load(y + i);
    const e = expMinusAbs4(a);
    const d = f32x4.div(splat(1), f32x4.add(splat(1), e));
    const ed = f32x4.mul(e, d);
    const negative = f32x4.lt(a, splat(0));
    const s = v128.bitselect(ed, d, negative);
    const value = f32x4.mul(a, s);
    v128.store(y + i, value);
    if (derivative) v128.store(derivative + i, madd(value, v128.bitselect(d, ed, negative), s));
  }
}

/** tanh′(a) = 1 − tanh²(a) = (1 − t)(1 + t). */
function tanh(y: usize, derivative: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const t = tanh4(v128.load(y + i));
    v128.store(y + i, t);
    if (derivative) v128.store(derivative + i, f32x4.mul(f32x4.sub(splat(1), t), f32x4.add(splat(1), t)));
  }
}

/** softplus′(a) = sigmoid(a). */
function softplus(y: usize, derivative: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = v128.load(y + i);
    const e = expMinusAbs4(a);
    v128.store(y + i, softplus4(a, e));
    if (derivative) v128.store(derivative + i, sigmoid4(a, e));
  }
}
