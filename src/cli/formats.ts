import type { TableFormat } from "../formats/index.ts";

/** The format of a table by its first bytes: Parquet and Arrow have a mark, a line of JSON is an object. */
export function formatOfBytes(head: Uint8Array): TableFormat {
  const start = String.fromCharCode(...head.subarray(0, 64));
  if (start.startsWith("PAR1")) return "parquet";
  if (start.startsWith("ARROW1") || start.startsWith("\xff\xff\xff\xff")) return "arrow";
  if (/^(\xef\xbb\xbf)?\s*\[\s*\{/.test(start)) return "json";
  return /^(\xef\xbb\xbf)?\s*\{\s*("|\})/.test(start) ? "jsonl" : "csv";
}
