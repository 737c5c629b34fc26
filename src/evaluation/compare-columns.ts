import type { TableColumn } from "../metrics/index.ts";
import { binsOf, sharesIn } from "./bins.ts";
import { rowsIn } from "./comparisons.ts";
import type { ReadTables } from "./read-tables.ts";
import type { ScoreName } from "./scores/measures.ts";
import { scoreOf, type Figure } from "./scores/score.ts";
import type { ColumnComparison } from "./table-evaluation.ts";

/** Bars of a column, at most. */
const BINS = 50;
const LEVELS = 16;

/**
 * Every column in both tables.
 *
 * @param figures  of the columns, in each comparison
 */
export function compareColumns(tables: ReadTables, figures: readonly (readonly Figure[])[]): ColumnComparison[] {
  const { columns, real, synthetic } = tables;
  return columns.map((column, c) => {
    const bins = binsOf(column, real[c], column.kind === "number" ? BINS : LEVELS);
    const named: ScoreName = {
      name: column.field.name,
      title: column.kind === "number" ? "1 − Kolmogorov–Smirnov distance" : "1 − total-variation distance",
      meaning: "How near the column's distribution comes to the real one; 1 is best.",
    };
    return {
      name: column.field.name,
      kind: column.kind,
      shape: scoreOf(named, c, figures),
      missing: { real: missingShare(real[c]), synthetic: missingShare(synthetic[c]) },
      bars: { labels: bins.labels, real: sharesIn(bins, real[c]), synthetic: sharesIn(bins, synthetic[c]) },
    };
  });
}

function missingShare(column: TableColumn): number {
  let missing = 0;
  for (let i = 0; i < column.values.length; i++) if (Number.isNaN(column.values[i])) missing++;
  return missing / rowsIn([column]);
}
