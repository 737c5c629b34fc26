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
  /** Another for each table that is compared: their rows are not drawn alike. */
  stream?: number;
}

/** Different texts of a column of which one copy is kept. */
const SHARED_TEXTS = 10_000;

/** Rows of a table that is read in chunks: all, or as many drawn at random. */
export class TablePart {
  private readonly names: readonly string[];
  private readonly size: number;
  private readonly sample: RowSample<Cell[]>;
  private readonly texts: Map<string, string>[];

  constructor(names: readonly string[], { kept, keptCells = Infinity, seed, stream }: Kept) {
    this.names = names;
    this.size = Math.min(kept, Math.floor(keptCells / Math.max(1, names.length)));
    this.sample = new RowSample(this.size, seed, stream);
    this.texts = names.map(() => new Map());
  }

  /** How many rows there were. */
  get rowCount(): number {
    return this.sample.rowCount;
  }

  add({ columns }: DataTable): void {
    if (this.size === 0) return;
    columns[0]?.forEach((_, r) => this.sample.add(() => columns.map((column, c) => this.shared(c, column[r]))));
  }

  /** The cell; equal texts of a column take memory once. */
  private shared(c: number, cell: Cell): Cell {
    if (typeof cell !== "string") return cell;
    const texts = this.texts[c];
    const known = texts.get(cell);
    if (known !== undefined) return known;
    if (texts.size < SHARED_TEXTS) texts.set(cell, cell);
    return cell;
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
