import { expect, test } from "vitest";
import { LangevinError, type ErrorCode } from "../../src/support/errors.ts";
import { whoseFault } from "../../src/work/whose-fault.ts";

const withCode = (code: string) => Object.assign(new Error(code), { code });

test("whoseFault: what fails everywhere is the task's, what another machine could do the worker's, the rest the network's", () => {
  const codes: Readonly<Record<ErrorCode, string>> = {
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
  for (const [code, fault] of Object.entries(codes))
    expect(whoseFault(new LangevinError(code as ErrorCode, "…"))).toBe(fault);
  for (const code of ["ENOSPC", "EROFS", "EACCES", "EMFILE"]) expect(whoseFault(withCode(code))).toBe("worker");
  for (const code of ["ECONNRESET", "ETIMEDOUT", "EAI_AGAIN"]) expect(whoseFault(withCode(code))).toBe("network");
  expect(whoseFault(AbortSignal.abort().reason)).toBe("worker");
  expect(whoseFault(new RangeError("Array buffer allocation failed"))).toBe("worker");
  for (const unknown of [new TypeError("fetch failed"), new Error("?"), "text", undefined, null])
    expect(whoseFault(unknown)).toBe("network");
});
