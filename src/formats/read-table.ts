import type { DataTable } from "../data/data-table.ts";
import type { TableDialect } from "./dialect.ts";
import type { ReadingNote } from "./notes.ts";
import type { ReadOptions } from "./read-options.ts";
import { startReading } from "./read-rows.ts";
import type { TableSource } from "./source.ts";

/** A table read from text: cells as the file has them. */
export interface TextTable extends DataTable {
  readonly columns: readonly (readonly string[])[];
  /** The line of the file in which each row starts, counted from 1. */
  readonly lines: Uint32Array;
  /** How the file is written. */
  readonly dialect: TableDialect;
  /** What was found out about it, and which option says otherwise. */
  readonly notes: readonly ReadingNote[];
}

/**
 * Reads a whole table of text (CSV and its kin), as {@link readRows} does a chunk at a time.
 *
 * @throws LangevinError as `readRows`
 * @example
 * ```ts
 * import { readTable } from "langevin/table";
 *
 * const { names, columns, notes } = await readTable("name;price\nbolt;9,50\nnut;8,25\n");
 * console.log(names, columns[1]); // ["name", "price"], ["9,50", "8,25"]
 * console.log(notes.map(({ text }) => text)); // the delimiter is ";", the first row names the columns, …
 * ```
 */
export async function readTable(source: TableSource, options: ReadOptions = {}): Promise<TextTable> {
  const reader = await startReading("readTable", source, options);
  const columns: string[][] = reader.names.map(() => []);
  const lines: number[] = [];
  for await (const chunk of reader) {
    for (const [j, cells] of chunk.columns.entries()) for (const cell of cells) columns[j].push(cell as string);
    for (const line of chunk.lines) lines.push(line);
  }
  const { names, dialect, notes } = reader;
  return { names, columns, lines: Uint32Array.from(lines), dialect, notes };
}
