// The ONNX files of ours, read by a decoder that shares nothing with the one that writes them. Field numbers are those of
// onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).

export interface OnnxNode {
  operator: string;
  inputs: string[];
  outputs: string[];
  attributes: Map<string, number>;
}

export interface OnnxTensor {
  shape: number[];
  data: number[];
}

export interface OnnxValue {
  name: string;
  elementType: number;
  /** A size, or the name of one. */
  shape: (number | string)[];
}

export interface OnnxModel {
  irVersion: number;
  opset: number;
  nodes: OnnxNode[];
  constants: Map<string, OnnxTensor>;
  inputs: OnnxValue[];
  outputs: OnnxValue[];
  metadata: Map<string, string>;
}

type Field = { integer: number } | { bytes: Uint8Array };

/** A message's fields by number, each as often as it stands there. */
function fieldsOf(bytes: Uint8Array): Map<number, Field[]> {
  const fields = new Map<number, Field[]>();
  let at = 0;
  const varint = (): number => {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error("a message that ends within a number");
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const [number, wire] = [tag >> 3, tag & 7];
    let field: Field;
    if (wire === 0) field = { integer: varint() };
    else if (wire === 2) {
      const length = varint();
      if (at + length > bytes.length) throw new Error("a field beyond its message");
      field = { bytes: bytes.subarray(at, (at += length)) };
    } else throw new Error(`wire type ${wire}`);
    const others = fields.get(number);
    if (others) others.push(field);
    else fields.set(number, [field]);
  }
  return fields;
}

const bytesOf = (field: Field): Uint8Array => (field as { bytes: Uint8Array }).bytes;
const textOf = (field: Field): string => new TextDecoder("utf-8", { fatal: true }).decode(bytesOf(field));
const integerOf = (field: Field): number => (field as { integer: number }).integer;

function one<T>(fields: Map<number, Field[]>, number: number, read: (field: Field) => T): T {
  const found = fields.get(number) ?? [];
  if (found.length !== 1) throw new Error(`field ${number} ${found.length} times`);
  return read(found[0]);
}
const all = <T>(fields: Map<number, Field[]>, number: number, read: (field: Field) => T): T[] =>
  (fields.get(number) ?? []).map(read);

/** ModelProto */
export function decodeModel(file: Uint8Array): OnnxModel {
  const model = fieldsOf(file);
  const graph = fieldsOf(one(model, 7, bytesOf));
  const opset = fieldsOf(one(model, 8, bytesOf));
  const pairs = all(model, 14, (field) => fieldsOf(bytesOf(field)));
  return {
    irVersion: one(model, 1, integerOf),
    opset: one(opset, 2, integerOf),
    nodes: all(graph, 1, nodeOf),
    constants: new Map(all(graph, 5, constantOf)),
    inputs: all(graph, 11, valueOf),
    outputs: all(graph, 12, valueOf),
    metadata: new Map(pairs.map((pair) => [one(pair, 1, textOf), one(pair, 2, textOf)])),
  };
}

function nodeOf(field: Field): OnnxNode {
  const node = fieldsOf(bytesOf(field));
  const attributes = all(node, 5, (each) => {
    const attribute = fieldsOf(bytesOf(each));
    if (one(attribute, 20, integerOf) !== 2) throw new Error("an attribute that is no INT");
    return [one(attribute, 1, textOf), one(attribute, 3, integerOf)] as const;
  });
  return {
    operator: one(node, 4, textOf),
    inputs: all(node, 1, textOf),
    outputs: all(node, 2, textOf),
    attributes: new Map(attributes),
  };
}

function constantOf(field: Field): [string, OnnxTensor] {
  const tensor = fieldsOf(bytesOf(field));
  const raw = one(tensor, 9, bytesOf);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  const readers: Record<number, [number, (at: number) => number]> = {
    1: [4, (at) => view.getFloat32(at, true)],
    6: [4, (at) => view.getInt32(at, true)],
    7: [8, (at) => Number(view.getBigInt64(at, true))],
  };
  const [size, read] = readers[one(tensor, 2, integerOf)];
  const data = Array.from({ length: raw.length / size }, (_, i) => read(i * size));
  const shape = all(tensor, 1, integerOf);
  if (shape.reduce((product, n) => product * n, 1) !== data.length) throw new Error("a shape that does not fit");
  return [one(tensor, 8, textOf), { shape, data }];
}

function valueOf(field: Field): OnnxValue {
  const value = fieldsOf(bytesOf(field));
  const type = fieldsOf(one(fieldsOf(one(value, 2, bytesOf)), 1, bytesOf));
  const sizes = fieldsOf(one(type, 2, bytesOf));
  const shape = all(sizes, 1, (each) => {
    const size = fieldsOf(bytesOf(each));
    return size.has(1) ? one(size, 1, integerOf) : one(size, 2, textOf);
  });
  return { name: one(value, 1, textOf), elementType: one(type, 1, integerOf), shape };
}
