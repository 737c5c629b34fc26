import { createHash } from "node:crypto";

/** SHA-256 of their bits: numbers by the thousand take seconds where they are compared one by one. */
export function hashOf(...parts: readonly (Float32Array | Float64Array | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return hash.digest("hex");
}
