import type { Complete } from "../support/options.ts";
import type { ScoreModel } from "./score-model.ts";

/** Of the unsmoothed density in the model's units, as far as known: else 0 and 1, those of standardized data. */
export function momentsOf({ dim, mean, variance }: ScoreModel): Complete<Pick<ScoreModel, "mean" | "variance">> {
  return { mean: mean ?? new Float64Array(dim), variance: variance ?? new Float64Array(dim).fill(1) };
}
