import type { AdamStep } from "../engine/index.ts";
import { cos, powInteger } from "../numerics/math.ts";

export const decays = ["cosine", "linear", "constant"] as const;
export type Decay = (typeof decays)[number];

/** AdamW, its learning rate over time, and the moving average of the weights. */
export interface OptimizerOptions {
  /** Default 0.003, with `referenceRows` 0.006; for hidden layers wider than 128 in proportion less. */
  learningRate: number;
  /** Steps over which the learning rate rises linearly from 0. */
  warmupSteps: number;
  /** How it falls to 0 afterwards, at the last step. */
  decay: Decay;
  /** Decay of Adam's first moments. @default 0.9 */
  beta1: number;
  /** Decay of Adam's second moments. @default 0.999 */
  beta2: number;
  /** Added to the root of the second moments. @default 1e-8 */
  epsilon: number;
  /** Part of the weights that goes away per step and unit of learning rate. @default 0 */
  weightDecay: number;
  /** The gradient is scaled down to this norm when it is longer; Infinity never does. */
  maxGradientNorm: number;
  /** Decay of the weights' moving average, which is what predicts. @default 0.999 */
  emaDecay: number;
}

/**
 * 0.003 for hidden layers up to 128 wide, then falling as 1/width, as Adam's best rate does (Yang et al. 2021,
 * arXiv:2203.03466); twice that for averaged targets, whose gradients are less noisy.
 */
export function usualLearningRate(hidden: readonly number[], referenceRows: number): number {
  return (referenceRows > 1 ? 0.768 : 0.384) / Math.max(128, ...hidden);
}

/** The learning rate of step t = 1…steps. */
export function learningRateAt(t: number, steps: number, options: OptimizerOptions): number {
  const { learningRate, warmupSteps, decay } = options;
  if (t <= warmupSteps) return (learningRate * t) / warmupSteps;
  const progress = (t - warmupSteps) / Math.max(1, steps - warmupSteps);
  if (decay === "cosine") return (learningRate * (1 + cos(Math.PI * Math.min(1, progress)))) / 2;
  if (decay === "linear") return learningRate * Math.max(0, 1 - progress);
  return learningRate;
}

/**
 * The average's decay at step t, warmed up: min(emaDecay, (1 + t)/(10 + t)) (TensorFlow's and score_sde's rule), so
 * that early averages are not of the initial weights.
 */
export function emaDecayAt(t: number, emaDecay: number): number {
  return Math.min(emaDecay, (1 + t) / (10 + t));
}

/** The scalars of step t for a gradient of the given norm. */
export function adamStep(t: number, steps: number, gradientNorm: number, options: OptimizerOptions): AdamStep {
  const { beta1, beta2, epsilon, weightDecay, maxGradientNorm, emaDecay } = options;
  const rate = learningRateAt(t, steps, options);
  return {
    // PyTorch's clip_grad_norm_: its 10⁻⁶ also makes a gradient of 0 safe
    clip: Math.min(1, maxGradientNorm / (gradientNorm + 1e-6)),
    beta1,
    beta2,
    decay: 1 - rate * weightDecay,
    stepSize: rate / (1 - powInteger(beta1, t)),
    rootCorrection: Math.sqrt(1 - powInteger(beta2, t)),
    epsilon,
    averageRate: 1 - emaDecayAt(t, emaDecay),
  };
}
