import { exp } from "../../../numerics/math.ts";

/** What a booster minimizes, by the derivatives of the loss with respect to its margins. */
export interface Objective {
  /** Trees of one round: one, or one for each class. */
  readonly outputs: number;
  /** The margin of every row before the first tree. */
  readonly base: number;
  /**
   * First and second derivatives of the loss.
   *
   * @param margins    (rows, outputs) row-major
   * @param gradients  (outputs, rows), overwritten, as `hessians`
   */
  derivatives(margins: Float64Array, targets: ArrayLike<number>, gradients: Float32Array, hessians: Float32Array): void;
  /** Margins to what is predicted, in place: probabilities, or numbers. */
  predict(margins: Float64Array): void;
}

/** Curvature below which XGBoost takes this. */
const LEAST_HESSIAN = 1e-16;

/** Σ ½ (margin − y)², started at ½. */
export const SQUARED: Objective = {
  outputs: 1,
  base: 0.5,
  derivatives(margins, targets, gradients, hessians) {
    for (let i = 0; i < margins.length; i++) {
      gradients[i] = margins[i] - targets[i];
      hessians[i] = 1;
    }
  },
  predict() {
    // A margin is the number itself
  },
};

/** Log loss of two classes, 0 and 1; the margin is the log-odds of class 1. */
export const LOGISTIC: Objective = {
  outputs: 1,
  base: 0,
  derivatives(margins, targets, gradients, hessians) {
    for (let i = 0; i < margins.length; i++) {
      const p = sigmoid(margins[i]);
      gradients[i] = p - targets[i];
      hessians[i] = Math.max(p * (1 - p), LEAST_HESSIAN);
    }
  },
  predict(margins) {
    for (let i = 0; i < margins.length; i++) margins[i] = sigmoid(margins[i]);
  },
};

/** Log loss of classes 0 … K − 1, with XGBoost's bound of the second derivative, 2 p (1 − p). */
export function softmaxObjective(classes: number): Objective {
  const p = new Float64Array(classes);
  return {
    outputs: classes,
    base: 0.5,
    derivatives(margins, targets, gradients, hessians) {
      const rows = margins.length / classes;
      for (let i = 0; i < rows; i++) {
        softmax(margins, i * classes, p);
        for (let k = 0; k < classes; k++) {
          gradients[k * rows + i] = p[k] - (targets[i] === k ? 1 : 0);
          hessians[k * rows + i] = Math.max(2 * p[k] * (1 - p[k]), LEAST_HESSIAN);
        }
      }
    },
    predict(margins) {
      for (let i = 0; i < margins.length; i += classes) {
        softmax(margins, i, p);
        margins.set(p, i);
      }
    },
  };
}

/** 1/(1 + e^−x) */
export function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}

/** p_k ∝ e^(margin of class k) */
function softmax(margins: Float64Array, at: number, p: Float64Array): void {
  let largest = -Infinity;
  for (let k = 0; k < p.length; k++) largest = Math.max(largest, margins[at + k]);
  let sum = 0;
  for (let k = 0; k < p.length; k++) {
    p[k] = exp(margins[at + k] - largest);
    sum += p[k];
  }
  for (let k = 0; k < p.length; k++) p[k] /= sum;
}
