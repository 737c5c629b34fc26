import { decodeModel, type OnnxNode, type OnnxTensor } from "./decode-model.ts";

type Operator = (inputs: OnnxTensor[], attributes: Map<string, number>) => OnnxTensor;

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** Entry by entry, sizes of 1 and missing leading ones repeated, as numpy does it. */
function elementwise(f: (...values: number[]) => number): Operator {
  return (inputs) => {
    const rank = Math.max(...inputs.map(({ shape }) => shape.length));
    const shapes = inputs.map(({ shape }) => [...new Array<number>(rank - shape.length).fill(1), ...shape]);
    const shape = shapes[0].map((_, axis) => Math.max(...shapes.map((each) => each[axis])));
    for (const each of shapes) each.forEach((n, axis) => n === 1 || n === shape[axis] || fail(`sizes ${n}, ${shape}`));
    const data = Array.from({ length: sizeOf(shape) }, (_, flat) => {
      const values = inputs.map(({ data }, k) => {
        let [rest, at, stride] = [flat, 0, 1];
        for (let axis = rank - 1; axis >= 0; axis--) {
          const place = rest % shape[axis];
          rest = Math.floor(rest / shape[axis]);
          if (shapes[k][axis] > 1) at += place * stride;
          stride *= shapes[k][axis];
        }
        return data[at];
      });
      return f(...values);
    });
    return { shape, data };
  };
}

function fail(why: string): never {
  throw new Error(`run-model: ${why}`);
}

function product(a: OnnxTensor, b: OnnxTensor): OnnxTensor {
  const [rows, inner] = a.shape;
  const [same, columns] = b.shape;
  if (inner !== same) fail(`a product of ${a.shape} and ${b.shape}`);
  const data = new Array<number>(rows * columns).fill(0);
  for (let r = 0; r < rows; r++)
    for (let i = 0; i < inner; i++)
      for (let c = 0; c < columns; c++) data[r * columns + c] += a.data[r * inner + i] * b.data[i * columns + c];
  return { shape: [rows, columns], data };
}

/** [outer, the axis, inner] */
function around(shape: readonly number[], axis: number): [number, number, number] {
  return [sizeOf(shape.slice(0, axis)), shape[axis], sizeOf(shape.slice(axis + 1))];
}

function pick({ shape, data }: OnnxTensor, axis: number, places: number[], placesShape: number[]): OnnxTensor {
  const [outer, length, inner] = around(shape, axis);
  const picked: number[] = [];
  for (let o = 0; o < outer; o++)
    for (const place of places) {
      if (place < 0 || place >= length) fail(`place ${place} of ${length}`);
      picked.push(...data.slice((o * length + place) * inner, (o * length + place + 1) * inner));
    }
  return { shape: [...shape.slice(0, axis), ...placesShape, ...shape.slice(axis + 1)], data: picked };
}

const add = elementwise((a, b) => a + b);

/** What https://onnx.ai/onnx/operators says of each, in f64. */
const operators: Record<string, Operator> = {
  Add: add,
  Sub: elementwise((a, b) => a - b),
  Mul: elementwise((a, b) => a * b),
  Div: elementwise((a, b) => a / b),
  Neg: elementwise((a) => -a),
  Sqrt: elementwise(Math.sqrt),
  Log: elementwise(Math.log),
  Sin: elementwise(Math.sin),
  Cos: elementwise(Math.cos),
  Tanh: elementwise(Math.tanh),
  Sigmoid: elementwise((a) => 1 / (1 + Math.exp(-a))),
  Softplus: elementwise((a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)))),
  IsNaN: elementwise((a) => Number(Number.isNaN(a))),
  Not: elementwise((a) => 1 - a),
  And: elementwise((a, b) => a * b),
  Greater: elementwise((a, b) => Number(a > b)),
  Less: elementwise((a, b) => Number(a < b)),
  Equal: elementwise((a, b) => Number(a === b)),
  Where: elementwise((condition, a, b) => (condition ? a : b)),
  Cast: ([a], attributes) => (attributes.get("to") === 1 ? a : fail("a cast to something else")),
  Identity: ([a]) => a,
  MatMul: ([a, b]) => product(a, b),
  Gemm: ([a, b, c]) => add([product(a, b), c], new Map()),
  Concat: (inputs, attributes) => {
    if (attributes.get("axis") !== 1) fail("a Concat along another axis");
    const rows = inputs[0].shape[0];
    const data = Array.from({ length: rows }, (_, r) =>
      inputs.flatMap(({ shape: [n, columns], data: from }) => {
        if (n !== rows) fail(`${n} rows beside ${rows}`);
        return from.slice(r * columns, (r + 1) * columns);
      }),
    );
    return { shape: [rows, data[0].length], data: data.flat() };
  },
  Slice: ([
    a,
    {
      data: [begin],
    },
    {
      data: [end],
    },
    {
      data: [axis],
    },
  ]) => {
    const places = Array.from({ length: end - begin }, (_, k) => begin + k);
    return pick(a, axis, places, [places.length]);
  },
  Gather: ([a, places], attributes) => pick(a, attributes.get("axis")!, places.data, places.shape),
  Reshape: ([{ shape, data }, { data: wanted }]) => {
    const rest = sizeOf(wanted.filter((n) => n !== -1));
    return { shape: wanted.map((n) => (n === -1 ? sizeOf(shape) / rest : n)), data };
  },
  Softmax: ([{ shape, data }], attributes) => {
    if (attributes.get("axis") !== 1) fail("a Softmax along another axis");
    const rows = Array.from({ length: shape[0] }, (_, r) => {
      const row = data.slice(r * shape[1], (r + 1) * shape[1]);
      const terms = row.map((value) => Math.exp(value - Math.max(...row)));
      const sum = terms.reduce((a, b) => a + b, 0);
      return terms.map((term) => term / sum);
    });
    return { shape, data: rows.flat() };
  },
};

/** A model's outputs, in f64, by the rules of ONNX. */
export function runModel(file: Uint8Array, inputs: Readonly<Record<string, OnnxTensor>>): Record<string, OnnxTensor> {
  const model = decodeModel(file);
  const values = new Map<string, OnnxTensor>(model.constants);
  for (const { name, shape } of model.inputs) {
    const given = inputs[name] ?? fail(`no input ${name}`);
    shape.forEach((n, axis) => typeof n === "string" || n === given.shape[axis] || fail(`${name} of ${given.shape}`));
    values.set(name, given);
  }
  if (Object.keys(inputs).length !== model.inputs.length) fail("inputs that the model does not have");
  for (const node of model.nodes) values.set(onlyOutput(node), perform(node, values));
  return Object.fromEntries(model.outputs.map(({ name }) => [name, values.get(name) ?? fail(`no ${name}`)]));
}

function onlyOutput({ outputs }: OnnxNode): string {
  return outputs.length === 1 ? outputs[0] : fail(`${outputs.length} outputs`);
}

function perform({ operator, inputs, attributes }: OnnxNode, values: Map<string, OnnxTensor>): OnnxTensor {
  const act = operators[operator] ?? fail(`operator ${operator}`);
  return act(
    inputs.map((name) => values.get(name) ?? fail(`${name} before it is there`)),
    attributes,
  );
}
