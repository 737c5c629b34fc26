import { LangevinError, type ErrorCode } from "../support/errors.ts";

/**
 * Whose fault a failed task is: the "task"'s own, which fails everywhere and every time; the "worker"'s, which should leave
 * and let another try; or the "network"'s, and what nobody knows: it may be tried again after a while.
 */
export type Fault = "task" | "worker" | "network";

const faults: Readonly<Record<ErrorCode, Fault>> = {
  "invalid-argument": "task",
  "invalid-data": "task",
  "invalid-file": "task",
  diverged: "task",
  disposed: "worker",
  unsupported: "worker",
  "out-of-memory": "worker",
  "thread-lost": "worker",
  stopped: "worker",
  unavailable: "network",
};

/** What a system says of a machine that cannot go on: no room, no rights, no handles. */
const ofTheWorker = ["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "EMFILE", "ENFILE", "ENOMEM", "ENOTSUP"];

/**
 * Says whose fault an error is, for engines that hand out tasks: whether to try again, here or elsewhere.
 *
 * @example
 * ```ts
 * import { LangevinError } from "langevin";
 * import { whoseFault } from "langevin/shards";
 *
 * console.log(whoseFault(new LangevinError("diverged", "sample: …"))); // "task"
 * ```
 */
export function whoseFault(error: unknown): Fault {
  if (error instanceof LangevinError) return faults[error.code];
  if (error instanceof RangeError && /allocation|array length|memory/i.test(error.message)) return "worker";
  const { code, name } = (typeof error === "object" && error !== null ? error : {}) as {
    code?: unknown;
    name?: unknown;
  };
  if (name === "AbortError") return "worker";
  return typeof code === "string" && ofTheWorker.includes(code) ? "worker" : "network";
}
