import { transferHandlers } from "comlink";
import { LangevinError, type ErrorCode } from "../index.ts";
import { messageOf } from "../support/show.ts";

/**
 * What messages hold: values that structured cloning keeps, and in place of the others objects with this key. Numbers
 * name objects in the worker (positive; 0 is the library) and signals (negative).
 */
export const wireKey = "langevin:wire";

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

/** A copy of a value that may be sent and transferred. */
export function toMessage(value: unknown, refer: Refer): Message {
  const buffers: ArrayBuffer[] = [];
  const encode = (inner: unknown): unknown => {
    if ((typeof inner !== "object" && typeof inner !== "function") || inner === null) return inner;
    if (ArrayBuffer.isView(inner)) {
      const copy = copyView(inner);
      buffers.push(copy.buffer);
      return copy;
    }
    if (tagOf(inner) === "ArrayBuffer") {
      const copy = (inner as ArrayBuffer).slice(0);
      buffers.push(copy);
      return copy;
    }
    if (Array.isArray(inner)) return inner.every(isPrimitive) ? inner : inner.map(encode);
    const reference = refer(inner, encode);
    if (reference !== undefined) return reference;
    if (tagOf(inner) !== "Object") return inner; // a module, a Map, a Date: cloned
    return Object.fromEntries(Object.entries(inner).map(([key, entry]) => [key, encode(entry)]));
  };
  return { value: encode(value), buffers };
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

export function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function isPrimitive(value: unknown): boolean {
  return (typeof value !== "object" && typeof value !== "function") || value === null;
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
