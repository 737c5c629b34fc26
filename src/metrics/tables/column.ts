import { invalid, LangevinError } from "../../support/errors.ts";

/** A column of a table as the metrics of tables see it. */
export interface TableColumn {
  /** What the values are: numbers, or indexes of levels (0, 1, …) that both tables share. */
  kind: "number" | "category";
  /** One for each row; NaN where the cell is missing. */
  values: ArrayLike<number>;
}

/** Two tables with the same columns, checked. */
export function checkTables(where: string, real: readonly TableColumn[], synthetic: readonly TableColumn[]): void {
  if (real.length === 0) throw invalid(where, "one column at least", real);
  if (real.length !== synthetic.length)
    throw new LangevinError(
      "invalid-data",
      `${where}: expected the same columns in both tables, got ${real.length} and ${synthetic.length}`,
    );
  for (const [set, columns] of Object.entries({ real, synthetic }))
    columns.forEach(({ kind, values }, c) => {
      if (kind !== real[c].kind)
        throw new LangevinError(
          "invalid-data",
          `${where}: expected column ${c} of both tables to be of one kind, got "${real[c].kind}" and "${kind}"`,
        );
      if (values.length === 0 || values.length !== columns[0].values.length)
        throw new LangevinError(
          "invalid-data",
          `${where}: expected one row or more, as many in each column of ${set}, got ${values.length} in column ${c}`,
        );
    });
}

/** The numbers that are not missing. */
export function present(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).filter((value) => !Number.isNaN(value));
}

/** The least and the largest value, NaN aside; undefined where all are missing. */
export function range(values: ArrayLike<number>): { low: number; high: number } | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return low <= high ? { low, high } : undefined;
}
