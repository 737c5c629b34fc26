import { LangevinError } from "../../support/errors.ts";
import { checkWork } from "../../support/limits.ts";
import { integer, readOptions, type Spec } from "../../support/options.ts";
import { checkTables, rowsIn, type TableColumn } from "./column.ts";
import { mixedRows, ONE_HOT } from "./mixed-rows.ts";
import { nearestRows } from "./nearest-rows.ts";
import { withoutGaps } from "./one-hot-center.ts";
import { drawRows, nearestRowsSpec, rowsToCompare, type NearestRowsOptions } from "./row-draws.ts";

/** Options of {@link tableCoverage}. */
export interface TableCoverageOptions extends NearestRowsOptions {
  /** k; the default is the paper's. @default 5 */
  neighbors?: number | undefined;
}

export const tableCoverageSpec = {
  ...nearestRowsSpec,
  neighbors: integer(1, 1000, { default: 5 }),
} satisfies Spec<TableCoverageOptions>;

/**
 * The share of real rows that have a synthetic row at least as near as their k-th nearest real one: coverage of Naeem et al.
 * 2020, eq. 8, for mixed columns, Euclidean after min-max scaling by the real rows and one-hot coding.
 *
 * Its expectation for as many fresh rows of the real rows' own continuous law is near 1 − 2^−k, whatever the law.
 *
 * @param real  more than k rows; a missing number is put at the mean, a missing level is a level
 * @returns 0…1, over `maxRows` rows of each table at most. Takes twice rows²·columns steps, of which 2³⁵ are allowed
 * @throws LangevinError "invalid-data" for tables whose columns or rows do not fit, "invalid-argument" for options and for
 *   more steps
 *
 * @example
 * ```ts
 * import { tableCoverage } from "langevin/metrics";
 *
 * const real = [{ kind: "number" as const, values: [0, 1, 2, 10, 11, 12] }];
 * console.log(tableCoverage(real, [{ kind: "number", values: [0.5, 1.5] }], { neighbors: 2 })); // 0.5
 * ```
 */
export function tableCoverage(
  real: readonly TableColumn[],
  synthetic: readonly TableColumn[],
  options: TableCoverageOptions = {},
): number {
  const where = "tableCoverage";
  const { maxRows: asked, seed, neighbors: k } = readOptions(where, options, tableCoverageSpec);
  checkTables(where, { real, synthetic });
  const maxRows = rowsToCompare(asked, real.length);
  const [n, m] = [real, synthetic].map((table) => Math.min(rowsIn(table), maxRows));
  if (n <= k) throw new LangevinError("invalid-data", `${where}: expected more than ${k} real rows, got ${n}`);
  checkWork(where, n * (n + m) * real.length, "choose a smaller maxRows");
  const x = withoutGaps(mixedRows(real, drawRows(real, n, seed, 0), ONE_HOT));
  const s = withoutGaps(mixedRows(real, drawRows(synthetic, m, seed, 1), ONE_HOT));
  const among = nearestRows(x, x, ONE_HOT, { k, excludeSelf: true }).distances;
  const { distances } = nearestRows(x, s, ONE_HOT);
  let covered = 0;
  for (let i = 0; i < n; i++) if (distances[i] <= among[i * k + k - 1]) covered++;
  return covered / n;
}
