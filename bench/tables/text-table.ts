import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";

/** A table as text: what a CSV file holds, and what every method here takes and gives. A missing cell is "". */
export interface TextTable {
  names: readonly string[];
  /** One list of cells for each name. */
  columns: readonly (readonly string[])[];
}

export function rowCount({ columns }: TextTable): number {
  return columns[0].length;
}

/** A table from the records of a file. */
export function fromRecords(names: readonly string[], records: readonly (readonly string[])[]): TextTable {
  return { names, columns: names.map((_, c) => records.map((record) => record[c])) };
}

/** A comma-separated file with a header. */
export function readTable(path: string): TextTable {
  const [names, ...records] = parse(readFileSync(path, "utf8"), { skip_empty_lines: true }) as string[][];
  return fromRecords(names, records);
}

export function writeTable(path: string, table: TextTable): void {
  const records = Array.from({ length: rowCount(table) }, (_, i) => table.columns.map((cells) => cells[i]));
  writeFileSync(path, stringify([table.names, ...records]));
}

/** Rows in the order asked for. */
export function takeRows({ names, columns }: TextTable, order: ArrayLike<number>): TextTable {
  return { names, columns: columns.map((cells) => Array.from(order, (row) => cells[row])) };
}

/** One table under another; columns are found by name. */
export function append(first: TextTable, second: TextTable): TextTable {
  const { names } = first;
  const below = reorder(second, names);
  return { names, columns: first.columns.map((cells, c) => [...cells, ...below.columns[c]]) };
}

/** The columns of these names, in this order. */
export function reorder(table: TextTable, names: readonly string[]): TextTable {
  const columns = names.map((name) => {
    const at = table.names.indexOf(name);
    if (at < 0) throw new Error(`expected a column "${name}", got ${table.names.join(", ")}`);
    return table.columns[at];
  });
  return { names, columns };
}
