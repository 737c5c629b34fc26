import type { Cell, DataTable } from "../data/data-table.ts";
import { columnType, type ColumnType } from "./column-type.ts";
import { optionalPackage } from "./optional-package.ts";
import { openParquet } from "./parquet-file.ts";
import { bytesOf, type TableSource } from "./source.ts";
import type { TypedReader } from "./typed-reader.ts";

/** Rows of a chunk. */
const CHUNK_ROWS = 16384;

/**
 * Reads rows from a Parquet file, by the packages hyparquet and hyparquet-compressors, which are yours to install.
 *
 * @throws LangevinError "unsupported" without them, "invalid-data" for what they cannot read
 * @example
 * ```ts
 * import { readParquet, writeRows } from "langevin/table";
 *
 * const table = { names: ["a", "b"], columns: [[1, 2], ["x", null]] };
 * const reader = await readParquet(writeRows(table, { format: "parquet" }));
 * for await (const { columns } of reader) console.log(columns); // [[1, 2], ["x", null]]
 * ```
 */
export async function readParquet(source: TableSource): Promise<TypedReader> {
  const where = "readParquet";
  const file = await openParquet(where, (await bytesOf(where, source, Infinity)).buffer as ArrayBuffer);
  const { names, rows } = file;
  async function* chunks(): AsyncGenerator<DataTable> {
    for (let begin = 0; begin < rows; begin += CHUNK_ROWS) yield file.read(begin, Math.min(rows, begin + CHUNK_ROWS));
  }
  return { names, [Symbol.asyncIterator]: chunks };
}

const parquetTypes = {
  text: "STRING",
  number: "DOUBLE",
  integer: "INT32",
  bigint: "INT64",
  boolean: "BOOLEAN",
  moment: "TIMESTAMP",
} as const satisfies Record<ColumnType, string>;

/**
 * A table as a Parquet file, by the package hyparquet-writer, which is yours to install.
 *
 * @throws LangevinError "unsupported" without it, "invalid-data" for a column of several types
 */
export async function encodeParquet(where: string, { names, columns }: DataTable): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await optionalPackage<typeof import("hyparquet-writer")>(
    where,
    "Parquet",
    "hyparquet-writer",
    "hyparquet-writer",
  );
  const columnData = names.map((name, j) => {
    const type = columnType(where, name, columns[j]);
    return { name, data: columns[j] as Cell[], type: parquetTypes[type], nullable: true };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
