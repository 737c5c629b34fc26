import { invalid } from "../../../src/support/errors.ts";
import { sha256 } from "./sha256.ts";

/** Numbers with bits: f32 as they are, all else as f64. */
export type Numbers = Float32Array | ArrayLike<number>;

/**
 * The first 16 hexadecimal digits of SHA-256 of the numbers' bytes, little-endian, one array after another.
 *
 * @throws LangevinError "invalid-argument" for what are no numbers, and NaN, whose bits engines choose
 */
export function fingerprint(arrays: readonly Numbers[]): string {
  const parts = arrays.map((numbers) => bytesOf(numbers));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return sha256(bytes).slice(0, 16);
}

function bytesOf(numbers: Numbers): Uint8Array {
  const single = numbers instanceof Float32Array;
  const view = new DataView(new ArrayBuffer(numbers.length * (single ? 4 : 8)));
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i];
    if (typeof value !== "number" || Number.isNaN(value)) throw invalid("show.bits", `a number at place ${i}`, value);
    if (single) view.setFloat32(4 * i, value, true);
    else view.setFloat64(8 * i, value, true);
  }
  return new Uint8Array(view.buffer);
}
