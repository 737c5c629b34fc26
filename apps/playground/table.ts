import type { Table } from "../main-job/table.ts";
import { limits, type DataSpec, type Range } from "./data-spec.ts";
import { InputError } from "./input-error.ts";

/**
 * Two columns of a table, few and coarse enough for a link: at most `limits.tableRows` rows, evenly taken and sorted,
 * values rounded to 1/4095 of the column's range.
 */
export function tableSpec(table: Table, x: number, y: number): DataSpec & { kind: "table" } {
  const { columns, rows, rowCount } = table;
  const count = Math.min(rowCount, limits.tableRows);
  const taken = Array.from({ length: count }, (_, k) => Math.floor((k * rowCount) / count));
  const values = [x, y].map((column) => taken.map((row) => rows[row * columns.length + column]));
  const ranges = values.map((column, j): Range => {
    const [min, max] = column.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]);
    if (!(min < max))
      throw new InputError(`The column ${columns[j === 0 ? x : y]} has one value only. Choose another.`);
    return [min, max];
  });
  const steps = values.map((column, j) => {
    const [min, max] = ranges[j];
    return column.map((value) => Math.round(((value - min) / (max - min)) * limits.tableSteps));
  });
  const order = taken.map((_, k) => k).sort((a, b) => steps[0][a] - steps[0][b] || steps[1][a] - steps[1][b]);
  const points = Uint16Array.from({ length: 2 * count }, (_, i) => steps[i % 2][order[Math.floor(i / 2)]]);
  const names = [columns[x], columns[y]].map((name) => name.slice(0, 100));
  return { kind: "table", columns: [names[0], names[1]], ranges: [ranges[0], ranges[1]], points };
}
