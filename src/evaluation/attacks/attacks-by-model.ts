import type { AttackScores } from "../../metrics/tables/membership/judge-attacks.ts";
import type { DataTable } from "../../data/data-table.ts";
import type { TableModel } from "../../table/model/table-model.ts";
import { LangevinError } from "../../support/errors.ts";
import { denoisingLoss } from "./denoising-loss.ts";
import { readableRows } from "./readable-rows.ts";
import { pickCells } from "../../data/pick-rows.ts";

/** Coordinates of the rows of each table that are denoised, and rows at least: two seconds or so. */
const DENOISED = { coordinates: 300_000, least: 100 };
/** The same of rows whose log-probability is computed, by an ODE of some hundred evaluations. */
const MEASURED = { coordinates: 50_000, least: 50 };
/** Rows whose log-probability is computed, at most. */
const MOST_MEASURED = 500;
/** Ranks of rows do not need more, of draws and of accuracy. */
const COARSE = { draws: 1, tolerance: 0.01 };

/**
 * The scores of attacks that look into a model: by what it learned rows are more probable, and better denoised, than others.
 *
 * @param sides  rows that were learned from, and others
 * @throws LangevinError "diverged" for a model whose predictions are not finite; "disposed"; the signal's reason
 */
export async function attacksByModel(
  where: string,
  model: TableModel,
  sides: readonly [members: DataTable, others: DataTable],
  { seed, signal }: { seed: number; signal: AbortSignal | undefined },
): Promise<AttackScores[]> {
  const { width } = model;
  const first = (rows: DataTable, { coordinates, least }: typeof DENOISED, most = Infinity): DataTable => {
    const count = Math.min(rows.columns[0].length, most, Math.max(least, Math.floor(coordinates / Math.max(1, width))));
    return pickCells(
      rows,
      Uint32Array.from({ length: count }, (_, row) => row),
    );
  };
  const denoised = async (known: DataTable): Promise<Float64Array> =>
    (await denoisingLoss(where, model, known, { seed, signal })).map((loss) => -loss);
  const measured = async (known: DataTable): Promise<Float64Array> =>
    (await model.logProbability(known, { ...COARSE, seed, signal })).logProbability;
  const attacks: AttackScores[] = [];
  const add = async (name: string, parts: readonly DataTable[], score: Score): Promise<void> => {
    const [members, others] = [
      await scored(where, model, parts[0], score),
      await scored(where, model, parts[1], score),
    ];
    attacks.push({ name, needs: "model", members, others });
  };
  await add(
    "denoising loss",
    sides.map((rows) => first(rows, DENOISED)),
    denoised,
  );
  try {
    await add(
      "log-probability",
      sides.map((rows) => first(rows, MEASURED, MOST_MEASURED)),
      measured,
    );
  } catch (error) {
    // A network that learned too little or too much may have no density; the other attack stands
    if (!(error instanceof LangevinError && error.code === "diverged")) throw error;
  }
  return attacks;
}

/** Gives scores of rows whose cells the model can hold. */
type Score = (known: DataTable) => Promise<Float64Array>;

/**
 * The scores of rows; −∞ where the model cannot hold one, which it did not learn from then.
 *
 * @throws LangevinError "diverged" for a network that overflows
 */
async function scored(where: string, model: TableModel, rows: DataTable, score: Score): Promise<Float64Array> {
  const known = readableRows(model, rows);
  const scores = new Float64Array(rows.columns[0].length).fill(-Infinity);
  if (known.length > 0) (await score(pickCells(rows, known))).forEach((value, k) => (scores[known[k]] = value));
  // The density of a network that overflows
  if (scores.some((value) => Number.isNaN(value)))
    throw new LangevinError("diverged", `${where}: expected log-probabilities, got NaN`);
  return scores;
}
