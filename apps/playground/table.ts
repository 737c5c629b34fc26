import { formatCount, shorten, type Table } from "../main-job/table.ts";
import { isUsable, limits, type DataSpec, type Range } from "./data-spec.ts";
import { InputError } from "./input-error.ts";
import { randomOrder } from "./random-order.ts";

/** The share of a column's values at either end that does not decide over its range. */
const TAIL = 0.01;
/** Values farther outside the others than so many times their extent are left out: a range would be all theirs. */
const FAR = 3;

/**
 * Two columns of a table, few and coarse enough for a link: at most `limits.tableRows` rows, drawn at random, always the
 * same for the same table; sorted, their values rounded to 1/4095 of the column's range. Rows far outside are left out.
 *
 * @returns the note says which rows these are, and how many
 * @throws {@link InputError} for a column that has no range
 */
export function tableSpec(table: Table, x: number, y: number): { spec: DataSpec & { kind: "table" }; note: string } {
  const { columns, rowCount } = table;
  const fences = [x, y].map((column) => fenceOf(valuesOf(table, column)));
  const isInside = (row: number): boolean =>
    [x, y].every((column, k) => {
      const value = table.rows[row * columns.length + column];
      return value >= fences[k][0] && value <= fences[k][1];
    });
  const inside = Array.from(randomOrder(rowCount, 1)).filter(isInside);
  const taken = inside.slice(0, limits.tableRows);
  const values = [x, y].map((column) => taken.map((row) => table.rows[row * columns.length + column]));
  const ranges = values.map((column, k) => rangeOf(column, columns[k === 0 ? x : y]));
  const steps = values.map((column, k) => {
    const [min, max] = ranges[k];
    return column.map((value) => Math.round(((value - min) / (max - min)) * limits.tableSteps));
  });
  const order = taken.map((_, k) => k).sort((a, b) => steps[0][a] - steps[0][b] || steps[1][a] - steps[1][b]);
  const points = Uint16Array.from({ length: 2 * taken.length }, (_, i) => steps[i % 2][order[Math.floor(i / 2)]]);
  const names = [columns[x], columns[y]].map((name) => name.slice(0, 100));
  return {
    spec: { kind: "table", columns: [names[0], names[1]], ranges: [ranges[0], ranges[1]], points },
    note: describe(table, [x, y], fences, inside.length, taken.length),
  };
}

/** Where a column's values end that are not far outside; everywhere, for a column of almost one value only. */
function fenceOf(values: Float64Array): Range {
  const sorted = values.sort();
  const last = sorted.length - 1;
  const cut = Math.ceil(TAIL * last);
  const [low, high] = [sorted[cut], sorted[last - cut]];
  if (!(low < high)) return [-Infinity, Infinity];
  return [low - FAR * (high - low), high + FAR * (high - low)];
}

function rangeOf(values: number[], name: string): Range {
  const [min, max] = values.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]);
  if (!(min < max)) throw new InputError(`The column ${shorten(name)} has one value only. Choose another.`);
  if (!isUsable([min, max]))
    throw new InputError(
      `The numbers of the column ${shorten(name)} are too large or too close together. Choose another.`,
    );
  return [min, max];
}

function describe(table: Table, axes: number[], fences: Range[], inside: number, taken: number): string {
  const { columns, rowCount } = table;
  const which =
    taken < inside
      ? `${formatCount(taken)} of its ${formatCount(rowCount)} rows, at random`
      : `${formatCount(taken)} rows`;
  const parts = [which];
  const outside = rowCount - inside;
  if (outside > 0) {
    const where = axes.flatMap((column, k) => {
      const far = valuesOf(table, column).filter((value) => !(value >= fences[k][0] && value <= fences[k][1]));
      return far.length === 0 ? [] : [`${shorten(columns[column])} = ${far[0]}${far.length > 1 ? " and others" : ""}`];
    });
    parts.push(`without ${formatCount(outside)} far from all others (${where.join(", ")})`);
  }
  return `${parts.join(", ")}; rounded to 1/${limits.tableSteps} of a column's range, enough for a link.`;
}

function valuesOf({ columns, rows, rowCount }: Table, column: number): Float64Array {
  return Float64Array.from({ length: rowCount }, (_, i) => rows[i * columns.length + column]);
}
