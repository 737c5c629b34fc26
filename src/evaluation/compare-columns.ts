import { columnShapes, type TableColumn } from "../metrics/index.ts";
import { binsOf, sharesIn } from "./bins.ts";
import { rowsIn, type Comparison } from "./comparisons.ts";
import type { ReadTables } from "./read-tables.ts";
import { columnRows, type Measure } from "./scores/measures.ts";
import { figuresOf, scoreOf } from "./scores/score.ts";
import type { ColumnComparison } from "./table-evaluation.ts";

/** Bars of a column, at most. */
const BINS = 50;
const LEVELS = 16;

/** Every column in both tables. */
export function compareColumns(tables: ReadTables, all: readonly Comparison[]): ColumnComparison[] {
  const { columns, real, synthetic } = tables;
  const names = columns.map(({ field, kind }) => ({
    name: field.name,
    title: kind === "number" ? "1 − Kolmogorov–Smirnov distance" : "1 − total-variation distance",
    meaning: "How near the column's distribution comes to the real one; 1 is best.",
  }));
  const shapes: Measure = {
    scores: names,
    rows: columnRows,
    byChance: true,
    errorRows: 0,
    measure: (reference, other) => columnShapes(reference, other).columns,
  };
  const figures = all.map((each) => figuresOf(shapes, tables, each));
  return columns.map((column, c) => {
    const bins = binsOf(column, real[c], column.kind === "number" ? BINS : LEVELS);
    return {
      name: column.field.name,
      kind: column.kind,
      shape: scoreOf(names[c], c, figures),
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
