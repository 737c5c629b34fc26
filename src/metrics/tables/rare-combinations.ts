import { checkWork } from "../../support/limits.ts";
import { checkTables, meanPresent, rowsIn, type TableColumn } from "./column.ts";
import { groupRows, visitCells } from "./contingency.ts";
import { exactCodes } from "./levels.ts";
import { pairSteps } from "./trend.ts";

/**
 * How often synthetic rows have two cells together that a single row of another table has: the mean over pairs of columns of
 * the share of rows. Missing cells are in no combination.
 *
 * Such cells come up in fresh rows too: compare with the share of held-out rows. What synthetic rows have more than these is
 * copied. That they have no more says little of coarse tables, in which what occurs once might as well have occurred twice.
 *
 * @param synthetic  numbers as they are written out, rounded as the table's
 * @returns 0…1; NaN for a single column
 * @throws LangevinError "invalid-data" for tables whose columns or rows do not fit, "invalid-argument" for more steps than 2³⁵
 *
 * @example
 * ```ts
 * import { rareCombinations } from "langevin/metrics";
 *
 * const table = (a: number[], b: number[]) => [a, b].map((values) => ({ kind: "number" as const, values }));
 * const train = table([1, 1, 2], [5, 5, 6]);
 * console.log(rareCombinations(table([1, 2, 2, 3], [5, 6, 5, 6]), train)); // 0.25: only the second row is there once
 * ```
 */
export function rareCombinations(synthetic: readonly TableColumn[], table: readonly TableColumn[]): number {
  const where = "rareCombinations";
  checkTables(where, { synthetic, table });
  checkWork(where, pairSteps(table, synthetic), "take fewer rows");
  const coded = table.map(({ values }, c) => exactCodes(values, synthetic[c].values));
  const shares: number[] = [];
  coded.forEach((first, a) => {
    const groups = groupRows(first);
    for (const second of coded.slice(a + 1)) {
      let rare = 0;
      visitCells(groups, second, (x, y, times, drawn) => {
        if (x > 0 && y > 0 && times === 1) rare += drawn;
      });
      shares.push(rare / rowsIn(synthetic));
    }
  });
  return meanPresent(shares);
}
