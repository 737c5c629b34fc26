import { LangevinError } from "../../support/errors.ts";

/** How well scores tell the rows of a set, its members, from others. */
export interface RocCurve {
  /** Probability that a member scores higher than another row, ties counted half; ½ by guessing. */
  auc: number;
  /** Standard error of `auc` of one who guesses; ties make it less. */
  error: number;
  /** Shares of members that are found. */
  found: {
    /** When 1 % of the others are suspected. */
    at1: number;
    /** When 10 % of the others are suspected. */
    at10: number;
  };
  /** (share of the others that are suspected, share of members that are found), 50 points from (0, 0) to (1, 1). */
  curve: [number, number][];
}

/** Points of a curve beside (0, 0): suspected shares (k/48)², close to each other where they are small. */
const LEVELS = 48;

/**
 * The ROC curve of scores that should be high for members. Its area is Mann & Whitney's statistic U/(n₁n₂), whose standard error
 * of guesses is √((n₁ + n₂ + 1)/(12 n₁ n₂)). Rows of equal score are suspected in part, as if in random order.
 *
 * @param members  scores of n₁ rows, infinite ones too
 * @param others   scores of n₂ rows
 * @throws LangevinError "invalid-data" for no scores, and for NaN
 *
 * @example
 * ```ts
 * import { rocCurve } from "langevin/metrics";
 *
 * console.log(rocCurve([4, 3, 2], [3, 1, 0]).auc.toFixed(3)); // 0.833: 7.5 of the 9 pairs
 * ```
 */
export function rocCurve(members: ArrayLike<number>, others: ArrayLike<number>): RocCurve {
  const [n, m] = [members.length, others.length];
  const scores = new Float64Array(n + m);
  scores.set(members);
  scores.set(others, n);
  if (n === 0 || m === 0 || scores.some((score) => Number.isNaN(score)))
    throw new LangevinError(
      "invalid-data",
      `rocCurve: expected scores of members and of others, got ${n} and ${m}${n > 0 && m > 0 ? ", of which one is NaN" : ""}`,
    );
  const { suspected, found, area } = corners(scores, n);
  const foundAt = (share: number): number => heightAt(suspected, found, share * m) / n;
  const levels = Array.from({ length: LEVELS + 1 }, (_, k) => (k / LEVELS) * (k / LEVELS));
  return {
    auc: area / (n * m),
    error: Math.sqrt((n + m + 1) / (12 * n * m)),
    found: { at1: foundAt(0.01), at10: foundAt(0.1) },
    curve: [[0, 0], ...levels.map((share): [number, number] => [share, foundAt(share)])],
  };
}

/** Counts of others and of members at or above each score, highest first, from (0, 0) on, and the area below them. */
function corners(scores: Float64Array, n: number) {
  const order = Uint32Array.from(scores.keys()).sort((a, b) =>
    scores[a] < scores[b] ? 1 : scores[a] > scores[b] ? -1 : 0,
  );
  const suspected = [0];
  const found = [0];
  let [x, y, area] = [0, 0, 0];
  for (let i = 0; i < order.length;) {
    const [left, low] = [x, y];
    for (const score = scores[order[i]]; i < order.length && scores[order[i]] === score; i++)
      if (order[i] < n) y++;
      else x++;
    area += ((x - left) * (low + y)) / 2;
    suspected.push(x);
    found.push(y);
  }
  return { suspected, found, area };
}

/** The height of the line through the corners; where it rises straight up, the top. */
function heightAt(x: readonly number[], y: readonly number[], at: number): number {
  let k = 0;
  while (k + 1 < x.length && x[k + 1] <= at + 1e-9) k++;
  return k + 1 < x.length ? y[k] + ((y[k + 1] - y[k]) * Math.max(0, at - x[k])) / (x[k + 1] - x[k]) : y[k];
}
