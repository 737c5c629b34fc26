import * as langevin from "langevin";
import { CALLERS_ERROR } from "./nonsense.ts";
import type { Call } from "./call.ts";

const codes: readonly langevin.ErrorCode[] = [
  ...(["invalid-argument", "invalid-data", "invalid-file", "disposed", "unsupported"] as const),
  ...(["out-of-memory", "diverged", "stopped", "thread-lost"] as const),
];

/** Results that are not finite and right, with why. */
const exceptions: readonly { call: RegExp; allowed: (value: number) => boolean; reason: string }[] = [
  {
    call: /^metrics\.nearestDistances/,
    allowed: (value) => value === Infinity,
    reason: "a row has no other row in reference with excludeSelf where all are its equals",
  },
  {
    call: /^toys\.densities\["checkerboard"\]\.logDensity/,
    allowed: (value) => value === -Infinity,
    reason: "the logarithm of a density that is 0 outside its squares",
  },
  {
    call: /^metrics\.(splitRhat|effectiveSampleSize|autocorrelation|summarizeChains)/,
    allowed: (value) => Number.isNaN(value) || value === Infinity,
    reason: "equal draws have no correlation; R̂ of chains that stand still at different places",
  },
  { call: /\)\.(then|catch|finally)\(/, allowed: () => true, reason: "the result of a function of the caller's" },
  { call: /^langevin\.rowsOf/, allowed: () => true, reason: "any number is kept, NaN too" },
  { call: /\.toRows\(/, allowed: Number.isNaN, reason: "gaps stay gaps" },
  { call: /\.logProbability\(/, allowed: (value) => value === -Infinity, reason: "what cannot be has probability 0" },
  {
    call: /^trained\.encoding\.(encode|decode)/,
    allowed: () => true,
    reason: "a gap stays a gap; numbers are looked at where rows are taken, not where they are encoded",
  },
];

/** What is wrong with an error, if anything. */
export function faultOfError(error: unknown, { recipe, text }: Call, signal: AbortSignal): string | undefined {
  if (signal.aborted && error === signal.reason) return undefined;
  // Functions given to a promise's methods, and signals of the caller's own that were aborted before
  if (/\)\.(then|catch|finally)\(/.test(text)) return undefined;
  // What a function of the caller's was called with, thrown by it
  if (!(error instanceof Error) && /\bthrow e;/.test(text)) return undefined;
  if (error instanceof DOMException && error.name === "AbortError") return undefined;
  if (error instanceof Error && (error.message === CALLERS_ERROR || isThrownByCaller(error))) return undefined;
  if (error instanceof langevin.LangevinError) {
    if (!codes.includes(error.code)) return `a LangevinError of code ${String(error.code)}`;
    if (!/^.+: expected .+, got .+/s.test(error.message)) return `a message of another shape: ${error.message}`;
    return error.message.length > 2000 ? `a message of ${error.message.length} letters` : undefined;
  }
  if (recipe.files && typeof (error as NodeJS.ErrnoException | null)?.syscall === "string") return undefined;
  return `no LangevinError: ${textOf(error)}`;
}

/** Thrown in a function of the caller's, such as a score that reads what is not there, or by calling one that is revoked or a class. */
function isThrownByCaller({ message, stack = "" }: Error): boolean {
  if (/Cannot perform '(apply|construct)' on a proxy that has been revoked/.test(message)) return true;
  if (/onstructors? .*(cannot be invoked without|requires) 'new'/.test(message)) return true;
  return /^\s+at (.*\()?eval/.test(stack.slice(stack.indexOf("\n    at ") + 1));
}

/** A number in a result that is not finite, if there is one. */
export function faultOfResult(result: unknown, { text }: Call): string | undefined {
  const allowed = exceptions.filter(({ call }) => call.test(text));
  const bad = badNumber(result, (value) => allowed.some((exception) => exception.allowed(value)), new Set());
  return bad === undefined ? undefined : `a result with ${bad}, and no error`;
}

const MOST_LOOKED_AT = 10_000;

function badNumber(value: unknown, allowed: (value: number) => boolean, seen: Set<unknown>): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) || allowed(value) ? undefined : value;
  if (typeof value !== "object" || value === null || seen.has(value) || seen.size > MOST_LOOKED_AT) return undefined;
  seen.add(value);
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  if (!isList && !isPlain) return undefined;
  const parts = isList ? Array.prototype.slice.call(value, 0, MOST_LOOKED_AT) : Object.values(value);
  for (const part of parts as unknown[]) {
    const bad = badNumber(part, allowed, seen);
    if (bad !== undefined) return bad;
  }
  return undefined;
}

export function textOf(error: unknown): string {
  try {
    return error instanceof Error
      ? `${error.name}: ${error.message}\n${String(error.stack).split("\n").slice(1, 4).join("\n")}`
      : String(error);
  } catch {
    return "something that cannot be read";
  }
}
