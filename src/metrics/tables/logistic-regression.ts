import { exp, log } from "../../numerics/math.ts";
import { minimize } from "./lbfgs.ts";
import type { LinearFeatures } from "./linear-features.ts";

/** The weights of the features, and at the end the intercept. */
export type LinearWeights = Float64Array;

/**
 * Logistic regression with scikit-learn's penalty at C = 1: the minimum of ½ ‖w‖² + Σ log(1 + e^(−(2y − 1) z)) with
 * z = w·x + intercept, the intercept free. scikit-learn's own `lbfgs` stops before it where columns are scaled unevenly.
 *
 * @param targets  0 or 1 for each row
 */
export function logisticRegression(features: LinearFeatures, targets: ArrayLike<number>): LinearWeights {
  const { rows, width } = features;
  const residuals = new Float64Array(rows);
  const loss = (weights: LinearWeights, gradient: Float64Array): number => {
    const z = linearPredictor(weights, features);
    let sum = 0;
    let product = 1;
    for (let i = 0; i < rows; i++) {
      const size = exp(-Math.abs(z[i]));
      // −log of the probability of the row's class; one logarithm for 512 factors of 1 to 2
      product *= 1 + size;
      if (i % 512 === 511 || i === rows - 1) {
        sum += log(product);
        product = 1;
      }
      sum += z[i] > 0 ? (1 - targets[i]) * z[i] : -targets[i] * z[i];
      residuals[i] = (z[i] > 0 ? 1 : size) / (1 + size) - targets[i];
    }
    sumFeatures(residuals, features, gradient);
    for (let j = 0; j < width; j++) {
      sum += (weights[j] * weights[j]) / 2;
      gradient[j] += weights[j];
    }
    return sum;
  };
  return minimize(loss, new Float64Array(width + 1), curvatures(features));
}

/** z = w·x + intercept of each row; its order is that of the probabilities. */
export function linearPredictor(weights: LinearWeights, { rows, numbers, p, places, q, width }: LinearFeatures) {
  const z = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = weights[width];
    for (let c = 0, at = i * p; c < p; c++, at++) sum += weights[c] * numbers[at];
    for (let c = 0, at = i * q; c < q; c++, at++) if (places[at] >= 0) sum += weights[places[at]];
    z[i] = sum;
  }
  return z;
}

/** Σ over rows of residual·(x, 1) */
function sumFeatures(residuals: Float64Array, features: LinearFeatures, out: Float64Array): void {
  const { rows, numbers, p, places, q, width } = features;
  out.fill(0);
  for (let i = 0; i < rows; i++) {
    const r = residuals[i];
    for (let c = 0, at = i * p; c < p; c++, at++) out[c] += r * numbers[at];
    for (let c = 0, at = i * q; c < q; c++, at++) if (places[at] >= 0) out[places[at]] += r;
    out[width] += r;
  }
}

/** The diagonal of the loss's second derivative at 0: ¼ Σ x² + 1 of each weight, rows/4 of the intercept. */
function curvatures({ rows, numbers, p, places, width }: LinearFeatures): Float64Array {
  const diagonal = new Float64Array(width + 1).fill(1);
  numbers.forEach((x, i) => (diagonal[i % p] += (x * x) / 4));
  for (const place of places) if (place >= 0) diagonal[place] += 1 / 4;
  diagonal[width] = rows / 4;
  return diagonal;
}
