import { LangevinError } from "../support/errors.ts";
import {
  elementTypes,
  modelProto,
  type ElementType,
  type Initializer,
  type Node,
  type ValueInfo,
} from "./model-proto.ts";

/** The name of an array in a graph: of a constant, an input, or what a node gives. */
export type Value = string;

/** Protobuf's, and so every ONNX file's. */
const MOST_BYTES = 0x7fffffff;

/** The name of the number of rows, which may be any. */
export const ROWS = "N";

/** An ONNX graph in the making; numbers are f32. */
export class Graph {
  private readonly initializers: Initializer[] = [];
  private readonly nodes: Node[] = [];
  private readonly inputs: ValueInfo[] = [];
  private readonly outputs: ValueInfo[] = [];
  private readonly numbers = new Map<number, Value>();

  /** A constant of any shape, by default one row. */
  constant(values: ArrayLike<number>, shape: readonly number[] = [1, values.length]): Value {
    const bytes = new Uint8Array(4 * values.length);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i], true);
    return this.initializer("float32", shape, bytes);
  }

  /** One number, as a row of one column; the same number is the same constant. */
  number(value: number): Value {
    const known = this.numbers.get(value) ?? this.constant([value]);
    this.numbers.set(value, known);
    return known;
  }

  /** Integers; int64 where they are sizes and places. */
  integers(
    values: readonly number[],
    type: "int32" | "int64" = "int64",
    shape: readonly number[] = [values.length],
  ): Value {
    const size = type === "int32" ? 4 : 8;
    const bytes = new Uint8Array(size * values.length);
    const view = new DataView(bytes.buffer);
    values.forEach((value, i) => {
      if (type === "int32") view.setInt32(4 * i, value, true);
      else view.setBigInt64(8 * i, BigInt(value), true);
    });
    return this.initializer(type, shape, bytes);
  }

  /** What an operator of ONNX (version 17 of ai.onnx) gives. */
  node(operator: string, inputs: readonly Value[], attributes: Node["attributes"] = {}): Value {
    const output = `${operator.toLowerCase()}_${this.nodes.length}`;
    this.nodes.push({ operator, inputs, output, attributes });
    return output;
  }

  /** Columns [begin, end) of rows. */
  columns(rows: Value, begin: number, end: number): Value {
    return this.node("Slice", [rows, ...[begin, end, 1].map((place) => this.integers([place]))]);
  }

  /** Rows beside rows; one part is itself. */
  beside(parts: readonly Value[]): Value {
    return parts.length === 1 ? parts[0] : this.node("Concat", parts, { axis: 1 });
  }

  /** `at` where it is a number, else `otherwise`: entry by entry. */
  orElse(at: Value, otherwise: Value): Value {
    return this.node("Where", [this.node("IsNaN", [at]), otherwise, at]);
  }

  /** 1 where it is true, else 0. */
  asNumbers(truths: Value): Value {
    return this.node("Cast", [truths], { to: elementTypes.float32 });
  }

  /** An input of the model; it goes by its own name. */
  input(info: ValueInfo): Value {
    this.inputs.push(info);
    return info.name;
  }

  /** Gives a value a name of its own, as an output. */
  output(value: Value, info: ValueInfo): void {
    this.nodes.push({ operator: "Identity", inputs: [value], output: info.name, attributes: {} });
    this.outputs.push(info);
  }

  /**
   * The ONNX file.
   *
   * @throws LangevinError "invalid-argument" for one of 2 GiB and more
   */
  file(where: string, about: string, metadata: Readonly<Record<string, string>>): Uint8Array {
    const { initializers, nodes, inputs, outputs } = this;
    const proto = modelProto({ about, metadata, initializers, nodes, inputs, outputs });
    if (proto.length > MOST_BYTES) {
      const expected = `a network whose ONNX file is at most ${MOST_BYTES} bytes, as the format has no larger ones`;
      throw new LangevinError("invalid-argument", `${where}: expected ${expected}, got ${proto.length}`);
    }
    return proto.finish();
  }

  private initializer(type: ElementType, shape: readonly number[], bytes: Uint8Array): Value {
    const name = `constant_${this.initializers.length}`;
    this.initializers.push({ name, type, shape, bytes });
    return name;
  }
}
