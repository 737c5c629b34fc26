export type Activation = "silu" | "tanh" | "softplus";

/** 1/(1 + e⁻ᵃ), from the exponential that cannot overflow. */
export function sigmoid(a: number): number {
  const e = Math.exp(-Math.abs(a));
  return (a < 0 ? e : 1) / (1 + e);
}

/** sigmoid(a)·sigmoid(−a): the second factor is 1 − sigmoid(a) without the subtraction. */
export function sigmoidDerivative(a: number): number {
  return sigmoid(a) * sigmoid(-a);
}

export function silu(a: number): number {
  return a * sigmoid(a);
}

export function siluDerivative(a: number): number {
  return sigmoid(a) * (1 + a * sigmoid(-a));
}

export function tanh(a: number): number {
  return Math.tanh(a);
}

/** 1 − tanh²(a) = 4·sigmoid(2a)·sigmoid(−2a), which keeps its digits where tanh is ±1. */
export function tanhDerivative(a: number): number {
  return 4 * sigmoidDerivative(2 * a);
}

/** ln(1 + eᵃ) */
export function softplus(a: number): number {
  return Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));
}

export function softplusDerivative(a: number): number {
  return sigmoid(a);
}

/** An activation and its derivative, both functions of the pre-activation. */
export const ACTIVATIONS: Record<Activation, { value(a: number): number; derivative(a: number): number }> = {
  silu: { value: silu, derivative: siluDerivative },
  tanh: { value: tanh, derivative: tanhDerivative },
  softplus: { value: softplus, derivative: softplusDerivative },
};
