import { isReadable } from "./readable.ts";
import { isDetached } from "./show.ts";

/**
 * Whether a value is an array or a typed array, of whatever. A proxy that has been revoked is none, nor a typed array whose
 * buffer was transferred: it would pass for an empty one.
 */
export function isList(value: unknown): value is ArrayLike<unknown> {
  if (!ArrayBuffer.isView(value)) return isReadable(value) && Array.isArray(value);
  return !(value instanceof DataView) && !(value.byteLength === 0 && isDetached(value.buffer));
}
