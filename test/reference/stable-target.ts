/** Reference rows, and their labels where rows that have one are compared with their own label only. */
export interface Reference {
  rows: ArrayLike<number>;
  labels?: ArrayLike<number> | undefined;
}

/**
 * E[z | x̃] over the reference rows, f64, with plain loops: Σ_m w_m·(x̃ − x_m)/σ / Σ_m w_m, w_m = exp(−‖x̃ − x_m‖²/2σ²).
 *
 * @param noised  x̃ (B, D)
 * @param labels  (B): that of each noised row; below 0, or absent, all rows count
 */
export function stableTargets(
  noised: ArrayLike<number>,
  sigma: ArrayLike<number>,
  { rows, labels: referenceLabels }: Reference,
  labels?: ArrayLike<number>,
): Float64Array {
  const dim = noised.length / sigma.length;
  const targets = new Float64Array(noised.length);
  for (let b = 0; b < sigma.length; b++) {
    const exponents = Array.from({ length: rows.length / dim }, (_, m) => {
      if (labels && labels[b] >= 0 && referenceLabels![m] !== labels[b]) return -Infinity;
      let sum = 0;
      for (let d = 0; d < dim; d++) sum += (noised[b * dim + d] - rows[m * dim + d]) ** 2;
      return -sum / (2 * sigma[b] ** 2);
    });
    const largest = Math.max(...exponents);
    const weights = exponents.map((exponent) => Math.exp(exponent - largest));
    const total = weights.reduce((a, w) => a + w, 0);
    for (let d = 0; d < dim; d++) {
      const sum = weights.reduce((a, w, m) => a + w * (noised[b * dim + d] - rows[m * dim + d]), 0);
      targets[b * dim + d] = sum / (sigma[b] * total);
    }
  }
  return targets;
}
