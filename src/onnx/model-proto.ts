import { Message } from "./protobuf.ts";

// The messages of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), as far as our graphs have them.

/** TensorProto.DataType */
export const elementTypes = { float32: 1, int32: 6, int64: 7 } as const;
export type ElementType = keyof typeof elementTypes;

/** AttributeProto.AttributeType.INT */
const INT = 2;
/** IR_VERSION_2021_7_30, of operator sets 15 to 18. */
const IR_VERSION = 8;
const OPERATOR_SET = 17;

/** A constant. */
export interface Initializer {
  name: string;
  type: ElementType;
  shape: readonly number[];
  /** Little-endian, row-major. */
  bytes: Uint8Array;
}

/** An operator with its inputs; ours have integers for attributes alone. */
export interface Node {
  operator: string;
  inputs: readonly string[];
  output: string;
  attributes: Readonly<Record<string, number>>;
}

/** What goes in or comes out: a size, or the name of one that may be any. */
export interface ValueInfo {
  name: string;
  type: ElementType;
  shape: readonly (number | string)[];
  about: string;
}

/** All that a file says. */
export interface Model {
  about: string;
  initializers: readonly Initializer[];
  nodes: readonly Node[];
  inputs: readonly ValueInfo[];
  outputs: readonly ValueInfo[];
  metadata: Readonly<Record<string, string>>;
}

/** ModelProto */
export function modelProto({ about, metadata, ...graph }: Model): Message {
  const model = new Message().integer(1, IR_VERSION).text(2, "langevin").text(6, about).message(7, graphProto(graph));
  model.message(8, new Message().text(1, "").integer(2, OPERATOR_SET)); // opset_import
  for (const [key, value] of Object.entries(metadata)) model.message(14, new Message().text(1, key).text(2, value)); // metadata_props
  return model;
}

function graphProto({ initializers, nodes, inputs, outputs }: Omit<Model, "about" | "metadata">): Message {
  const graph = new Message();
  for (const node of nodes) graph.message(1, nodeProto(node));
  graph.text(2, "langevin");
  for (const tensor of initializers) graph.message(5, tensorProto(tensor));
  for (const input of inputs) graph.message(11, valueInfoProto(input));
  for (const output of outputs) graph.message(12, valueInfoProto(output));
  return graph;
}

function nodeProto({ operator, inputs, output, attributes }: Node): Message {
  const node = new Message();
  for (const input of inputs) node.text(1, input);
  node.text(2, output).text(3, output).text(4, operator);
  for (const [name, value] of Object.entries(attributes))
    node.message(5, new Message().text(1, name).integer(3, value).integer(20, INT));
  return node;
}

function tensorProto({ name, type, shape, bytes }: Initializer): Message {
  const tensor = new Message();
  for (const size of shape) tensor.integer(1, size);
  return tensor.integer(2, elementTypes[type]).text(8, name).bytes(9, bytes); // raw_data
}

function valueInfoProto({ name, type, shape, about }: ValueInfo): Message {
  const sizes = new Message();
  for (const size of shape)
    sizes.message(1, typeof size === "number" ? new Message().integer(1, size) : new Message().text(2, size));
  const tensorType = new Message().integer(1, elementTypes[type]).message(2, sizes);
  return new Message().text(1, name).message(2, new Message().message(1, tensorType)).text(3, about);
}
