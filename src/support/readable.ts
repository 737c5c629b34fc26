/** Whether a value can be asked what it is: a proxy that has been revoked cannot. */
export function isReadable(value: unknown): boolean {
  try {
    Array.isArray(value);
    return true;
  } catch {
    return false;
  }
}

/** `instanceof`; a proxy that has been revoked is an instance of nothing. */
export function isInstance<T>(value: unknown, type: abstract new (...args: never) => T): value is T {
  return isReadable(value) && value instanceof type;
}
