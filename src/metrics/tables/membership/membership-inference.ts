import { LangevinError } from "../../../support/errors.ts";
import { integer, readOptions, seed, type Spec } from "../../../support/options.ts";
import { checkTables, rowsIn, type TableColumn } from "../column.ts";
import { attacksByRows } from "./attacks-by-rows.ts";
import { judgeAttacks, type MembershipAttack } from "./judge-attacks.ts";
import { judgedRows } from "./judged-rows.ts";

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

/**
 * Membership inference: attacks that guess, by synthetic rows alone, which rows these were made from. Each gives a score to
 * training rows and to held-out ones:
 *
 * - how close the closest synthetic row is, by Gower's distance;
 * - how much closer it is than the closest row that an attacker knows;
 * - how much denser synthetic rows are than known ones, by Gaussian kernels (DOMIAS: van Breugel et al. 2023,
 *   arXiv:2302.12580);
 * - how sure a booster is that a row is synthetic, which learned to tell synthetic rows from known ones.
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
  return judgeAttacks(attacksByRows(where, synthetic, train, holdout, judged, seed));
}

/** Refuses tables of too few rows to be told apart. */
export function checkJudged(where: string, train: readonly TableColumn[], holdout: readonly TableColumn[]): void {
  for (const [name, rows] of Object.entries({ train: rowsIn(train), holdout: rowsIn(holdout) }))
    if (rows < 4)
      throw new LangevinError("invalid-data", `${where}: expected four or more rows in ${name}, got ${rows}`);
}
