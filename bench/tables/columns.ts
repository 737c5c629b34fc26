import type { TableColumn } from "../../src/metrics/tables/column.ts";
import type { Kind } from "./sets.ts";
import type { TextTable } from "./text-table.ts";

/** Cells that stand for a missing number. */
const MISSING = new Set(["", "?", "NA"]);

/**
 * Tables as the metrics take them: numbers, and indexes of levels that all of the tables share.
 *
 * @param gaps  whether an empty cell of a category is missing, rather than a level
 */
export function toColumns(
  kinds: readonly Kind[],
  tables: readonly TextTable[],
  { gaps = false }: { gaps?: boolean } = {},
): TableColumn[][] {
  const places = kinds.map(() => new Map<string, number>());
  return tables.map(({ columns }) =>
    columns.map((cells, c) => {
      if (kinds[c] === "number") return { kind: "number", values: Float64Array.from(cells, toNumber) };
      const levels = places[c];
      const values = Float64Array.from(cells, (cell) => {
        if (gaps && cell === "") return NaN;
        const known = levels.get(cell);
        if (known !== undefined) return known;
        levels.set(cell, levels.size);
        return levels.size - 1;
      });
      return { kind: "category", values };
    }),
  );
}

export function toNumber(cell: string): number {
  return MISSING.has(cell) ? NaN : Number(cell);
}
