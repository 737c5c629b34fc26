import type { AdamStep } from "../engine/index.ts";
import { powInteger } from "../numerics/math.ts";
import { cosNear } from "../numerics/trigonometry.ts";
import { checkPositive } from "../support/errors.ts";
import { type Complete, integer, number, oneOf, option, type Spec } from "../support/options.ts";

/** Kinds of {@link Decay}. */
export const decays = ["cosine", "linear", "constant"] as const;

/** How the learning rate falls after warm-up: by a half cosine or linearly to 0 at the last step, or not at all. */
export type Decay = (typeof decays)[number];

/** AdamW (Loshchilov & Hutter 2019, arXiv:1711.05101), its learning rate over time, and the moving average of the weights. */
export interface OptimizerOptions {
  /** Step size of AdamW after warm-up. @default 0.003, or 0.006 with `referenceRows` or more than 128 wide; beyond 256 wide less */
  learningRate?: number | undefined;
  /** Steps over which the learning rate rises linearly from 0. @default a tenth of the steps, at most 100 */
  warmupSteps?: number | undefined;
  /** How it falls to 0 afterwards, at the last step. @default "cosine" */
  decay?: Decay | undefined;
  /** Decay of the moving average of gradients, AdamW's β₁. @default 0.9 */
  beta1?: number | undefined;
  /** Decay of the moving average of squared gradients, AdamW's β₂. @default 0.999 */
  beta2?: number | undefined;
  /** What is added to the root of the second moment, AdamW's ε. @default 1e-8 */
  epsilon?: number | undefined;
  /** Share of each weight that a step takes away, per unit of learning rate. @default 0 */
  weightDecay?: number | undefined;
  /** The gradient is scaled down to this norm when it is longer; Infinity never does. @default 1 */
  maxGradientNorm?: number | undefined;
  /** Decay of the moving average of the weights, which is what samplers use. @default 0.999 */
  emaDecay?: number | undefined;
}

/** The optimizer with every number filled in. */
export type Optimizer = Complete<OptimizerOptions>;

/** What of it an options object is checked against. In these ranges ε does not round to 0 in f32. */
export const optimizerSpec = {
  learningRate: number(1e-30, 1e3),
  warmupSteps: integer(0, 1e9),
  decay: oneOf(decays, { default: "cosine" }),
  beta1: number(0, 0.999999, { default: 0.9 }),
  beta2: number(0, 0.999999, { default: 0.999 }),
  epsilon: number(1e-30, 1e30, { default: 1e-8 }),
  weightDecay: number(0, 1, { default: 0 }),
  maxGradientNorm: option((where, name, value) => (value === Infinity ? value : checkPositive(where, name, value)), {
    default: 1,
  }),
  emaDecay: number(0, 0.9999999, { default: 0.999 }),
} satisfies Spec<OptimizerOptions>;

/**
 * 0.003 for hidden layers up to 128 wide, twice that for averaged targets, whose gradients are less noisy. For wider ones
 * 0.006 up to 256, then falling as 1/width, as Adam's best rate does (Yang et al. 2021, arXiv:2203.03466); measured in
 * docs/decisions/0009-wide-tables.md.
 */
export function usualLearningRate(hidden: readonly number[], referenceRows: number): number {
  const widest = Math.max(...hidden, 1);
  if (widest <= 128) return referenceRows > 1 ? 0.006 : 0.003;
  return 1.536 / Math.max(256, widest);
}

/** The learning rate of step t = 1…steps. */
export function learningRateAt(t: number, steps: number, options: Optimizer): number {
  const { learningRate, warmupSteps, decay } = options;
  if (t <= warmupSteps) return (learningRate * t) / warmupSteps;
  const progress = (t - warmupSteps) / Math.max(1, steps - warmupSteps);
  if (decay === "cosine") return (learningRate * (1 + cosNear(Math.PI * Math.min(1, progress)))) / 2;
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

/** Norm of a clipped gradient up to which its squares, and what AdamW makes of them, are finite in f32. */
export const MOST_GRADIENT_NORM = 1e18;

/** The scalars of step t for a gradient of the given norm. */
export function adamStep(t: number, steps: number, gradientNorm: number, options: Optimizer): AdamStep {
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
