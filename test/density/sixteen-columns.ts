import { gaussianMixture } from "../../src/models/exact/gaussian-mixture.ts";
import type { ExactModel, ScoreModel } from "../../src/models/score-model.ts";
import { testData } from "../reference/gradient-check.ts";

/** Three clusters in 16 dimensions, of deviations .3 to 1. */
export const sixteen = gaussianMixture({
  weights: [0.2, 0.3, 0.5],
  means: [0, 1, 2].map((k) => testData(16, k).map((z) => 1.5 * z)),
  variance: [0.1, 0.3, 1],
});

/** A model without the divergence that it knows. */
export const plain = ({ dim, score, mean, variance }: ExactModel): ScoreModel => ({ dim, score, mean, variance });
