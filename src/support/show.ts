const MOST = 40;

/** A value as an error message shows it: short, telling `"3" (a string)` from 3. Never throws, whatever it is given. */
export function show(value: unknown): string {
  if (typeof value === "string") return quote(value) + (readsAsAnother(value) ? " (a string)" : "");
  if (typeof value === "bigint") return `${shorten(String(value))}n (a bigint)`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return shorten(String(value));
  try {
    return showObject(value);
  } catch {
    // A revoked proxy, or one that throws
    return "a value that cannot be read";
  }
}

/** A name or text in quotes, short. */
export function quote(text: string): string {
  return JSON.stringify(shorten(text));
}

/** What was thrown, in words: an error's message, anything else as {@link show} has it. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : show(thrown);
  } catch {
    return show(thrown);
  }
}

function shorten(text: string): string {
  return text.length > MOST ? text.slice(0, MOST) + "…" : text;
}

/** Whether the text may be taken for a number, a boolean or nothing. */
function readsAsAnother(text: string): boolean {
  return (
    ["true", "false", "null", "undefined", "NaN"].includes(text) || (/\S/.test(text) && !Number.isNaN(Number(text)))
  );
}

function showObject(value: object): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value instanceof Promise) return "a Promise";
  if (!ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer)) return "an object";
  const name = Object.prototype.toString.call(value).slice(8, -1);
  const isGone = isDetached(ArrayBuffer.isView(value) ? value.buffer : value);
  return isGone ? `a detached ${name}` : `${name} of ${value.byteLength} bytes`;
}

/** Whether a buffer was transferred away. */
export function isDetached(buffer: ArrayBufferLike): boolean {
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

/** 1234567 → "1,234,567". */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "1 row", "2 rows", "1,234 rows". */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
