import { show } from "./show.ts";

/** What went wrong, for programs: stable across versions, unlike the message. */
export type ErrorCode =
  | "invalid-argument"
  | "invalid-data"
  | "invalid-file"
  | "disposed"
  | "unsupported"
  | "out-of-memory"
  | "diverged"
  | "stopped"
  | "thread-lost"
  | "unavailable";

/** Every error this library throws on purpose. `code` says which kind; the message names argument, expectation and value. */
export class LangevinError extends Error {
  /** Which kind of error it is: stable across versions. */
  readonly code: ErrorCode;

  /** An error of that code; `options.cause` keeps the one that it comes from. */
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LangevinError";
    this.code = code;
  }
}

/** `where: expected …, got …`, the one shape of our complaints about arguments. */
export function invalid(where: string, expected: string, got: unknown): LangevinError {
  return new LangevinError("invalid-argument", `${where}: expected ${expected}, got ${show(got)}`);
}

/** Using what was disposed: a network, an engine. */
export function disposed(where: string, what: string): LangevinError {
  return new LangevinError("disposed", `${where}: expected a live ${what}, got one after its dispose()`);
}

export function checkInteger(where: string, name: string, value: unknown, min: number, max = 0xffffffff): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max)
    throw invalid(where, `${name} an integer from ${min} to ${max}`, value);
  return value;
}

export function checkNumber(where: string, name: string, value: unknown, min: number, max: number): number {
  if (typeof value !== "number" || !(value >= min && value <= max))
    throw invalid(where, `${name} a number from ${min} to ${max}`, value);
  return value;
}

export function checkPositive(where: string, name: string, value: unknown): number {
  if (typeof value !== "number" || !(value > 0) || value === Infinity)
    throw invalid(where, `${name} a positive finite number`, value);
  return value;
}

export function checkOneOf<T extends string>(where: string, name: string, value: unknown, choices: readonly T[]): T {
  if (!choices.includes(value as T))
    throw invalid(where, `${name} one of ${choices.map((c) => `"${c}"`).join(", ")}`, value);
  return value as T;
}
