import type { Cell, DataTable } from "../data/data-table.ts";
import type { TableDialect, TableFormat } from "../formats/index.ts";
import { CommandError, exitCodes } from "./command-error.ts";
import { openTable } from "./open-table.ts";
import type { ReadingOptions } from "./options/groups.ts";
import { tellNotes } from "./tell.ts";
import type { Session } from "./session.ts";

/** A table that was read whole. */
export interface ReadTable extends DataTable {
  readonly name: string;
  readonly rows: number;
  readonly format: TableFormat;
  readonly dialect: TableDialect | undefined;
}

/** Reads a table to the end, and tells how. */
export async function readTable(session: Session, path: string, options: ReadingOptions): Promise<ReadTable> {
  const open = await openTable(path, options, session.signal);
  const columns: Cell[][] = open.names.map(() => []);
  for await (const chunk of open.chunks)
    for (const [c, cells] of chunk.columns.entries()) for (const cell of cells) columns[c].push(cell);
  tellNotes(session.talk, open);
  const { name, names, format, dialect } = open;
  if (columns.length === 0 || columns[0].length === 0) throw new CommandError(exitCodes.data, `${name} has no rows.`);
  return { name, names, columns, rows: columns[0].length, format, dialect };
}

/** Some rows of a table. */
export function rowsOf({ names, columns }: DataTable, begin: number, end: number): DataTable {
  return { names, columns: columns.map((column) => column.slice(begin, end)) };
}
