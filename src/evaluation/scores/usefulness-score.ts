import { usefulness, type TableUsefulness } from "../../metrics/index.ts";
import type { Comparison } from "../comparisons.ts";
import type { Usefulness } from "../table-evaluation.ts";
import type { ScoreName } from "./measures.ts";
import type { Figure } from "./score.ts";

export const usefulnessName: ScoreName = {
  name: "usefulness",
  title: "Usefulness",
  meaning: "The part of the skill in predicting columns of real rows that synthetic rows teach too; 1 is best.",
};

/** What was learned in one comparison; undefined of a single column. */
export function learn(
  { reference, synthetic, holdout, seed }: Comparison,
  target: number | undefined,
  rows: number,
): TableUsefulness | undefined {
  if (reference.length < 2) return undefined;
  return usefulness(reference, synthetic, holdout, { target, maxRows: rows, seed });
}

/** The figure of one comparison: what real rows teach is the ceiling by definition, what independent columns teach the floor. */
export function usefulnessFigure({ score, error, targets }: TableUsefulness): Figure {
  const skill = (from: "real" | "independent"): number =>
    targets.reduce((sum, { metric, learnedFrom }) => {
      const quality = learnedFrom[from];
      return sum + Math.max(0, metric === "R²" ? quality : 2 * quality - 1);
    }, 0);
  return { value: score, error, floor: skill("independent") / skill("real"), ceiling: 1 };
}

/** Each target's qualities. */
export function usefulnessOf({ targets }: TableUsefulness, names: readonly string[]): Usefulness[] {
  return targets.map(({ column, ...learned }) => ({ target: names[column], ...learned }));
}
