export interface AdamWState {
  /** p, updated in place. */
  parameters: Float64Array;
  m: Float64Array;
  v: Float64Array;
  ema: Float64Array;
  /** Steps taken. */
  t: number;
}

export interface AdamWOptions {
  learningRate: number;
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  weightDecay?: number;
  /** Largest norm of the whole gradient; Infinity: no clipping. */
  clip?: number;
  emaDecay?: number;
}

export function adamwState(parameters: ArrayLike<number>): AdamWState {
  const p = Float64Array.from(parameters);
  return { parameters: p, m: new Float64Array(p.length), v: new Float64Array(p.length), ema: p.slice(), t: 0 };
}

/** min(1, clip/(‖g‖ + 10⁻⁶)), the factor of PyTorch's clip_grad_norm_. */
export function clipFactor(gradient: ArrayLike<number>, clip: number): number {
  let squares = 0;
  for (let k = 0; k < gradient.length; k++) squares += gradient[k] * gradient[k];
  return Math.min(1, clip / (Math.sqrt(squares) + 1e-6));
}

/** One step of AdamW with clipping and the exponential moving average of the parameters (docs/internals/notation.md). */
export function adamwStep(state: AdamWState, gradient: ArrayLike<number>, options: AdamWOptions): void {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  const { clip = Infinity, emaDecay = 0.999 } = options;
  const { parameters: p, m, v, ema } = state;
  const t = ++state.t;
  const factor = clipFactor(gradient, clip);
  const decay = Math.min(emaDecay, (1 + t) / (10 + t));
  for (let k = 0; k < p.length; k++) {
    const g = factor * gradient[k];
    m[k] = beta1 * m[k] + (1 - beta1) * g;
    v[k] = beta2 * v[k] + (1 - beta2) * g * g;
    p[k] *= 1 - learningRate * weightDecay;
    p[k] -= ((learningRate / (1 - beta1 ** t)) * m[k]) / (Math.sqrt(v[k]) / Math.sqrt(1 - beta2 ** t) + epsilon);
    ema[k] += (1 - decay) * (p[k] - ema[k]);
  }
}
