import { LangevinError } from "../../../support/errors.ts";
import type { TableColumn } from "../column.ts";
import { binOf, quantileCuts, type Cuts } from "./cuts.ts";

/** Bins of a column's values, numbered from 0; `bins` stands for missing and `bins` + 1 for levels that were not there. */
export interface Binning {
  readonly kind: TableColumn["kind"];
  readonly bins: number;
  readonly cuts: Cuts;
  /** The bin of each level. */
  readonly levels: ReadonlyMap<number, number>;
}

/** The rows of a table, each cell by its bin. */
export interface BinnedTable {
  readonly rows: number;
  readonly binnings: readonly Binning[];
  /** One list of bins for each column. */
  readonly codes: readonly Uint16Array[];
}

/** What 16 bits number, without the two codes of missing and unknown. */
const MOST_LEVELS = 65_534;

/** How a table's columns are cut: numbers by quantiles, levels each by itself. */
export function chooseBinnings(where: string, columns: readonly TableColumn[], maxBins: number): Binning[] {
  return columns.map(({ kind, values }, c) => {
    if (kind === "number") {
      const cuts = quantileCuts(values, maxBins);
      return { kind, bins: cuts.length + 1, cuts, levels: new Map() };
    }
    const present = new Set<number>();
    for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) present.add(values[i]);
    if (present.size > MOST_LEVELS)
      throw new LangevinError(
        "invalid-data",
        `${where}: expected at most ${MOST_LEVELS} levels, got ${present.size} in column ${c}; take fewer rows`,
      );
    const levels = new Map([...present].sort((a, b) => a - b).map((level, bin) => [level, bin]));
    return { kind, bins: levels.size, cuts: new Float64Array(0), levels };
  });
}

/** Cells by the bins of another table, or of the same. */
export function binTable(columns: readonly TableColumn[], binnings: readonly Binning[]): BinnedTable {
  const codes = columns.map(({ values }, c) => {
    const { kind, bins, cuts, levels } = binnings[c];
    const column = new Uint16Array(values.length);
    for (let i = 0; i < column.length; i++) {
      const value = values[i];
      if (Number.isNaN(value)) column[i] = bins;
      else column[i] = kind === "number" ? binOf(value, cuts) : (levels.get(value) ?? bins + 1);
    }
    return column;
  });
  return { rows: codes[0].length, binnings, codes };
}

/** The bins of some rows. */
export function takeBinnedRows({ binnings, codes }: BinnedTable, rows: Uint32Array): BinnedTable {
  const taken = codes.map((column) => {
    const some = new Uint16Array(rows.length);
    for (let i = 0; i < rows.length; i++) some[i] = column[rows[i]];
    return some;
  });
  return { rows: rows.length, binnings, codes: taken };
}
