import { integer, readOptions, seed, type Spec } from "../../../support/options.ts";
import { LangevinError } from "../../../support/errors.ts";
import { checkTables, rowsIn, type TableColumn } from "../column.ts";
import { drawRows } from "../row-draws.ts";
import { takeRows } from "../table-rows.ts";
import { ClosestRows, closenessRatio } from "./distance-attacks.ts";
import { judgeAttacks, type AttackScores, type MembershipAttack } from "./judge-attacks.ts";
import { half, judgedRows, type JudgedRows } from "./judged-rows.ts";
import { KernelDensity } from "./kernel-density.ts";

/** Options of {@link membershipInference}. */
export interface MembershipInferenceOptions {
  /** Rows of each table that attacks guess of; of more, as many are drawn. @default 1000 */
  maxRows?: number | undefined;
  /** Seed of the draws. @default 0 */
  seed?: number | undefined;
}

export const membershipInferenceSpec = {
  maxRows: integer(4, 1_000_000, { default: 1000 }),
  seed: seed({ default: 0 }),
} satisfies Spec<MembershipInferenceOptions>;

/** Number of the draw of synthetic rows. */
const SYNTHETIC = 8;
/** Cells that are compared for each attack, about: a second or so. */
const WORK = 1_000_000_000;

/**
 * Membership inference: attacks that guess, by synthetic rows alone, which rows these were made from. Each gives a score to
 * training rows and to held-out ones:
 *
 * - how close the closest synthetic row is, by Gower's distance;
 * - how much closer it is than the closest row that an attacker knows;
 * - how much denser synthetic rows are than known ones, by Gaussian kernels (DOMIAS: van Breugel et al. 2023,
 *   arXiv:2302.12580).
 *
 * The known rows are half of the held-out ones, and what is judged with them are the others. No attack is the best on all tables
 * (arXiv:2509.18014), so the strongest leads. As the best of several guesses looks better than a guess, their order is decided on
 * one half of the rows, and all figures are of the other half.
 *
 * An area of ½ says that these attacks find nothing. It is no proof of privacy: there are others, and rows of a kind
 * may be found where most are not.
 *
 * @param synthetic  rows that were made; of more than about a second takes, as many as it does are drawn
 * @param train      rows that they were made from: 4 or more
 * @param holdout    rows of the same source that had no part in them: 4 or more, hundreds for a small error
 * @returns the attacks, strongest first
 * @throws LangevinError "invalid-data" for tables whose columns or rows do not fit, "invalid-argument" for options
 *
 * @example
 * ```ts
 * import { membershipInference } from "langevin/metrics";
 *
 * const table = (from: number) => [
 *   { kind: "number" as const, values: Array.from({ length: 200 }, (_, i) => from + 2 * i) },
 * ];
 * const [strongest] = membershipInference(table(0), table(0), table(1));
 * console.log(strongest.auc); // 1: each training row is there, no other is
 * ```
 */
export function membershipInference(
  synthetic: readonly TableColumn[],
  train: readonly TableColumn[],
  holdout: readonly TableColumn[],
  options: MembershipInferenceOptions = {},
): MembershipAttack[] {
  const where = "membershipInference";
  const { maxRows, seed } = readOptions(where, options, membershipInferenceSpec);
  checkTables(where, { synthetic, train, holdout });
  checkJudged(where, train, holdout);
  const judged = judgedRows(train, holdout, maxRows, seed);
  return judgeAttacks(attacksByRows(synthetic, train, holdout, judged, seed));
}

/** Refuses tables of too few rows to be told apart. */
export function checkJudged(where: string, train: readonly TableColumn[], holdout: readonly TableColumn[]): void {
  for (const [name, rows] of Object.entries({ train: rowsIn(train), holdout: rowsIn(holdout) }))
    if (rows < 4)
      throw new LangevinError("invalid-data", `${where}: expected four or more rows in ${name}, got ${rows}`);
}

/** The scores of all attacks that look at synthetic rows only. */
export function attacksByRows(
  synthetic: readonly TableColumn[],
  train: readonly TableColumn[],
  holdout: readonly TableColumn[],
  judged: JudgedRows,
  seed: number,
): AttackScores[] {
  const cells = (judged.members.length + judged.others.length) * synthetic.length;
  const drawn = drawRows(synthetic, Math.max(1000, Math.floor(WORK / cells)), seed, SYNTHETIC);
  const [even, odd] = ([0, 1] as const).map((which) =>
    attackHalf(drawn, takeRows(holdout, judged.references[which]), [
      takeRows(train, half(judged.members, which)),
      takeRows(holdout, half(judged.others, which)),
    ]),
  );
  return even.map(({ name, scores }, k) => ({
    ...{ name, needs: "rows" },
    ...{ members: alternate(scores[0], odd[k].scores[0]), others: alternate(scores[1], odd[k].scores[1]) },
  }));
}

/** What attacks are called, in the order of their scores. */
const NAMES = ["closest synthetic row", "closest synthetic against closest known row", "density ratio (DOMIAS)"];

/** Every attack on some members and others, with what the attacker knows. */
function attackHalf(
  synthetic: readonly TableColumn[],
  reference: readonly TableColumn[],
  judged: readonly [members: readonly TableColumn[], others: readonly TableColumn[]],
): { name: string; scores: [members: Float64Array, others: Float64Array] }[] {
  const [drawn, known] = [synthetic, reference].map((rows) => new ClosestRows(synthetic, rows));
  const [likely, usual] = [synthetic, reference].map((rows) => new KernelDensity(synthetic, rows));
  const sides = judged.map((rows) => {
    const toSynthetic = drawn.distances(rows);
    const density = likely.logDensities(rows);
    const usually = usual.logDensities(rows);
    return [
      toSynthetic.map((d) => -d),
      closenessRatio(toSynthetic, known.distances(rows)),
      density.map((value, i) => value - usually[i]),
    ];
  });
  return NAMES.map((name, k) => ({
    name,
    scores: [sides[0][k], sides[1][k]],
  }));
}

/** The first of one, the first of the other, the second of one … */
function alternate(even: Float64Array, odd: Float64Array): Float64Array {
  return Float64Array.from({ length: even.length + odd.length }, (_, i) => (i % 2 === 0 ? even : odd)[i >> 1]);
}
