import type { DataTable } from "../data/data-table.ts";
import {
  readArrow,
  readJsonArray,
  readJsonLines,
  readParquet,
  readRows,
  tableFormatOf,
  type ReadingNote,
  type ReadOptions,
  type TableDialect,
  type TableFormat,
  type TableSource,
  type TypedReader,
} from "../formats/index.ts";
import { LangevinError } from "../support/errors.ts";
import { CommandError, exitCodes } from "./command-error.ts";
import { formatCount } from "../support/show.ts";
import { formatOfBytes } from "./formats.ts";
import { checkInput, nameOfInput, readBytes } from "./input.ts";
import type { ReadingOptions } from "./options/groups.ts";

/** A table that is being read: its rows come in chunks, once. */
export interface OpenTable {
  /** What it is called in what is said of it. */
  readonly name: string;
  readonly format: TableFormat;
  readonly names: readonly string[];
  readonly chunks: AsyncIterable<DataTable>;
  /** How the file is written, if it is a text; whole when all chunks are read. */
  readonly dialect: TableDialect | undefined;
  readonly notes: readonly ReadingNote[];
}

/** Columns at most: none of more could be learned at once. */
const MOST_COLUMNS = 10_000;

/** Opens a file or the standard input by the format that its name, `--format` or its first bytes say. */
export async function openTable(path: string, options: ReadingOptions, signal: AbortSignal): Promise<OpenTable> {
  await checkInput(path);
  const name = nameOfInput(path);
  const { head, bytes } = await peek(readBytes(path, signal));
  if (head.length === 0) throw new CommandError(exitCodes.data, `${name} is empty.`);
  const format = tableFormatOf(path) ?? options.format ?? formatOfBytes(head);
  try {
    const open = await readers[format](name, format, bytes, options, signal);
    const { length } = open.names;
    if (length > MOST_COLUMNS) throw tooWide(name, length);
    return Object.create(open, { chunks: { value: naming(name, open.chunks) } }) as OpenTable;
  } catch (error) {
    throw aboutFile(name, error);
  }
}

function tooWide(name: string, columns: number): CommandError {
  const message = `${name} has ${formatCount(columns)} columns; at most ${formatCount(MOST_COLUMNS)} are read (--delimiter says what stands between cells).`;
  return new CommandError(exitCodes.data, message);
}

/** The chunks, with errors that name the file. */
async function* naming(name: string, chunks: AsyncIterable<DataTable>): AsyncGenerator<DataTable> {
  try {
    yield* chunks;
  } catch (error) {
    throw aboutFile(name, error);
  }
}

/** An error of the reader's names the function it comes from: for who gave a file, that is the file. */
function aboutFile(name: string, error: unknown): unknown {
  if (!(error instanceof LangevinError)) return error;
  return new LangevinError(error.code, error.message.replace(/^\w+(?=: )/, name), { cause: error });
}

type Open = (
  name: string,
  format: TableFormat,
  bytes: AsyncIterable<Uint8Array>,
  options: ReadingOptions,
  signal: AbortSignal,
) => Promise<OpenTable>;

const readers: Readonly<Record<TableFormat, Open>> = {
  csv: openText,
  tsv: openText,
  json: typed(readJsonArray),
  jsonl: typed(readJsonLines),
  parquet: typed(readParquet),
  arrow: typed(readArrow),
};

/** Formats whose cells have types: there is nothing to guess. */
function typed(read: (source: TableSource) => Promise<TypedReader>): Open {
  return async (name, format, bytes) => {
    const reader = await read(bytes);
    return { name, format, names: reader.names, chunks: reader, dialect: undefined, notes: [] };
  };
}

async function openText(
  name: string,
  format: TableFormat,
  bytes: AsyncIterable<Uint8Array>,
  options: ReadingOptions,
  signal: AbortSignal,
): Promise<OpenTable> {
  const reader = await readRows(bytes, { ...readOptionsOf(options), signal });
  return {
    name,
    format,
    names: reader.names,
    chunks: reader,
    get dialect() {
      return reader.dialect;
    },
    get notes() {
      return reader.notes;
    },
  };
}

/** The reader's options, by their own names. */
function readOptionsOf({
  delimiter,
  quote,
  comment,
  header,
  skip,
  rowNumbers,
  strict,
  encoding,
}: ReadingOptions): ReadOptions {
  return {
    ...(delimiter !== undefined && { delimiter }),
    ...(quote !== undefined && { quote }),
    ...(comment !== undefined && { comment }),
    ...(header !== undefined && { header }),
    ...(skip !== undefined && { skipLines: skip }),
    ...(encoding !== undefined && { encoding }),
    ...(rowNumbers && { rowNumbers: "keep" }),
    ...(strict && { uneven: "error" }),
    // Rows that are gone before the collector looks at them twice: a million of 20 columns take 250 MB instead of 330
    chunkRows: 256,
  };
}

/** The first bytes of a stream, and the stream with them. */
async function peek(
  stream: AsyncGenerator<Uint8Array>,
): Promise<{ head: Uint8Array; bytes: AsyncGenerator<Uint8Array> }> {
  const first = await stream.next();
  const head = first.done ? new Uint8Array(0) : first.value;
  const bytes = (async function* () {
    if (!first.done) yield head;
    yield* stream;
  })();
  return { head, bytes };
}
