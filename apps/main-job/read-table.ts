import { parseTable, type ParseOptions } from "./parse-table.ts";
import { readChunks } from "./read-file.ts";
import type { ReadTable } from "./table.ts";

/** Bytes of a file that is read at most; ten million numbers of ten characters. */
export const MAX_BYTES = 100e6;

/** {@link parseTable} of the file at `path`. */
export async function readTable(path: string, options: Partial<ParseOptions> = {}): Promise<ReadTable> {
  const { maxBytes = MAX_BYTES, ...others } = options;
  return parseTable(path, readChunks(path, maxBytes, others.signal), { ...others, maxBytes });
}
