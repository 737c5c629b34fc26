import type { AsyncBuffer, FileMetaData } from "hyparquet";
import type { DataTable } from "../data/data-table.ts";
import type { RangedFile } from "../data/ranged-file.ts";
import { LangevinError } from "../support/errors.ts";
import { messageOf } from "../support/show.ts";
import { optionalPackage } from "./optional-package.ts";
import { toCell } from "./typed-reader.ts";

/** A Parquet file whose rows can be read in any order. */
export interface ParquetFile {
  readonly names: readonly string[];
  readonly rows: number;
  /** Rows from `begin` to before `end`, of these columns or all: only the row groups that hold them are read. */
  read(begin: number, end: number, columns?: readonly string[]): Promise<DataTable>;
}

/**
 * Opens a Parquet file, by the packages hyparquet and hyparquet-compressors, which are yours to install.
 *
 * @throws LangevinError "unsupported" without them, "invalid-data" for what they cannot read
 */
export async function openParquet(where: string, source: ArrayBuffer | RangedFile): Promise<ParquetFile> {
  const needed = [where, "Parquet", "hyparquet hyparquet-compressors"] as const;
  const hyparquet = await optionalPackage<typeof import("hyparquet")>(...needed, "hyparquet");
  const { compressors } = await optionalPackage<typeof import("hyparquet-compressors")>(
    ...needed,
    "hyparquet-compressors",
  );
  const file = source instanceof ArrayBuffer ? source : asyncBuffer(source);
  const metadata: FileMetaData = await explain(where, () => hyparquet.parquetMetadataAsync(file));
  const names = hyparquet.parquetSchema(metadata).children.map(({ element }) => element.name);
  return {
    names,
    rows: Number(metadata.num_rows),
    async read(rowStart, rowEnd, columns) {
      const wanted = columns && [...columns];
      const objects = await explain(where, () =>
        hyparquet.parquetReadObjects({
          file,
          metadata,
          compressors,
          rowStart,
          rowEnd,
          ...(wanted && { columns: wanted }),
        }),
      );
      const taken = columns ?? names;
      return { names: [...taken], columns: taken.map((name) => objects.map((row) => toCell(row[name]))) };
    },
  };
}

/** The file as hyparquet asks for it. Errors of ours stay what they are. */
function asyncBuffer(file: RangedFile): AsyncBuffer {
  return {
    byteLength: file.size,
    async slice(start, end = file.size) {
      const from = start < 0 ? Math.max(0, file.size + start) : start;
      return (await file.read(from, Math.min(file.size, end))).slice().buffer;
    },
  };
}

async function explain<T>(where: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof LangevinError) throw cause;
    const message = `${where}: expected a Parquet file, got one that fails: ${messageOf(cause)}`;
    throw new LangevinError("invalid-data", message, { cause });
  }
}
