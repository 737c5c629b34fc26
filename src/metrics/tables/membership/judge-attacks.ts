import { rocCurve, type RocCurve } from "../roc-curve.ts";
import { half } from "./judged-rows.ts";

/** Scores by which an attack guesses that rows are members: high for those that are. */
export interface AttackScores {
  name: string;
  /** Whether it looks into the model, or at synthetic rows only. */
  needs: "model" | "rows";
  /** Scores of the judged training rows, in their order: of all, or of the first ones where a row takes long. */
  members: Float64Array;
  /** Scores of the judged held-out rows, likewise. */
  others: Float64Array;
}

/** An attack that guesses which rows were learned from, and how often it is right. */
export interface MembershipAttack extends RocCurve {
  /** What it goes by, in words. */
  name: string;
  /** Whether it looks into the model, or at synthetic rows only. */
  needs: "model" | "rows";
}

/**
 * How good attacks are, the strongest first. The largest of several areas under the curve is above ½ even where all
 * attacks guess. So the order is that of the rows at even places, and all figures are of those at odd ones: the first attack's
 * area is no more than guesses get, within its error.
 */
export function judgeAttacks(attacks: readonly AttackScores[]): MembershipAttack[] {
  const curve = ({ members, others }: AttackScores, which: 0 | 1): RocCurve =>
    rocCurve(half(members, which), half(others, which));
  return attacks
    .map((attack) => ({ attack, strength: curve(attack, 0).auc }))
    .sort((a, b) => b.strength - a.strength)
    .map(({ attack }) => ({ name: attack.name, needs: attack.needs, ...curve(attack, 1) }));
}
