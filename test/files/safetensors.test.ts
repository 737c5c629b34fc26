import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeSafetensors } from "../../src/files/decode-safetensors.ts";
import { encodeSafetensors } from "../../src/files/encode-safetensors.ts";
import type { Tensor } from "../../src/files/safetensors.ts";
import {
  text,
  hex,
  foreign,
  fileOf,
  f32,
  info,
  sealOf,
  errorOf,
  expectRefused,
  small,
  smallFile,
} from "./safetensors-bytes.ts";

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
          expect(data.buffer).not.toBe(elsewhere.buffer);
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test("the tensors are copies, and an ArrayBuffer reads alike", () => {
    const file = smallFile.slice();
    const { tensors } = decodeSafetensors(file.buffer);
    file.fill(0);
    expect(tensors).toEqual(small);
  });

  test.runIf(typeof Buffer === "function")("a Buffer reads alike", () => {
    expect(decodeSafetensors(Buffer.from(smallFile)).tensors).toEqual(small);
  });

  test.runIf(typeof SharedArrayBuffer === "function")("shared memory reads alike", () => {
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
