import { LangevinError } from "./errors.ts";

/** What a call may take that gives the event loop no turn: about a minute. */
const MOST_OPERATIONS = 34_359_738_368; // 2³⁵

/**
 * Refuses work that a synchronous call would not come back from.
 *
 * @param operations  how many numbers are looked at, roughly; each takes about a nanosecond
 * @param advice      what to do instead
 */
export function checkWork(where: string, operations: number, advice: string): void {
  if (!(operations <= MOST_OPERATIONS))
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected at most ${MOST_OPERATIONS.toExponential(1)} operations, about a minute without a pause, ` +
        `got ${operations.toExponential(1)}; ${advice}`,
    );
}

/**
 * A new array of numbers.
 *
 * @throws LangevinError "out-of-memory" where there is no room
 */
export function allocate(where: string, length: number): Float64Array<ArrayBuffer> {
  return withRoom(where, length, () => new Float64Array(length));
}

/** The same of f32. */
export function allocateSingle(where: string, length: number): Float32Array<ArrayBuffer> {
  return withRoom(where, length, () => new Float32Array(length));
}

function withRoom<T>(where: string, length: number, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw new LangevinError("out-of-memory", `${where}: expected room for ${length} numbers, got none`, { cause });
  }
}
