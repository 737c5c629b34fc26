import { crc32c } from "../numerics/crc32c.ts";

/** An array of numbers with its shape; row-major, the last axis runs fastest. A shape of [] is one number. */
export type Tensor =
  | { readonly dtype: "F32"; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: "F64"; readonly shape: readonly number[]; readonly data: Float64Array };

export type Dtype = Tensor["dtype"];

/** Headers and data that `decodeSafetensors` reads unless told otherwise: the worst header of 2 MiB takes about a second. */
export const MOST_HEADER_BYTES = 1 << 21;
export const MOST_TENSOR_BYTES = 1 << 30;

export const itemBytes: Readonly<Record<Dtype, number>> = { F32: 4, F64: 8 };

// The checksum stands at a fixed place, so it is verified before anything is parsed.
export const seal = '{"__metadata__":{"checksum":"crc32c:';
export const checksumAt = 8 + seal.length;
export const noChecksum = "00000000";

/** CRC-32C of the file as if its checksum were eight zeros; in hex digits. */
export function checksumOf(file: Uint8Array): string {
  const upToSeal = crc32c(file.subarray(0, checksumAt));
  const withZeros = crc32c(new TextEncoder().encode(noChecksum), upToSeal);
  const whole = crc32c(file.subarray(checksumAt + noChecksum.length), withZeros);
  return whole.toString(16).padStart(8, "0");
}

/** How many numbers a shape holds; NaN when even its nonzero axes alone are beyond 2⁵³ − 1. */
export function countOf(shape: readonly number[]): number {
  let nonzero = 1;
  for (const size of shape) {
    nonzero *= size || 1;
    if (!Number.isSafeInteger(nonzero)) return NaN;
  }
  return shape.includes(0) ? 0 : nonzero;
}

export function findNonFinite(data: Float32Array | Float64Array): number {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return i;
  return -1;
}
