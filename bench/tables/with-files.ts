import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeTable, type TextTable } from "./text-table.ts";

/** Does something with tables as CSV files, which are there for so long only. */
export async function withFiles<Name extends string, T>(
  tables: Record<Name, TextTable>,
  use: (paths: Record<Name, string>) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "tables-"));
  try {
    const paths = Object.entries<TextTable>(tables).map(([name, table]) => {
      const path = join(folder, `${name}.csv`);
      writeTable(path, table);
      return [name, path] as const;
    });
    return await use(Object.fromEntries(paths) as Record<Name, string>);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
