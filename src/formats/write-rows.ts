import type { Cell, DataTable } from "../data/data-table.ts";
import { readOptions, oneOf, unchecked, type Spec } from "../support/options.ts";
import { encodeArrow } from "./arrow.ts";
import type { TableDialect } from "./dialect.ts";
import { encodeParquet } from "./parquet.ts";
import { plainDialect, writeText } from "./write-text.ts";

/** Formats of files of rows. */
export type TableFormat = "csv" | "tsv" | "jsonl" | "json" | "parquet" | "arrow";

/** Formats by the ends of files' names. */
const endings: Readonly<Record<string, TableFormat>> = {
  ...{ csv: "csv", txt: "csv", data: "csv", tsv: "tsv", tab: "tsv", jsonl: "jsonl", ndjson: "jsonl", json: "json" },
  ...{ parquet: "parquet", pq: "parquet", arrow: "arrow", feather: "arrow", ipc: "arrow" },
};

/**
 * The format that a file's name says, or undefined.
 *
 * @example
 * ```ts
 * import { tableFormatOf } from "langevin/table";
 *
 * console.log(tableFormatOf("rows.parquet")); // "parquet"
 * ```
 */
export function tableFormatOf(name: string): TableFormat | undefined {
  const ending = /\.(\w+)$/.exec(name)?.[1].toLowerCase() ?? "";
  return Object.hasOwn(endings, ending) ? endings[ending] : undefined;
}

/** How rows are written. */
export interface WriteOptions {
  /** The file's format. @default "csv" */
  format?: TableFormat;
  /** How a text is written, such as `readRows` found it: delimiter, quotes, line ends, encoding. @default commas, UTF-8 */
  dialect?: TableDialect;
}

const writeSpec = {
  format: oneOf(["csv", "tsv", "jsonl", "json", "parquet", "arrow"], { default: "csv" }),
  dialect: unchecked<TableDialect>(),
} satisfies Spec<WriteOptions>;

/**
 * Rows as the bytes of a file, piece by piece: text and JSON Lines in memory that does not grow with the table, Parquet and
 * Arrow at once at the end. Numbers are written with the fewest digits that give them back; texts as they are.
 *
 * @param table  a table, or chunks of one
 * @throws LangevinError "invalid-data" for a character that the encoding does not have, "unsupported" without the package
 *   that a format needs
 * @example
 * ```ts
 * import { writeRows } from "langevin/table";
 *
 * const table = { names: ["a", "b"], columns: [[1, 2], ["x", "y; z"]] };
 * const dialect = { delimiter: ";", header: true };
 * for await (const bytes of writeRows(table, { dialect })) console.log(new TextDecoder().decode(bytes));
 * // a;b, then 1;x and 2;"y; z"
 * ```
 */
export function writeRows(
  table: DataTable | Iterable<DataTable> | AsyncIterable<DataTable>,
  options: WriteOptions = {},
): AsyncGenerator<Uint8Array> {
  const where = "writeRows";
  const { format, dialect = plainDialect } = readOptions(where, options, writeSpec);
  const chunks = "columns" in table ? [table] : table;
  if (format === "csv") return writeText(where, chunks, dialect);
  if (format === "tsv") return writeText(where, chunks, { ...dialect, delimiter: "\t", skipInitialSpace: false });
  if (format === "jsonl") return writeJsonLines(chunks);
  if (format === "json") return writeJson(chunks);
  return writeWhole(where, chunks, format === "parquet" ? encodeParquet : encodeArrow);
}

type Chunks = Iterable<DataTable> | AsyncIterable<DataTable>;

async function* writeJsonLines(chunks: Chunks): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks)
    yield new TextEncoder().encode(objectsOf(chunk).map((row) => `${row}\n`).join("")); // prettier-ignore
}

async function* writeJson(chunks: Chunks): AsyncGenerator<Uint8Array> {
  let start = "[\n";
  for await (const chunk of chunks)
    for (const row of objectsOf(chunk)) {
      yield new TextEncoder().encode(start + row);
      start = ",\n";
    }
  yield new TextEncoder().encode(start === "[\n" ? "[]\n" : "\n]\n");
}

/** Each row as a JSON object. */
function objectsOf({ names, columns }: DataTable): string[] {
  const keys = names.map((name) => JSON.stringify(name));
  return Array.from({ length: columns[0]?.length ?? 0 }, (_, i) => {
    const members = columns.map((column, j) => `${keys[j]}:${jsonOf(column[i])}`);
    return `{${members.join(",")}}`;
  });
}

function jsonOf(cell: Cell): string {
  return typeof cell === "bigint" ? String(cell) : JSON.stringify(cell);
}

async function* writeWhole(
  where: string,
  chunks: Chunks,
  encode: (where: string, table: DataTable) => Promise<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let names: readonly string[] = [];
  let columns: Cell[][] = [];
  for await (const chunk of chunks) {
    if (columns.length === 0) [names, columns] = [chunk.names, chunk.names.map(() => [])];
    for (const [j, cells] of chunk.columns.entries()) for (const cell of cells) columns[j].push(cell);
  }
  yield await encode(where, { names, columns });
}
