import { readFileSync } from "node:fs";
import { parseTable } from "./parse-table.ts";
import { TableError, type ReadTable } from "./table.ts";

/** {@link parseTable} of the file at `path`. */
export function readTable(path: string, options?: { minRows?: number }): ReadTable {
  return parseTable(path, readBytes(path), options);
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new TableError("not-found", `${path} does not exist.`, { cause: error });
    if (code === "EISDIR") throw new TableError("unreadable", `${path} is a folder, not a CSV file.`, { cause: error });
    throw new TableError("unreadable", `${path} cannot be read: ${message}.`, { cause: error });
  }
}
