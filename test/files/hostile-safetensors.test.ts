import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LangevinError } from "../../src/support/errors.ts";
import { decodeSafetensors } from "../../src/files/decode-safetensors.ts";
import { encodeSafetensors } from "../../src/files/encode-safetensors.ts";
import { text, hex, foreign, fileOf, f32, f64, info, sealOf, expectRefused, smallFile } from "./safetensors-bytes.ts";

const one = info("F32", "[1]", "[0,4]");
const x = (dtype: string, shape: string, offsets: string, data: ArrayLike<number> = f32(1)) =>
  fileOf(`{"x":${info(dtype, shape, offsets)}}`, data);
const two = (a: string, b: string, data: ArrayLike<number>) => fileOf(`{"a":${a},"b":${b}}`, data);

describe("a hostile file is refused:", () => {
  test.each<[string, Uint8Array, string]>([
    ["empty", new Uint8Array(0), "8 bytes of header length, got a file of 0 bytes"],
    ["no header", fileOf(""), '"{" at the start of the header, got no header'],
    ["header beyond the file", fileOf("{}", [], 3n), "a file of at least 11 bytes to hold its header, got 10"],
    ["header beyond 2^53", fileOf("{}", [], 0xffffffffffffffffn), "at most 2097152 bytes, got 18446744073709551615"],
    ["BOM", fileOf("\ufeff{}"), '"{" at the start of the header, got byte 239'],
    ["leading space", fileOf(" {}"), '"{" at the start of the header, got byte 32'],
    ["NUL padding", fileOf("{}\0"), "nothing but spaces after the last brace in the header"],
    ["newline padding", fileOf("{}\n"), "nothing but spaces after the last brace in the header"],
    ["two objects", fileOf("{}{}"), 'nothing but spaces after the last brace in the header, got "{" at character 2'],
    ["not UTF-8", fileOf(Uint8Array.of(0x7b, 0xff, 0x7d)), "a header in UTF-8"],
    ["surrogate in UTF-8", fileOf(hex("7b22eda0802222")), "a header in UTF-8"],
    ["not JSON", fileOf("{x}"), 'a string in the header, got "x" at character 1'],
    ["an array", fileOf('{"x":[]}'), '"{" in the header, got "[" at character 5'],
    ["a null", fileOf('{"x":null}'), '"{" in the header, got "null" at character 5'],
    ["cut short", fileOf('{"x":{'), "a string in the header, got the end of the text at character 6"],
    [
      "open string",
      fileOf('{"x'),
      "a closing quote in the header, got the end of the text, string opened at character 1",
    ],
    ["trailing comma", fileOf('{"__metadata__":{},}'), 'a string in the header, got "}" at character 19'],
    ["no colon", fileOf('{"x" {}}'), '":" in the header, got "{" at character 5'],
    ["no comma", fileOf('{"__metadata__":{}"x":{}}'), '"," or "}" in the header, got "\\"" at character 18'],
    ["raw NUL in a string", fileOf('{"a\0":1}'), "control characters in strings escaped in the header"],
    ["bad escape", fileOf('{"\\x41":1}'), "a JSON escape in the header"],
    ["bad \\u escape", fileOf('{"\\u12g4":1}'), "a JSON escape in the header"],
    ["lone surrogate", fileOf('{"\\ud800":1}'), "surrogates in pairs in the header, got one alone"],
    ["tensor twice", fileOf(`{"a":${one},"a":${one}}`, f32(1)), 'each key once in an object in the header, got "a"'],
    ["tensor twice, escaped", fileOf(`{"a":${one},"\\u0061":${one}}`, f32(1)), 'got "a" again'],
    ["__proto__ twice", fileOf(`{"__proto__":${one},"__proto__":${one}}`, f32(1)), 'got "__proto__" again'],
    ["metadata twice", fileOf('{"__metadata__":{},"__metadata__":{}}'), 'got "__metadata__" again'],
    ["metadata key twice", fileOf('{"__metadata__":{"k":"1","k":"1"}}'), 'got "k" again at character 25'],
    ["dtype twice", fileOf('{"x":{"dtype":"F32","dtype":"F64"}}'), 'got "dtype" again'],
    ["metadata number", fileOf('{"__metadata__":{"k":1}}'), 'a string in the header, got "1" at character 21'],
    ["no dtype", fileOf('{"x":{"shape":[],"data_offsets":[0,4]}}', f32(1)), 'a dtype for tensor "x", got none'],
    ["no shape", fileOf('{"x":{"dtype":"F32","data_offsets":[0,4]}}', f32(1)), 'a shape for tensor "x", got none'],
    ["no offsets", fileOf('{"x":{"dtype":"F32","shape":[]}}', f32(1)), 'a data_offsets for tensor "x", got none'],
    ["a shape of many axes", x("F32", `[${"1,".repeat(1e6)}1]`, "[0,4]"), 'at most 64 axes for tensor "x", got more'],
    ["three offsets", x("F32", "[1]", `[${"0,".repeat(1e6)}4]`), 'two data_offsets for tensor "x", got more'],
    [
      "many tensors",
      fileOf(`{${Array.from({ length: 20_001 }, (_, i) => `"${i}":${info("F32", "[0]", "[0,0]")}`).join(",")}}`),
      "at most 20000 keys in an object in the header, got more",
    ],
    [
      "much metadata",
      fileOf(`{"__metadata__":{${Array.from({ length: 20_001 }, (_, i) => `"${i}":""`).join(",")}}}`),
      "at most 20000 keys in an object in the header, got more",
    ],
    ["another key", fileOf('{"x":{"stride":[1]}}'), 'only dtype, shape and data_offsets for tensor "x", got "stride"'],
    ["unknown dtype", x("BF16", "[2]", "[0,4]"), 'dtype "F32" or "F64" for tensor "x", got "BF16"'],
    ["dtype from a prototype", x("toString", "[1]", "[0,4]"), 'got "toString"'],
    [
      "negative size",
      x("F32", "[-1]", "[0,4]"),
      'an integer from 0 to 2^53 - 1 written in digits in the header, got "-1"',
    ],
    ["fraction", x("F32", "[1.0]", "[0,4]"), 'written in digits in the header, got "1.0"'],
    ["exponent", x("F32", "[1e0]", "[0,4]"), 'written in digits in the header, got "1e0"'],
    ["leading zero", x("F32", "[01]", "[0,4]"), 'written in digits in the header, got "01"'],
    ["size as text", x("F32", '["1"]', "[0,4]"), "written in digits in the header"],
    ["size 2^53", x("F32", "[9007199254740992]", "[0,4]"), 'got "9007199254740992"'],
    ["shape overflow", x("F32", "[4294967296,4294967296]", "[0,4]"), 'at most 2^53 - 1 numbers for tensor "x"'],
    ["overflow behind a zero", x("F32", "[0,4294967296,4294967296]", "[0,0]"), "at most 2^53 - 1 numbers"],
    ["size that wraps 2^32", x("F32", "[1073741825]", "[0,4]"), '4294967300 bytes for dtype and shape of tensor "x"'],
    ["one offset", x("F32", "[1]", "[0]"), 'two data_offsets for tensor "x", got 1'],
    ["begin after end", x("F32", "[1]", "[4,0]"), 'tensor "x" to begin before its end, got data_offsets [4, 0]'],
    ["end beyond data", x("F32", "[2]", "[0,8]"), 'tensor "x" inside the 4 bytes of data, got data_offsets [0, 8]'],
    ["claim of petabytes", x("F64", "[562949953421312]", "[0,4503599627370496]"), "inside the 4 bytes of data"],
    ["too few bytes for shape", x("F32", "[2]", "[0,4]"), '8 bytes for dtype and shape of tensor "x"'],
    ["too many bytes for shape", x("F32", "[]", "[0,8]", f32(1, 2)), '4 bytes for dtype and shape of tensor "x"'],
    [
      "overlap",
      two(info("F32", "[2]", "[0,8]"), info("F32", "[2]", "[4,12]"), f32(1, 2, 3)),
      "got an overlap, data_offsets [4, 12]",
    ],
    ["the same bytes twice", two(one, one, f32(1)), "got an overlap, data_offsets [0, 4]"],
    ["hole", two(one, info("F32", "[1]", "[8,12]"), f32(1, 2, 3)), "got a hole, data_offsets [8, 12]"],
    [
      "hole at the start",
      x("F32", "[1]", "[4,8]", f32(1, 2)),
      'tensor "x" to begin at 0, where the one before it ends, got a hole',
    ],
    ["misaligned", two(one, info("F64", "[1]", "[4,12]"), f32(1, 2, 3)), 'tensor "b" at a multiple of 8 bytes'],
    ["trailing bytes", x("F32", "[1]", "[0,4]", [...f32(1), 0]), "4 bytes of data, the tensors' sum, got 5"],
    ["data without tensors", fileOf("{}", [0]), "0 bytes of data, the tensors' sum, got 1"],
    ["NaN in F32", x("F32", "[2]", "[0,8]", f32(1, NaN)), 'finite numbers in tensor "x", got NaN at index 1'],
    ["−∞ in F64", x("F64", "[1]", "[0,8]", f64(-Infinity)), 'finite numbers in tensor "x", got -Infinity at index 0'],
    ["checksum elsewhere", fileOf('{"__metadata__":{"a":"","checksum":"crc32c:00000000"}}'), "to open the header"],
  ])("%s", (_, file, message) => {
    expectRefused(file, message);
    expectRefused(file.slice().buffer, message);
  });

  test("beyond the limits asked for, and only beyond", () => {
    const file = x("F32", "[1]", "[0,4]");
    const maxHeaderBytes = file.length - 12;
    expect(decodeSafetensors(file, { ...foreign, maxHeaderBytes, maxTensorBytes: 4 }).tensors.size).toBe(1);
    const got = `a header of at most ${maxHeaderBytes - 1} bytes, got ${maxHeaderBytes}`;
    expectRefused(file, got, { maxHeaderBytes: maxHeaderBytes - 1 });
    expectRefused(file, "at most 3 bytes of tensor data, got 4", { ...foreign, maxTensorBytes: 3 });
  });
});

describe("damage", () => {
  const damaged = (...bits: number[]) => {
    const file = smallFile.slice();
    for (const bit of bits) file[bit >> 3] ^= 1 << (bit & 7);
    return file;
  };

  test("every single bit, flipped, is refused", () => {
    for (let bit = 0; bit < smallFile.length * 8; bit++) expectRefused(damaged(bit), "expected", {});
  });

  test("two and three flipped bits are refused", () => {
    const bits = fc.uniqueArray(fc.nat(smallFile.length * 8 - 1), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(bits, (flips) => expectRefused(damaged(...flips), "expected", {})),
      { seed: 2, numRuns: 5000 },
    );
  });

  test("a changed number, a changed checksum and a missing one are told apart", () => {
    expectRefused(damaged(smallFile.length * 8 - 8), 'contents with checksum "c769b544", got "', {});
    expectRefused(damaged(44 * 8 + 1), 'contents with checksum "a769b544", got "c769b544": damaged file', foreign);
    expectRefused(damaged(44 * 8 + 5), 'contents with checksum "C769b544", got "c769b544": damaged file', foreign);
    expectRefused(x("F32", "[1]", "[0,4]"), "the header to begin with a checksum", {});
  });

  test("cut at every length, or a byte longer, it is refused with and without checksum", () => {
    const plain = fileOf(`{"x":${one},"y":${info("F64", "[0]", "[4,4]")}}`, f32(1));
    for (const [file, options] of [
      [smallFile, {}],
      [plain, foreign],
    ] as const) {
      for (let n = 0; n < file.length; n++) expectRefused(file.subarray(0, n), "expected", options);
      expectRefused(Uint8Array.of(...file, 0), "expected", options);
    }
  });

  test("any mutation is read as some valid file or refused as invalid-file, never another error", () => {
    const at = fc.nat(smallFile.length);
    const piece = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      '"',
      ":",
      "0",
      "9",
      "-",
      "e",
      "\\",
      "\\u",
      " ",
      '"x"',
      "\0",
      "\x80",
      "F64",
    );
    const cut = fc.tuple(
      at,
      fc.nat(3),
      fc.oneof(
        piece.map((p) => text.encode(p)),
        fc.uint8Array({ maxLength: 4 }),
      ),
    );
    let read = 0;
    let refused = 0;
    const property = fc.property(fc.array(cut, { minLength: 1, maxLength: 3 }), fc.boolean(), (cuts, fixLength) => {
      const bytes = [...smallFile];
      for (const [start, removed, inserted] of cuts) bytes.splice(start, removed, ...inserted);
      const file = Uint8Array.from(bytes);
      if (fixLength && file.length > 52) file.set(fileOf("", [], BigInt(Math.max(file.length - 28, 0))).subarray(0, 8));
      if (file.length > 52) file.set(text.encode(sealOf(file)), 44);
      try {
        const { tensors, metadata } = decodeSafetensors(file, foreign);
        read++;
        const again = decodeSafetensors(encodeSafetensors(tensors, Object.fromEntries(metadata)));
        expect(again).toEqual({ tensors, metadata });
      } catch (error) {
        if (!(error instanceof LangevinError)) throw error;
        refused++;
        expect(error.code).toBe("invalid-file");
      }
    });
    fc.assert(property, { seed: 3, numRuns: 10_000 });
    expect(Math.min(read, refused)).toBeGreaterThan(100);
  });
});
