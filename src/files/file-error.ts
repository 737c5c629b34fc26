import { LangevinError } from "../support/errors.ts";
import { messageOf } from "../support/show.ts";

/** Who complains about model files. */
export const where = "loadModel";

export function bad(expected: string, got: string): LangevinError {
  return new LangevinError("invalid-file", `${where}: expected ${expected}, got ${got}`);
}

/** The result of `act`; what it throws is the file's fault. */
export function asFileError<T>(expected: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new LangevinError("invalid-file", `${where}: expected ${expected}, got: ${messageOf(cause)}`, { cause });
  }
}
