import { expect, test } from "vitest";
import { Message } from "../../src/onnx/protobuf.ts";

const bytes = (...hex: string[]): Uint8Array =>
  Uint8Array.from(hex.join("").match(/../g)!, (byte) => parseInt(byte, 16));

// The examples of https://protobuf.dev/programming-guides/encoding
test("a varint: 150 in field 1", () => {
  expect(new Message().integer(1, 150).finish()).toEqual(bytes("089601"));
});

test("a text: testing in field 2", () => {
  expect(new Message().text(2, "testing").finish()).toEqual(bytes("120774657374696e67"));
});

test("a message in a message: 150 in field 1 of field 3", () => {
  expect(new Message().message(3, new Message().integer(1, 150)).finish()).toEqual(bytes("1a03089601"));
});

test("numbers from 0 to 2⁵³ − 1, and field numbers above 15", () => {
  expect(new Message().integer(1, 0).finish()).toEqual(bytes("0800"));
  expect(new Message().integer(20, 2).finish()).toEqual(bytes("a00102"));
  expect(new Message().integer(1, 2 ** 32).finish()).toEqual(bytes("088080808010"));
  expect(new Message().integer(1, Number.MAX_SAFE_INTEGER).finish()).toEqual(bytes("08ffffffffffffff0f"));
});

test("lengths take as many bytes as they need", () => {
  const long = new Message().bytes(1, new Uint8Array(300).fill(7));
  expect(long.length).toBe(303);
  expect(long.finish().subarray(0, 4)).toEqual(bytes("0aac0207"));
});
