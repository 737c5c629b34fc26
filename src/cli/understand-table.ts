import { readFile } from "node:fs/promises";
import type { DataTable } from "../data/data-table.ts";
import type { TableDialect, TableFormat } from "../formats/index.ts";
import { describeRows, readTableSchema, type DescribeOptions, type TableDescription } from "../table/index.ts";
import type { TableSchema } from "../table/schema/table-schema.ts";
import { LangevinError } from "../support/errors.ts";
import { CommandError, exitCodes } from "./command-error.ts";
import { checkInput } from "./input.ts";
import { openTable } from "./open-table.ts";
import type { ReadingOptions } from "./options/groups.ts";
import { checkSigns } from "./overrule.ts";
import type { Session } from "./session.ts";
import { TablePart } from "./table-part.ts";
import { tellNotes } from "./tell.ts";

/** A table that was read to its end once: what it is, and as many of its rows as were wanted. */
export interface UnderstoodTable {
  readonly name: string;
  readonly format: TableFormat;
  readonly dialect: TableDialect | undefined;
  readonly description: TableDescription;
  /** Rows drawn at random, or all. */
  readonly rows: DataTable;
}

/** What is wanted of a table. */
export interface Understanding extends ReadingOptions {
  /** A file with the schema to go by. */
  schema?: string;
  /** Rows that are kept at most. */
  kept: number;
  /** Cells of these at most. */
  keptCells?: number;
  seed: number;
}

/** Reads a table in one pass, describes all of it and keeps a random part. */
export async function understandTable(session: Session, path: string, wanted: Understanding): Promise<UnderstoodTable> {
  checkSigns(wanted);
  const given = wanted.schema === undefined ? undefined : await readSchema(wanted.schema);
  const open = await openTable(path, wanted, session.signal);
  const { name, names, format } = open;
  const part = new TablePart(names, wanted);
  async function* chunks(): AsyncGenerator<DataTable> {
    for await (const chunk of open.chunks) {
      part.add(chunk);
      yield chunk;
    }
  }
  const description = await describeRows(chunks(), describeOptions(wanted, given, open.dialect));
  tellNotes(session.talk, open);
  if (description.rows === 0) throw new CommandError(exitCodes.data, `${name} has no rows.`);
  const { dialect } = open;
  const schema = dialect ? withDialect(description.schema, dialect) : description.schema;
  return { name, format, dialect, description: { ...description, schema }, rows: part.rows() };
}

/** What overrules the description's guesses. */
function describeOptions(
  { decimal: decimalChar, thousands: groupChar, dateOrder, missing: missingValues }: Understanding,
  schema: TableSchema | undefined,
  dialect: TableDialect | undefined,
): DescribeOptions {
  return { schema, missingValues, decimalChar, groupChar, dateOrder, dialect };
}

/** The schema with how its file is written, so that rows of it are written alike. */
function withDialect(schema: TableSchema, dialect: TableDialect): TableSchema {
  return { ...schema, langevin: { ...schema.langevin, dialect } };
}

async function readSchema(path: string): Promise<TableSchema> {
  await checkInput(path);
  const text = await readFile(path, "utf8");
  try {
    return readTableSchema(text);
  } catch (error) {
    if (!(error instanceof LangevinError)) throw error;
    const message = `${error.message.replace(/^readTableSchema/, path)}.`;
    throw new CommandError(exitCodes.data, message, { cause: error });
  }
}
