import { affine } from "../data/affine.ts";
import { standardEncoding } from "../data/encodings/standard.ts";
import { gaussian } from "../models/exact/gaussian.ts";
import { resolve } from "../models/resolve.ts";
import type { ScoreModel } from "../models/score-model.ts";
import { exp, log } from "../numerics/math.ts";

/**
 * The prior N(0, I) of normal scores, beside the posteriors given one observation each, for their sum. A posterior whose columns have
 * deviations sⱼ in its encoding is smoothed by σ·sⱼ/(geometric mean of s) in each; the prior here by the geometric mean cⱼ of
 * what n posteriors have there. So the sum stays a density at large σ: Σᵢ 1/cᵢⱼ² ≥ n/cⱼ² > (n − 1)/cⱼ².
 */
export function normalPrior(dim: number, posteriors: readonly ScoreModel[]): ScoreModel {
  const shares = new Float64Array(dim);
  for (const model of posteriors) {
    const logs = Float64Array.from(affine(resolve("posterior", model).encoding)!.std, log);
    const middle = logs.reduce((sum, value) => sum + value / dim, 0);
    logs.forEach((value, j) => (shares[j] += (value - middle) / posteriors.length));
  }
  const std = shares.map(exp);
  const mean = new Float64Array(dim);
  const { score, variance, sigmaRange } = gaussian({ mean, variance: std.map((share) => 1 / (share * share)) });
  return { dim, score, mean, variance, sigmaRange, encoding: standardEncoding({ mean, std }) };
}
