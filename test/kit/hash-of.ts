import { crc32c } from "../../src/numerics/crc32c.ts";

/** Checksums of their bits: numbers by the thousand take seconds where they are compared one by one. Also for browsers. */
export function hashOf(...parts: readonly (Float32Array | Float64Array | Uint8Array)[]): string {
  return parts
    .map(
      ({ buffer, byteOffset, byteLength }) =>
        `${byteLength}:${crc32c(new Uint8Array(buffer, byteOffset, byteLength)).toString(16)}`,
    )
    .join(" ");
}
