import { checkTables, meanPresent, range, type TableColumn } from "./column.ts";

/** Whether synthetic cells stay within what real ones are, and fill it. */
export interface TableValidity {
  /** The mean over columns of the shares of synthetic cells that some real cell allows; 1 is best. */
  adherence: number;
  /** The mean over columns of the part of the real values that synthetic ones reach; 1 is best. */
  coverage: number;
  /** One for each column. */
  columns: ColumnValidity[];
}

/** Whether the cells of a column stay within what real ones are, and fill it. */
export interface ColumnValidity {
  /**
   * Numbers: the share of those that are not missing within the real least and largest. Levels: the share at levels of the
   * real table, a missing cell being a level. NaN where there is nothing to look at.
   */
  adherence: number;
  /**
   * Numbers: the part of the real range between the synthetic least and largest, NaN where the real range is a point. Levels: the
   * share of the real levels that occur, missing aside.
   */
  coverage: number;
}

/**
 * Whether synthetic cells stay within the ranges and levels of real ones, and how much of these they reach ("Boundary
 * Adherence", "Category Adherence", "Range Coverage" and "Category Coverage" of SDMetrics). A fresh draw of the real law
 * goes a little beyond ranges and misses rare levels: look at a hold-out's figures too.
 *
 * @throws LangevinError "invalid-data" for tables whose columns or rows do not fit, "invalid-argument" for what is no table
 *
 * @example
 * ```ts
 * import { tableValidity } from "langevin/metrics";
 *
 * const real = [{ kind: "number" as const, values: [0, 4, 10] }];
 * console.log(tableValidity(real, [{ kind: "number", values: [2, 5, 7, 11] }]).columns);
 * // [ { adherence: 0.75, coverage: 0.8 } ]
 * ```
 */
export function tableValidity(real: readonly TableColumn[], synthetic: readonly TableColumn[]): TableValidity {
  checkTables("tableValidity", { real, synthetic });
  const columns = real.map(({ kind, values }, c) =>
    (kind === "number" ? ofNumbers : ofLevels)(values, synthetic[c].values),
  );
  return {
    adherence: meanPresent(columns.map(({ adherence }) => adherence)),
    coverage: meanPresent(columns.map(({ coverage }) => coverage)),
    columns,
  };
}

function ofNumbers(real: ArrayLike<number>, synthetic: ArrayLike<number>): ColumnValidity {
  const [wanted, reached] = [range(real), range(synthetic)];
  if (!wanted || !reached) return { adherence: NaN, coverage: wanted && wanted.low < wanted.high ? 0 : NaN };
  let [within, count] = [0, 0];
  for (let i = 0; i < synthetic.length; i++) {
    if (Number.isNaN(synthetic[i])) continue;
    count++;
    if (synthetic[i] >= wanted.low && synthetic[i] <= wanted.high) within++;
  }
  const width = wanted.high - wanted.low;
  const covered = Math.min(wanted.high, reached.high) - Math.max(wanted.low, reached.low);
  return { adherence: within / count, coverage: width > 0 ? Math.max(0, covered / width) : NaN };
}

function ofLevels(real: ArrayLike<number>, synthetic: ArrayLike<number>): ColumnValidity {
  const [known, drawn] = [new Set(Array.from(real)), new Set(Array.from(synthetic))];
  let within = 0;
  for (let i = 0; i < synthetic.length; i++) if (known.has(synthetic[i])) within++;
  const levels = [...known].filter((level) => !Number.isNaN(level));
  return {
    adherence: within / synthetic.length,
    coverage: levels.filter((level) => drawn.has(level)).length / levels.length,
  };
}
