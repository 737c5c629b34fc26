import { LangevinError } from "../support/errors.ts";
import type { WorkKind } from "../work/open-work.ts";
import type { Work } from "../work/work.ts";

/** What {@link RowsWork.verify} takes. */
export interface VerifyOptions {
  /** Rows of each part that are computed again. @default 100 */
  sample?: number | undefined;
  /** Ends the work with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
  /** Called now and then with the fraction done, 0 to 1. */
  onProgress?: ((fraction: number) => void) | undefined;
}

/** A row-wise operation as work in shards. */
export interface RowsWork extends Work {
  /** Computes rows of each part again, at random places, and refuses a part that has others. @returns how many it looked at */
  verify(options?: VerifyOptions): Promise<{ parts: number; rows: number }>;
}

/** Row-wise operations as a kind of work, for `openWork`. */
export const rowsKind: WorkKind & { open(...args: Parameters<WorkKind["open"]>): Promise<RowsWork> } = {
  kind: "rows",
  open() {
    return Promise.reject(new LangevinError("unsupported", "rowsKind: expected an operation, got none"));
  },
};
