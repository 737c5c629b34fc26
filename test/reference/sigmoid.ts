/** 1/(1 + e⁻ᵃ), from the exponential that cannot overflow. */
export function sigmoid(a: number): number {
  const e = Math.exp(-Math.abs(a));
  return (a < 0 ? e : 1) / (1 + e);
}

/** sigmoid(a)·sigmoid(−a): the second factor is 1 − sigmoid(a) without the subtraction. */
export function sigmoidDerivative(a: number): number {
  return sigmoid(a) * sigmoid(-a);
}

/** How far the kernels' sigmoid is off where it is no longer sigmoid: it stays at 4.5e-38 below −86, and 1 − it above 86. */
export function sigmoidFloor(a: number): number {
  return Math.abs(a) > 86 ? 4.6e-38 : 0;
}
