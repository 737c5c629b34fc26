import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LangevinError } from "../../src/errors.ts";
import { crc32c } from "../../src/model-file/checksum.ts";
import { type Tensor, decodeSafetensors, encodeSafetensors } from "../../src/model-file/safetensors.ts";

const text = new TextEncoder();
const hex = (digits: string) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const foreign = { requireChecksum: false };

/** A file by hand: length, header, data. */
function fileOf(header: string | Uint8Array, data: ArrayLike<number> = [], length?: bigint): Uint8Array {
  const head = typeof header === "string" ? text.encode(header) : header;
  const file = new Uint8Array(8 + head.length + data.length);
  new DataView(file.buffer).setBigUint64(0, length ?? BigInt(head.length), true);
  file.set(head, 8);
  file.set(data, 8 + head.length);
  return file;
}

const f32 = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const f64 = (...values: number[]) => new Uint8Array(Float64Array.from(values).buffer);
const info = (dtype: string, shape: string, offsets: string) =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;

/** The same CRC, bit by bit, for a file whose checksum digits start at byte 44. */
function sealOf(file: Uint8Array): string {
  let state = 0xffffffff;
  file.forEach((byte, i) => {
    state ^= i >= 44 && i < 52 ? 0x30 : byte;
    for (let bit = 0; bit < 8; bit++) state = (state >>> 1) ^ (state & 1 ? 0x82f63b78 : 0);
  });
  return (~state >>> 0).toString(16).padStart(8, "0");
}

function errorOf(act: () => unknown): LangevinError {
  try {
    act();
  } catch (error) {
    if (error instanceof LangevinError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

function expectRefused(file: Uint8Array | ArrayBuffer, message: string, options: object = foreign): void {
  const { code, message: actual } = errorOf(() => decodeSafetensors(file, options));
  expect(actual).toContain(message);
  expect([code, actual.split(":")[0]]).toEqual(["invalid-file", "decodeSafetensors"]);
}

const small = new Map<string, Tensor>([
  ["b", { dtype: "F32", shape: [2], data: Float32Array.of(1, -2) }],
  ["a", { dtype: "F32", shape: [], data: Float32Array.of(0.5) }],
  ["c", { dtype: "F64", shape: [1, 1], data: Float64Array.of(0.1) }],
]);
const smallFile = encodeSafetensors(small, { kind: 'é\n"', a: "1" });

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

describe("golden files", () => {
  test("ours, byte by byte", () => {
    const header =
      '{"__metadata__":{"checksum":"crc32c:c769b544","a":"1","kind":"é\\n\\""},' +
      '"c":{"dtype":"F64","shape":[1,1],"data_offsets":[0,8]},' +
      '"a":{"dtype":"F32","shape":[],"data_offsets":[8,12]},"b":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}}      ';
    const expected = fileOf(header, hex("9a9999999999b93f" + "0000003f" + "0000803f000000c0"));
    expect(smallFile).toEqual(expected);
    expect(sealOf(smallFile)).toBe("c769b544");
    expect(text.encode(header).length % 8).toBe(0);
    expect(encodeSafetensors(new Map([...small].reverse()), { a: "1", kind: 'é\n"' })).toEqual(expected);
  });

  test("one that safetensors 0.8.0 for Python wrote", () => {
    const header =
      '{"__metadata__":{"format":"np"},"norm.mean":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},' +
      '"a":{"dtype":"F32","shape":[],"data_offsets":[8,12]},"empty":{"dtype":"F32","shape":[0,4],"data_offsets":[12,12]},' +
      '"w":{"dtype":"F32","shape":[2,3],"data_offsets":[12,36]}}';
    const numbers = "9a9999999999b93f" + "0000e040" + "0000803f00000040000040400000804000" + "00a040000000bf";
    const file = fileOf(header, hex(numbers), 0x108n);
    const { tensors, metadata } = decodeSafetensors(file, foreign);
    expect(metadata).toEqual(new Map([["format", "np"]]));
    expect([...tensors]).toEqual([
      ["norm.mean", { dtype: "F64", shape: [1], data: Float64Array.of(0.1) }],
      ["a", { dtype: "F32", shape: [], data: Float32Array.of(7) }],
      ["empty", { dtype: "F32", shape: [0, 4], data: new Float32Array(0) }],
      ["w", { dtype: "F32", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, -0.5) }],
    ]);
    expectRefused(file, "the header to begin with a checksum", {});
  });

  test("other writers' JSON: white space, escapes, any key order, header of any length, no tensors", () => {
    const header = '{ "\\u0061\\ud83d\\ude00\\/" :\n{"data_offsets":[ 0 , 4 ],"shape": [ ],\t"dtype":"F32"}}  ';
    expect(decodeSafetensors(fileOf(header, f32(3)), foreign).tensors).toEqual(
      new Map([["a😀/", { dtype: "F32", shape: [], data: Float32Array.of(3) }]]),
    );
    const emptyLast = fileOf(`{"w":${info("F32", "[1]", "[0,4]")},"none":${info("F32", "[0]", "[0,0]")}}`, f32(3));
    expect([...decodeSafetensors(emptyLast, foreign).tensors.keys()]).toEqual(["none", "w"]);
    expect(decodeSafetensors(fileOf("{}"), foreign)).toEqual({ tensors: new Map(), metadata: new Map() });
  });
});

const wellFormed = fc.string({ unit: "binary" });
const shape = fc.array(fc.nat(4), { maxLength: 3 });
const tensor: fc.Arbitrary<Tensor> = shape.chain((shape) => {
  const count = shape.reduce((a, b) => a * b, 1);
  const exactly = { minLength: count, maxLength: count, noNaN: true, noDefaultInfinity: true };
  return fc.oneof(
    fc.float32Array(exactly).map((data): Tensor => ({ dtype: "F32", shape, data })),
    fc.float64Array(exactly).map((data): Tensor => ({ dtype: "F64", shape, data })),
  );
});

describe("round trip", () => {
  test("any tensors and metadata come back bit for bit, from any offset, whatever their names", () => {
    const name = fc
      .oneof(wellFormed, fc.constantFrom("__proto__", "constructor", "toString", "checksum", ""))
      .filter((s) => s !== "__metadata__");
    const pairs = fc.array(fc.tuple(fc.oneof(wellFormed, fc.constant("__proto__")), wellFormed));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, tensor)), pairs, fc.nat(9), (list, texts, offset) => {
        const tensors = new Map(list);
        const metadata = new Map(texts.filter(([key]) => key !== "checksum"));
        const file = encodeSafetensors(tensors, Object.fromEntries(metadata));
        const elsewhere = new Uint8Array(file.length + 16).fill(7);
        elsewhere.set(file, offset);
        const back = decodeSafetensors(elsewhere.subarray(offset, offset + file.length));
        expect(back.metadata).toEqual(metadata);
        expect(back.tensors).toEqual(tensors);
        for (const [key, { data }] of back.tensors) {
          expect(new Uint8Array(data.buffer)).toEqual(new Uint8Array(tensors.get(key)!.data.slice().buffer));
          expect(Buffer.from(data.buffer).equals(elsewhere)).toBe(false);
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test("the tensors are copies, and an ArrayBuffer, a Buffer and shared memory read alike", () => {
    const file = smallFile.slice();
    const { tensors } = decodeSafetensors(file.buffer);
    file.fill(0);
    expect(tensors).toEqual(small);
    expect(decodeSafetensors(Buffer.from(smallFile)).tensors).toEqual(small);
    const shared = new Uint8Array(new SharedArrayBuffer(smallFile.length));
    shared.set(smallFile);
    expect(decodeSafetensors(shared).tensors).toEqual(small);
  });

  test("a buffer given away to another thread is refused like an empty file", () => {
    const file = smallFile.slice();
    structuredClone(file.buffer, { transfer: [file.buffer] });
    expectRefused(file, "8 bytes of header length, got a file of 0 bytes");
    expectRefused(file.buffer, "8 bytes of header length, got a file of 0 bytes");
  });

  test("names never reach a prototype", () => {
    const header = `{"__metadata__":{"__proto__":"x"},"__proto__":${info("F32", "[1]", "[0,4]")},"constructor":${info("F32", "[0]", "[4,4]")}}`;
    const { tensors, metadata } = decodeSafetensors(fileOf(header, f32(1)), foreign);
    expect([[...tensors.keys()], [...metadata]]).toEqual([["__proto__", "constructor"], [["__proto__", "x"]]]);
    expect(({} as Record<string, unknown>).dtype).toBeUndefined();
  });
});

const one = info("F32", "[1]", "[0,4]");
const x = (dtype: string, shape: string, offsets: string, data: ArrayLike<number> = f32(1)) =>
  fileOf(`{"x":${info(dtype, shape, offsets)}}`, data);
const two = (a: string, b: string, data: ArrayLike<number>) => fileOf(`{"a":${a},"b":${b}}`, data);

describe("a hostile file is refused:", () => {
  test.each<[string, Uint8Array, string]>([
    ["empty", new Uint8Array(0), "8 bytes of header length, got a file of 0 bytes"],
    ["no header", fileOf(""), '"{" at the start of the header, got no header'],
    ["header beyond the file", fileOf("{}", [], 3n), "a file of at least 11 bytes to hold its header, got 10"],
    ["header beyond 2^53", fileOf("{}", [], 0xffffffffffffffffn), "at most 16777216 bytes, got 18446744073709551615"],
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

describe("wrong arguments", () => {
  const tensor = { dtype: "F32", shape: [2], data: Float32Array.of(1, 2) };
  const encode = (name: string, change: object, metadata: Record<string, string> = {}) =>
    encodeSafetensors(new Map([[name, { ...tensor, ...change } as Tensor]]), metadata);
  test.each<[() => unknown, string]>([
    [() => encode("__metadata__", {}), 'other than "__metadata__"'],
    [() => encode("\ud800", {}), "well-formed Unicode"],
    [() => encode("w", { dtype: "F16" }), 'tensor "w": expected dtype one of "F32", "F64", got "F16"'],
    [() => encode("w", { dtype: "F64" }), 'tensor "w": expected data a Float64Array'],
    [() => encode("w", { shape: [-2] }), 'tensor "w": expected each size in shape an integer'],
    [() => encode("w", { shape: [2, 2] }), "expected as many numbers as shape [2, 2] holds, got 2"],
    [() => encode("w", { data: Float32Array.of(1, Infinity) }), "expected finite numbers (index 1), got Infinity"],
    [() => encode("w", {}, { checksum: "" }), 'other than "checksum"'],
    [
      () => encode("w", {}, { k: 1 as unknown as string }),
      'expected metadata "k" a string of well-formed Unicode, got 1',
    ],
    [() => decodeSafetensors("file" as unknown as Uint8Array), "expected a Uint8Array or an ArrayBuffer"],
    [() => decodeSafetensors(smallFile, { maxHeaderBytes: -1 }), "expected maxHeaderBytes an integer"],
    [() => decodeSafetensors(smallFile, { maxTensorBytes: NaN }), "expected maxTensorBytes an integer"],
  ])("%s", (act, message) => {
    const error = errorOf(act);
    expect([error.code, error.message]).toEqual(["invalid-argument", expect.stringContaining(message)]);
  });
});
