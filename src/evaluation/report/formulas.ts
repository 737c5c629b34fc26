import { markup, type Markup } from "./markup/markup.ts";

/** What each score is, by its name in `scores`. */
export const formulas: Readonly<Record<string, Markup>> = {
  shape: markup`Mean over columns. Numbers: 1 − sup<sub>x</sub> |F<sub>real</sub>(x) − F<sub>synthetic</sub>(x)|, the complement of Kolmogorov–Smirnov. Categories: 1 − ½ Σ<sub>level</sub> |p<sub>real</sub> − p<sub>synthetic</sub>|, the complement of total variation, a missing cell being a level.`,
  trend: markup`Mean over pairs. Two numbers: 1 − ½ |ρ<sub>real</sub> − ρ<sub>synthetic</sub>|, with Pearson’s ρ. Others: 1 − ½ Σ<sub>cells</sub> |p<sub>real</sub> − p<sub>synthetic</sub>| of their contingency tables, numbers in 10 bins of equal width between the real ends.`,
  nmi: markup`1 − Σ w e ⁄ Σ w over pairs, with e = |N<sub>real</sub> − N<sub>synthetic</sub>|, w = N<sub>real</sub> + N<sub>synthetic</sub> and N = I ⁄ √(H<sub>x</sub> H<sub>y</sub>), the normalized mutual information: pairs that depend on each other count most.`,
  c2st: markup`Classifier two-sample test: the mean over folds of 1 − (2 max(½, AUC) − 1) of a gradient booster that tells real from synthetic rows, on rows that it has not learned from. Copies of real rows are not found by it.`,
  "c2st-linear": markup`The same with a logistic regression in place of the booster.`,
  "alpha-precision": markup`1 − Σ<sub>α</sub> |α − P(α)| ⁄ Σ α, where P(α) is the share of synthetic rows within the α-quantile of the real rows’ distances from their center (Alaa et al. 2022).`,
  "beta-recall": markup`1 − Σ<sub>β</sub> |β − B(β)| ⁄ Σ β, where B(β) is the share of real rows whose nearest synthetic row is as near as their nearest real one, and within the β-quantile of the synthetic center. About ½ for real rows; more means copies.`,
  coverage: markup`Share of real rows with a synthetic row at least as near as their fifth-nearest real row, 1 − 2<sup>−5</sup> ≈ 0.97 for real rows (Naeem et al. 2020).`,
  usefulness: markup`Σ skill<sub>synthetic</sub> ⁄ Σ skill<sub>real</sub> over predicted columns. The skill of a booster on held-out real rows is 2 AUC − 1 of levels, R² of numbers, and 0 if it is less.`,
  validity: markup`Share of rows that obey a rule of the real rows, mean over rules: of numbers and levels within the real ones, of columns that tell others, and of orders, sums and combinations of columns.`,
  missing: markup`1 − |m<sub>real</sub> − m<sub>synthetic</sub>| of the shares of missing cells, mean over columns.`,
  membership: markup`AUC of the strongest attack: P(suspicion of a training row > suspicion of a held-out row), ties by half. It is chosen on one half of the rows and judged on the other.`,
};

/** What stands beside the scores. */
export const otherFormulas: readonly [term: string, meaning: Markup][] = [
  [
    "independent columns",
    markup`The real columns, each shuffled by itself: every column is right, no relation is. What a score gives to them it does not say about relations.`,
  ],
  [
    "real rows",
    markup`As many held-out or other real rows in place of the synthetic ones: what chance leaves of the best value. A score above that is luck or copying.`,
  ],
  [
    "standard error",
    markup`√(f ⁄ (1 − f)) times the standard deviation over ten or more draws of a part f ≤ ½ of both tables’ rows (Shao and Wu 1989). Usefulness: √Σ d² over the held-out rows, each of which moves the figure by d (Efron’s infinitesimal jackknife, the limit of a bootstrap). Classifiers: over folds, but no less than guessing has. Attacks: √((n + m + 1) ⁄ (12 n m)) of n training and m held-out rows, as guessing has.`,
  ],
  [
    "risk of guessing",
    markup`(r<sub>training</sub> − r<sub>held out</sub>) ⁄ (1 − r<sub>held out</sub>), where r is the Wilson center (s + z²⁄2) ⁄ (n + z²) of s right guesses among n (Giomi et al. 2023).`,
  ],
];
