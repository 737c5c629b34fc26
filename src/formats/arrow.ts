import type { Cell, DataTable } from "../data/data-table.ts";
import { LangevinError } from "../support/errors.ts";
import { messageOf } from "../support/show.ts";
import { columnType, type ColumnType } from "./column-type.ts";
import { optionalPackage } from "./optional-package.ts";
import { bytesOf, type TableSource } from "./source.ts";
import { toCell, type TypedReader } from "./typed-reader.ts";

type Flechette = typeof import("@uwdata/flechette");
const NAME = "@uwdata/flechette";
const PACKAGE = `${NAME}@2.6.0`;

/**
 * Reads rows from an Arrow IPC file or stream (Feather 2 too), by the package `@uwdata/flechette`, which is yours to install.
 *
 * @throws LangevinError "unsupported" without it, "invalid-data" for what it cannot read
 * @example
 * ```ts
 * import { readArrow, writeRows } from "langevin/table";
 *
 * const table = { names: ["a", "b"], columns: [[1, 2], ["x", null]] };
 * const reader = await readArrow(writeRows(table, { format: "arrow" }));
 * for await (const { columns } of reader) console.log(columns); // [[1, 2], ["x", null]]
 * ```
 */
export async function readArrow(source: TableSource): Promise<TypedReader> {
  const where = "readArrow";
  const { tableFromIPC } = await optionalPackage<Flechette>(where, "Arrow", PACKAGE, NAME);
  const bytes = await bytesOf(where, source, Infinity);
  try {
    const table = tableFromIPC(bytes, { useDate: true });
    const names = table.names as string[];
    async function* chunks(): AsyncGenerator<DataTable> {
      const columns = names.map((_, j) => Array.from(table.getChildAt(j) as Iterable<unknown>, toCell));
      if (table.numRows > 0) yield { names, columns };
    }
    return { names, [Symbol.asyncIterator]: chunks };
  } catch (cause) {
    const message = `${where}: expected an Arrow file, got one that fails: ${messageOf(cause)}`;
    throw new LangevinError("invalid-data", message, { cause });
  }
}

/**
 * A table as an Arrow IPC file, by the package `@uwdata/flechette`, which is yours to install.
 *
 * @throws LangevinError "unsupported" without it, "invalid-data" for a column of several types
 */
export async function encodeArrow(where: string, { names, columns }: DataTable): Promise<Uint8Array> {
  const arrow = await optionalPackage<Flechette>(where, "Arrow", PACKAGE, NAME);
  const types: Record<ColumnType, () => ReturnType<typeof arrow.utf8>> = {
    text: () => arrow.utf8(),
    number: () => arrow.float64() as never,
    integer: () => arrow.int32() as never,
    bigint: () => arrow.int64() as never,
    boolean: () => arrow.bool() as never,
    moment: () => arrow.timestamp(arrow.TimeUnit.MILLISECOND) as never,
  };
  const entries = names.map((name, j) => {
    const type = types[columnType(where, name, columns[j])]();
    return [name, arrow.columnFromArray(columns[j] as Cell[], type)] as [string, never];
  });
  return arrow.tableToIPC(arrow.tableFromColumns(entries), { format: "file" }) as Uint8Array;
}
