import type { Cell, DataTable } from "../data/data-table.ts";
import { RowSample } from "../table/row-sample.ts";
import { CommandError, exitCodes } from "./command-error.ts";
import { openTable } from "./open-table.ts";
import type { ReadingOptions } from "./options/groups.ts";
import type { Session } from "./session.ts";
import { tellNotes } from "./tell.ts";

/** How much of a table is kept. */
export interface Kept {
  /** Rows that are kept at most. */
  kept: number;
  /** Cells of these at most. */
  keptCells?: number;
  seed: number;
}

/** Rows of a table that is read in chunks: all, or as many drawn at random. */
export class TablePart {
  private readonly names: readonly string[];
  private readonly size: number;
  private readonly sample: RowSample<Cell[]>;

  constructor(names: readonly string[], { kept, keptCells = Infinity, seed }: Kept) {
    this.names = names;
    this.size = Math.min(kept, Math.floor(keptCells / Math.max(1, names.length)));
    this.sample = new RowSample(this.size, seed);
  }

  /** How many rows there were. */
  get rowCount(): number {
    return this.sample.rowCount;
  }

  add({ columns }: DataTable): void {
    if (this.size > 0) columns[0]?.forEach((_, r) => this.sample.add(columns.map((column) => column[r])));
  }

  rows(): DataTable {
    const rows = this.sample.rows();
    return { names: [...this.names], columns: this.names.map((_, c) => rows.map((row) => row[c])) };
  }
}

/** Reads a table to its end once, and keeps a random part. */
export async function readPart(
  session: Session,
  path: string,
  options: ReadingOptions,
  kept: Kept,
): Promise<{ rows: DataTable; count: number }> {
  const open = await openTable(path, options, session.signal);
  const part = new TablePart(open.names, kept);
  for await (const chunk of open.chunks) part.add(chunk);
  tellNotes(session.talk, open);
  if (part.rowCount === 0) throw new CommandError(exitCodes.data, `${open.name} has no rows.`);
  return { rows: part.rows(), count: part.rowCount };
}
