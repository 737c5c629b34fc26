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

/** Rows along a Morton curve, by plain words: the bits of all columns in turn, the highest first, of ⌊(x + 4)·2ᵇ/8⌋. */
export function sortedRows(data: ArrayLike<number>, dim: number): number[] {
  const rows = data.length / dim;
  const bits = Math.max(1, Math.floor(Math.min(32, 53 - Math.ceil(Math.log2(Math.max(rows, 2)))) / dim));
  const words = Array.from({ length: rows }, (_, r) => {
    const cells = Array.from({ length: Math.min(dim, 32) }, (_, d) => {
      const cell = Math.floor(((data[r * dim + d] + 4) / 8) * 2 ** bits);
      return Math.max(0, Math.min(2 ** bits - 1, cell))
        .toString(2)
        .padStart(bits, "0");
    });
    return Array.from({ length: bits }, (_, k) => cells.map((cell) => cell[k]).join("")).join("");
  });
  return words.map((_, r) => r).sort((a, b) => (words[a] === words[b] ? a - b : words[a] < words[b] ? -1 : 1));
}

/**
 * Which rows of sorted data the target of row b is averaged over: docs/internals/notation.md.
 *
 * @param rows  (n, dim), sorted
 * @param own   the row that x̃ was made from
 */
export function comparedRows(
  rows: ArrayLike<number>,
  {
    noised,
    sigma,
    own,
    referenceRows,
  }: { noised: ArrayLike<number>; sigma: number; own: number; referenceRows: number },
): number[] {
  const dim = noised.length;
  const n = rows.length / dim;
  const classes = Math.max(1, Math.floor(n / 512));
  const all = Array.from({ length: n }, (_, k) => k);
  const blocks = Array.from({ length: Math.ceil(n / classes / 8) }, (_, i) =>
    all.slice(8 * classes * i, 8 * classes * (i + 1)),
  );
  const near = blocks.filter((block) => {
    if (sigma > 0.5) return true;
    let distance = 0;
    for (let d = 0; d < dim; d++) {
      const values = block.map((k) => rows[k * dim + d]);
      distance += Math.max(Math.min(...values) - noised[d], noised[d] - Math.max(...values), 0) ** 2;
    }
    return distance < 60 * Math.LN2 * sigma ** 2;
  });
  const groups = Math.min(Math.max(Math.ceil((classes * 8 * near.length) / referenceRows), 1), classes);
  return all.filter((k) => (k % classes) % groups === (own % classes) % groups);
}
