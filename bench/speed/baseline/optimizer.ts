export const ADAMW = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, clip: 1, emaDecay: 0.999 } as const;

/**
 * Step t = 1, 2, … of AdamW (docs/internals/notation.md) with the constants above: clips by the norm of the whole gradient, then
 * updates p, m, v and ema in one pass.
 */
export function adamW(
  p: Float32Array,
  g: Float32Array,
  m: Float32Array,
  v: Float32Array,
  ema: Float32Array,
  t: number,
  learningRate: number,
): void {
  const { beta1, beta2, epsilon } = ADAMW;
  let squares = 0;
  for (let k = 0; k < g.length; k++) squares += g[k] * g[k];
  const factor = Math.min(1, ADAMW.clip / (Math.sqrt(squares) + 1e-6));
  const rate = learningRate / (1 - beta1 ** t);
  const vScale = 1 / Math.sqrt(1 - beta2 ** t);
  const keep = 1 - learningRate * ADAMW.weightDecay;
  const towards = 1 - Math.min(ADAMW.emaDecay, (1 + t) / (10 + t));
  for (let k = 0; k < p.length; k++) {
    const gradient = factor * g[k];
    const first = beta1 * m[k] + (1 - beta1) * gradient;
    const second = beta2 * v[k] + (1 - beta2) * gradient * gradient;
    const value = p[k] * keep - (rate * first) / (Math.sqrt(second) * vScale + epsilon);
    m[k] = first;
    v[k] = second;
    p[k] = value;
    ema[k] += towards * (value - ema[k]);
  }
}
