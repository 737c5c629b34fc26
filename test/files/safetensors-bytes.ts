import { expect } from "vitest";
import { LangevinError } from "../../src/support/errors.ts";
import { decodeSafetensors } from "../../src/files/decode-safetensors.ts";
import { encodeSafetensors } from "../../src/files/encode-safetensors.ts";
import type { Tensor } from "../../src/files/safetensors.ts";

export const text = new TextEncoder();
export const hex = (digits: string) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
export const foreign = { requireChecksum: false };

/** A file by hand: length, header, data. */
export function fileOf(header: string | Uint8Array, data: ArrayLike<number> = [], length?: bigint): Uint8Array {
  const head = typeof header === "string" ? text.encode(header) : header;
  const file = new Uint8Array(8 + head.length + data.length);
  new DataView(file.buffer).setBigUint64(0, length ?? BigInt(head.length), true);
  file.set(head, 8);
  file.set(data, 8 + head.length);
  return file;
}

export const f32 = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
export const f64 = (...values: number[]) => new Uint8Array(Float64Array.from(values).buffer);
export const info = (dtype: string, shape: string, offsets: string) =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;

/** The same CRC, bit by bit, for a file whose checksum digits start at byte 44. */
export function sealOf(file: Uint8Array): string {
  let state = 0xffffffff;
  file.forEach((byte, i) => {
    state ^= i >= 44 && i < 52 ? 0x30 : byte;
    for (let bit = 0; bit < 8; bit++) state = (state >>> 1) ^ (state & 1 ? 0x82f63b78 : 0);
  });
  return (~state >>> 0).toString(16).padStart(8, "0");
}

export function errorOf(act: () => unknown): LangevinError {
  try {
    act();
  } catch (error) {
    if (error instanceof LangevinError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

export function expectRefused(file: Uint8Array | ArrayBuffer, message: string, options: object = foreign): void {
  const { code, message: actual } = errorOf(() => decodeSafetensors(file, options));
  expect(actual).toContain(message);
  expect([code, actual.split(":")[0]]).toEqual(["invalid-file", "decodeSafetensors"]);
}

export const small = new Map<string, Tensor>([
  ["b", { dtype: "F32", shape: [2], data: Float32Array.of(1, -2) }],
  ["a", { dtype: "F32", shape: [], data: Float32Array.of(0.5) }],
  ["c", { dtype: "F64", shape: [1, 1], data: Float64Array.of(0.1) }],
]);
export const smallFile = encodeSafetensors(small, { kind: 'é\n"', a: "1" });
