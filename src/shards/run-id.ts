import { canonicalJson } from "../work/canonical-json.ts";
import { sha256Of } from "../work/sha256.ts";
import type { RowsSpec } from "./rows-spec.ts";

/**
 * The id of a run: SHA-256 of all that decides its rows and their parts. Where files lie, how many threads compute, which
 * build does and in which format rows are written is not in it.
 */
export function runIdOf({
  kind,
  operation,
  options,
  rows,
  shardRows,
  model,
  input,
  arithmetic,
  probe,
}: RowsSpec): string {
  const files = { model: model.sha256, input: input && { sha256: input.sha256, reading: input.reading } };
  return sha256Of(canonicalJson("runId", { kind, operation, options, rows, shardRows, ...files, arithmetic, probe }));
}
