import { exp, sigmoid } from "./elementary.ts";

export type Activation = "silu" | "tanh" | "softplus";

/**
 * h = act(a), or skip + act(a) where `skip` is given; a becomes act'(a), which the backward pass multiplies by.
 *
 * All (rows, stride) with `width` columns in use; the padding columns are left as they are.
 */
export function activate(
  activation: Activation,
  h: Float32Array,
  a: Float32Array,
  skip: Float32Array | undefined,
  rows: number,
  width: number,
  stride: number,
): void {
  const loop = activation === "silu" ? silu : activation === "tanh" ? tanh : softplus;
  for (let row = 0; row < rows; row++) loop(h, a, row * stride, width);
  if (skip) for (let k = 0; k < rows * stride; k++) h[k] += skip[k];
}

function silu(h: Float32Array, a: Float32Array, from: number, width: number): void {
  for (let k = from; k < from + width; k++) {
    const value = a[k];
    const s = sigmoid(value);
    h[k] = value * s;
    a[k] = s * (1 + value * (1 - s));
  }
}

/** tanh(a) = 2·sigmoid(2a) − 1, tanh' = 1 − tanh² */
function tanh(h: Float32Array, a: Float32Array, from: number, width: number): void {
  for (let k = from; k < from + width; k++) {
    const s = sigmoid(2 * a[k]);
    h[k] = 2 * s - 1;
    a[k] = 4 * s * (1 - s);
  }
}

/** softplus(a) = max(a, 0) + ln(1 + e^(−|a|)), softplus' = sigmoid(a) */
function softplus(h: Float32Array, a: Float32Array, from: number, width: number): void {
  for (let k = from; k < from + width; k++) {
    const value = a[k];
    const e = exp(value < 0 ? value : -value);
    h[k] = (value > 0 ? value : 0) + Math.log1p(e);
    a[k] = (value < 0 ? e : 1) / (1 + e);
  }
}
