import { transferHandlers } from "comlink";
import { LangevinError, type ErrorCode } from "../support/errors.ts";
import { isReadable } from "../support/readable.ts";
import { messageOf, show } from "../support/show.ts";

/**
 * What messages hold: values that structured cloning keeps, and in place of the others objects with this key. Numbers
 * name objects in the worker (positive; 0 is the library) and signals (negative).
 */
export const wireKey = "langevin:wire";

/** What the worker's program answers at the start; it changes with the messages. */
export const GREETING = "langevin/worker-main 1";

/** Levels of arrays and objects in a message; the library's own values have up to 6. */
const DEEPEST = 100;

export type Reference =
  | { [wireKey]: "object"; id: number; values?: Record<string, unknown> | undefined }
  | { [wireKey]: "run"; id: number }
  | { [wireKey]: "signal"; id: number; aborted: boolean };

/** An encoded value, and the buffers in it, which nobody else holds. */
export interface Message {
  value: unknown;
  buffers: ArrayBuffer[];
}

/** How one side treats what cloning cannot keep: functions, objects with methods, signals; `undefined` for none of these. */
export type Refer = (value: object, encode: (inner: unknown) => unknown) => unknown;

/**
 * A copy of a value that may be sent and transferred.
 *
 * @throws LangevinError "invalid-argument", called `where`, for what cannot be
 */
export function toMessage(where: string, value: unknown, refer: Refer): Message {
  const buffers: ArrayBuffer[] = [];
  const encode = (inner: unknown, depth: number): unknown => {
    if (typeof inner === "symbol") throw unsendable(where, `${show(inner)}, which cannot be sent to a worker`);
    if (isPrimitive(inner)) return inner;
    if (!isReadable(inner)) throw unsendable(where, show(inner));
    if (depth > DEEPEST) throw unsendable(where, `arrays or objects over ${DEEPEST} deep, or in a circle`);
    const deeper = (entry: unknown): unknown => encode(entry, depth + 1);
    if (ArrayBuffer.isView(inner) || tagOf(inner) === "ArrayBuffer") {
      const copy = copyBytes(where, inner as ArrayBufferView | ArrayBuffer);
      buffers.push(ArrayBuffer.isView(copy) ? copy.buffer : copy);
      return copy;
    }
    if (Array.isArray(inner)) return isNumbers(inner) ? Array.from(inner) : withoutHoles(where, inner).map(deeper);
    const reference = refer(inner as object, deeper);
    if (reference !== undefined) return reference;
    if (tagOf(inner) !== "Object") return inner; // a module, a Map, a Date: cloned
    return Object.fromEntries(Object.entries(inner as object).map(([key, entry]) => [key, deeper(entry)]));
  };
  return { value: encode(value, 0), buffers };
}

/** A value that cannot be sent, named as it is met. */
export function unsendable(where: string, got: string): LangevinError {
  const message = `${where}: expected data or objects made in this worker, got ${got}`;
  return new LangevinError("invalid-argument", message);
}

/** The value of a message, with `resolve` for its references. */
export function fromMessage(value: unknown, resolve: (reference: Reference) => unknown): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value))
    return value.every(isPrimitive) ? value : value.map((entry: unknown) => fromMessage(entry, resolve));
  if (wireKey in value) return resolve(value as Reference);
  if (tagOf(value) !== "Object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, fromMessage(entry, resolve)]));
}

/** Whether a value has methods, its own or inherited, and is none that cloning keeps: it stays where it is. */
export function hasMethods(value: object): boolean {
  if (typeof value === "function") return true;
  if (["Map", "Set", "Date", "RegExp", "WebAssembly.Module"].includes(tagOf(value))) return false;
  let at = value;
  do {
    for (const key of Object.getOwnPropertyNames(at))
      if (key !== "constructor" && typeof Object.getOwnPropertyDescriptor(at, key)!.value === "function") return true;
    at = Object.getPrototypeOf(at) as object;
    // The last one is Object.prototype, this or another realm's
  } while (at !== null && Object.getPrototypeOf(at) !== null);
  return false;
}

/** The name of a value's kind; of a proxy that has been revoked none. */
export function tagOf(value: unknown): string {
  return isReadable(value) ? Object.prototype.toString.call(value).slice(8, -1) : "";
}

function isPrimitive(value: unknown): boolean {
  return (typeof value !== "object" && typeof value !== "function") || value === null;
}

/** The fast way for long rows. */
function isNumbers(array: readonly unknown[]): boolean {
  return array.findIndex((value) => typeof value !== "number") < 0;
}

/** An array of holes takes no room whatever its length is, but as long to go through. */
function withoutHoles(where: string, array: readonly unknown[]): readonly unknown[] {
  const hole = array.findIndex((value, i) => value === undefined && !(i in array));
  if (hole >= 0) throw unsendable(where, `an array of ${array.length} with a hole at index ${hole}`);
  return array;
}

function copyBytes(where: string, value: ArrayBufferView | ArrayBuffer): ArrayBufferView<ArrayBuffer> | ArrayBuffer {
  try {
    return ArrayBuffer.isView(value) ? copyView(value) : value.slice(0);
  } catch {
    throw unsendable(where, show(value)); // a detached one
  }
}

/** By the array's name: its own slice() may share memory (Node's Buffer), and its class may be another realm's. */
function copyView(view: ArrayBufferView): ArrayBufferView<ArrayBuffer> {
  if (tagOf(view) === "DataView") {
    const { buffer, byteOffset, byteLength } = view;
    return new DataView(new Uint8Array(buffer, byteOffset, byteLength).slice().buffer);
  }
  const types = globalThis as unknown as Record<string, new (values: unknown) => ArrayBufferView<ArrayBuffer>>;
  return new types[tagOf(view)](view);
}

/** A signal's abort on its way back; the caller's side has the reason. */
export class SignalAborted extends Error {
  readonly signal: number;

  constructor(signal: number) {
    super(`signal ${signal} aborted`);
    this.signal = signal;
  }
}

interface WireError {
  name: string;
  message: string;
  stack?: string | undefined;
  code?: ErrorCode | undefined;
  signal?: number | undefined;
  cause?: WireError | undefined;
}

/** Errors keep their class and code on the way; comlink by itself keeps name and message. */
export function sendTypedErrors(): void {
  const { canHandle } = transferHandlers.get("throw")!;
  transferHandlers.set("throw", {
    canHandle: (value): value is { value: unknown } => canHandle(value),
    serialize: ({ value }: { value: unknown }) => [encodeError(value), []],
    deserialize: (error: WireError) => {
      throw decodeError(error);
    },
  });
}

function encodeError(error: unknown): WireError {
  if (!(error instanceof Error)) return { name: "Error", message: messageOf(error) };
  const { name, message, stack, cause } = error;
  const code = error instanceof LangevinError ? error.code : undefined;
  const signal = error instanceof SignalAborted ? error.signal : undefined;
  return { name, message, stack, code, signal, cause: cause === undefined ? undefined : encodeError(cause) };
}

function decodeError({ name, message, stack, code, signal, cause }: WireError): Error {
  if (signal !== undefined) return new SignalAborted(signal);
  const options = cause && { cause: decodeError(cause) };
  const error = code ? new LangevinError(code, message, options) : new Error(message, options);
  return Object.assign(error, { name, stack });
}
