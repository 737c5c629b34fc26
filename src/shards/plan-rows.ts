import { LangevinError } from "../support/errors.ts";
import type { JsonObject } from "../work/canonical-json.ts";
import type { WorkContext } from "../work/open-work.ts";
import type { InputReading, PartFormat, RowsSpec } from "./rows-spec.ts";

/** What {@link planRows} takes. */
export interface PlanRowsOptions extends WorkContext {
  /** What is done: "sample", "impute", "logDensity", "encode", "decode", "tableSample", "tableImpute" or "tableScore". */
  operation: string;
  /** The operation's own options, as its function takes them, but for `offset`, `count`, `signal` and `engine`. @default {} */
  options?: JsonObject | undefined;
  /** The model's file: a path or an address. */
  model: string;
  /** The file of rows, for operations that have one: a path or an address. */
  input?: string | undefined;
  /** How the input is read. */
  reading?: InputReading | undefined;
  /** Rows to make. @default those of the input */
  rows?: number | undefined;
  /**
   * Rows of a shard. @default a multiple of 65,536: about 480 seconds of one core, at most 128 MB, and at least 20 shards if
   * there are rows for it
   */
  shardRows?: number | undefined;
  /** The arithmetic of the engine, as `createEngine` takes it. @default "strict" */
  arithmetic?: string | undefined;
  /** The format of parts. @default "parquet" */
  format?: PartFormat | undefined;
}

/** The specification of a run. */
export function planRows(options: PlanRowsOptions): Promise<RowsSpec> {
  return Promise.reject(new LangevinError("unsupported", `planRows: expected an operation, got ${options.operation}`));
}
