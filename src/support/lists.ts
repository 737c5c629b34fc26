/** Whether a value is an array or a typed array, of whatever; a proxy that has been revoked is none. */
export function isList(value: unknown): value is ArrayLike<unknown> {
  try {
    return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
  } catch {
    return false;
  }
}
