import type { ScoreModel } from "../../src/models/score-model.ts";

/** What a model of rows of mean 0 and variance 1 says of itself: it starts as a network does, and its score is asked on the way only. */
export const standard = (dim: number): Pick<ScoreModel, "dim" | "mean" | "variance"> => ({
  dim,
  mean: new Float64Array(dim),
  variance: new Float64Array(dim).fill(1),
});
