import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fingerprint } from "../../../../apps/site/cells/fingerprint.ts";
import { sha256 } from "../../../../apps/site/cells/sha256.ts";

const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 97 + 13) % 256);

describe("sha256", () => {
  it("is FIPS 180-4's of abc", () => {
    const known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect(sha256(new TextEncoder().encode("abc"))).toBe(known);
  });

  it("is Node's for every length through three blocks, and a long one", () => {
    for (let length = 0; length <= 192; length++) expect(sha256(bytes(length)), `${length}`).toBe(hash(bytes(length)));
    expect(sha256(bytes(100_003))).toBe(hash(bytes(100_003)));
  });
});

describe("fingerprint", () => {
  it("hashes f32 as four bytes and all else as eight, little-endian", () => {
    // 1 in f32 is 3f800000, −2.5 in f64 c004000000000000
    const expected = Uint8Array.from([0, 0, 0x80, 0x3f, 0, 0, 0, 0, 0, 0, 4, 0xc0]);
    expect(fingerprint([Float32Array.of(1), [-2.5]])).toBe(hash(expected).slice(0, 16));
    expect(fingerprint([Float32Array.of(1), Float64Array.of(-2.5)])).toBe(hash(expected).slice(0, 16));
  });

  it("takes a view's own part alone, and tells −0 from 0", () => {
    expect(fingerprint([Float32Array.of(9, 1, 9).subarray(1, 2)])).toBe(fingerprint([Float32Array.of(1)]));
    expect(fingerprint([[-0]])).not.toBe(fingerprint([[0]]));
  });

  it("refuses NaN, whose bits engines choose, and what is no number", () => {
    expect(() => fingerprint([[1, NaN]])).toThrow("show.bits: expected a number at place 1, got NaN");
    expect(() => fingerprint([["1"] as never])).toThrow("a number at place 0");
  });
});
