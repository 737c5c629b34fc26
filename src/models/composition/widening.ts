import { exp, log } from "../../numerics/math.ts";
import type { Term } from "./composed-model.ts";

/** Factors this near to 1 are rounding. */
const ROUNDING = 1e-9;

/**
 * Terms of negative weight smoothed by as much more σ as their sum needs to stay a density at large σ, where parts in other units are
 * smoothed by other shares of it in each column. There the sum is steep in column j by Σ wᵢ/sᵢⱼ², sᵢⱼ being the shares. With
 * cⱼ the geometric mean of those of positive weight, theirs is at least Σ wᵢ/cⱼ², as the mean of 1/s² is never below 1/c²; so it is
 * enough that no negative one has a share below cⱼ. As σ → 0 nothing of it is left.
 */
export function widenNegative(terms: readonly Term[]): Term[] {
  const positive = terms.filter(({ weight }) => weight > 0);
  const total = positive.reduce((sum, { weight }) => sum + weight, 0);
  const middle = Array.from(terms[0].units.scale, (_, j) =>
    exp(positive.reduce((sum, term) => sum + (term.weight / total) * log(shareOf(term, j)), 0)),
  );
  return terms.map((term) => {
    if (term.weight > 0) return term;
    const factor = middle.reduce((most, share, j) => Math.max(most, share / shareOf(term, j)), 1);
    if (factor < 1 + ROUNDING) return term;
    const { sigmaOfPart, sigmaFromPart } = term.units;
    const units = {
      ...term.units,
      sigmaOfPart: (sigma: number) => sigmaOfPart(factor * sigma),
      sigmaFromPart: (sigma: number) => sigmaFromPart(sigma) / factor,
    };
    return { ...term, units };
  });
}

/** The deviation that a part's column is smoothed by, over the composition's σ. */
function shareOf({ units }: Term, column: number): number {
  return units.sigmaOfPart(1) / units.scale[column];
}
