import type { TableColumn } from "../../metrics/tables/column.ts";
import { judgeAttacks, type AttackScores } from "../../metrics/tables/membership/judge-attacks.ts";
import { judgedRows } from "../../metrics/tables/membership/judged-rows.ts";
import { attacksByRows } from "../../metrics/tables/membership/attacks-by-rows.ts";
import { checkJudged } from "../../metrics/tables/membership/membership-inference.ts";
import type { DataTable } from "../../data/data-table.ts";
import type { TableModel } from "../../table/model/table-model.ts";
import type { Attack } from "../table-evaluation.ts";
import { attacksByModel } from "./attacks-by-model.ts";
import { pickCells } from "../../data/pick-rows.ts";

/** What is attacked. */
export interface AttackedTables {
  synthetic: readonly TableColumn[];
  /** Rows that were learned from. */
  train: readonly TableColumn[];
  /** Rows of the same source that were not. */
  holdout: readonly TableColumn[];
  /** Where the model itself is at hand: it, and the cells of both tables, row for row. */
  inside?: { model: TableModel; train: DataTable; holdout: DataTable } | undefined;
}

/** How attacks are made. */
export interface AttackSettings {
  /** Rows of each table that attacks guess of. @default 1000 */
  maxRows?: number;
  seed: number;
  signal?: AbortSignal | undefined;
}

/**
 * All attacks that guess which rows were learned from, strongest first; how good they are is said of other rows than those
 * that decided the order.
 *
 * @throws LangevinError "invalid-data" for fewer than four rows in a table; "disposed"; the signal's reason
 */
export async function attackTable(
  where: string,
  { synthetic, train, holdout, inside }: AttackedTables,
  { maxRows = 1000, seed, signal }: AttackSettings,
): Promise<Attack[]> {
  checkJudged(where, train, holdout);
  const judged = judgedRows(train, holdout, maxRows, seed);
  const scores: AttackScores[] = [];
  if (inside) {
    const sides = [pickCells(inside.train, judged.members), pickCells(inside.holdout, judged.others)] as const;
    scores.push(...(await attacksByModel(where, inside.model, sides, { seed, signal })));
  }
  scores.push(...attacksByRows(where, synthetic, train, holdout, judged, seed));
  return judgeAttacks(scores);
}
