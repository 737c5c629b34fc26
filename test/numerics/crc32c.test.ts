import { describe, expect, test } from "vitest";
import { crc32c } from "../../src/numerics/crc32c.ts";
import { text } from "../files/safetensors-bytes.ts";

describe("crc32c", () => {
  test.each([
    ["123456789", text.encode("123456789"), 0xe3069283],
    ["32 zeros", new Uint8Array(32), 0x8a9136aa],
    ["32 bytes 255", new Uint8Array(32).fill(255), 0x62a8ab43],
    ["0…31", Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ["31…0", Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ])("of %s is the vector of RFC 3720 B.4", (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
    for (let cut = 0; cut <= bytes.length; cut++)
      expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).toBe(expected);
  });

  test("its polynomial is x + 1 times a primitive one of degree 31, as the bound on unseen changes needs", () => {
    const polynomial = 0x11edc6f41n;
    const length = (a: bigint) => a.toString(2).length;
    const divide = (a: bigint, b: bigint): [bigint, bigint] => {
      let quotient = 0n;
      for (let shift; a !== 0n && (shift = length(a) - length(b)) >= 0; a ^= b << BigInt(shift))
        quotient |= 1n << BigInt(shift);
      return [quotient, a];
    };
    const [factor, rest] = divide(polynomial, 3n);
    expect([rest, length(factor) - 1]).toEqual([0n, 31]);
    // 2³¹ − 1 is prime: x^(2³¹) = x and x ≠ 1 make that the order of x, for every irreducible factor.
    let power = 2n;
    for (let i = 0; i < 31; i++) {
      let square = 0n;
      for (let bit = 0n; bit < 31n; bit++) if ((power >> bit) & 1n) square ^= power << bit;
      power = divide(square, factor)[1];
    }
    expect(power).toBe(2n);
  });
});
