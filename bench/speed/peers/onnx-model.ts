import type { onnx as schema } from "onnx-proto";
import { ALPHA, MAX_FREQUENCY, SIGMA_FREQUENCIES, type SpeedCase } from "../cases.ts";
import { require } from "./installed.ts";
import { geometric, layerSizes } from "./model.ts";

const FLOAT = 1;
const INT64 = 7;

/**
 * A whole Langevin step as an ONNX model: (x (B, D), sigma (1, 1)) → moved (B, D), the normals drawn inside. Weights are
 * random: time does not depend on them.
 */
export function langevinModel({ dim, hidden, batchSize, coordinateFrequencies }: SpeedCase): Uint8Array {
  const { onnx } = require("onnx-proto") as { onnx: typeof schema };
  const nodes: schema.INodeProto[] = [];
  const initializers: schema.ITensorProto[] = [];
  let names = 0;

  const constant = (dims: number[], values: ArrayLike<number>): string => {
    const name = `c${names++}`;
    initializers.push({ name, dims, dataType: FLOAT, floatData: Array.from(values) });
    return name;
  };
  const integers = (values: number[]): string => {
    const name = `c${names++}`;
    initializers.push({ name, dims: [values.length], dataType: INT64, int64Data: values });
    return name;
  };
  const node = (opType: string, input: string[], attributes: Record<string, number> = {}, output = `n${names++}`) => {
    const attribute = Object.entries(attributes).map(([name, i]) => ({ name, i, type: 2 }));
    nodes.push({ opType, input, output: [output], attribute });
    return output;
  };
  const concat = (inputs: string[]) => node("Concat", inputs, { axis: 1 });

  const total = node("Add", [node("Mul", ["sigma", "sigma"]), constant([1, 1], [1])]);
  const root = node("Sqrt", [total]);
  const scaled = node("Div", ["x", root]);
  const angles = node("Mul", [
    node("Log", ["sigma"]),
    constant([1, SIGMA_FREQUENCIES], geometric(SIGMA_FREQUENCIES, 0.25, 4)),
  ]);
  const sigmaFeatures = concat([node("Sin", [angles]), node("Cos", [angles])]);
  const features = [node("Expand", [sigmaFeatures, integers([batchSize, 2 * SIGMA_FREQUENCIES])]), scaled];
  if (coordinateFrequencies > 0) {
    const phi = constant([coordinateFrequencies, 1], geometric(coordinateFrequencies, 1, MAX_FREQUENCY));
    const turns = node("Mul", [node("Reshape", [scaled, integers([batchSize, 1, dim])]), phi]);
    const flat = node("Reshape", [turns, integers([batchSize, coordinateFrequencies * dim])]);
    features.push(node("Sin", [flat]), node("Cos", [flat]));
  }
  let h = concat(features);
  layerSizes({ dim, hidden, coordinateFrequencies }).forEach(({ inputs, outputs, last }, l) => {
    const bound = Math.sqrt(3 / inputs);
    const weights = Float32Array.from({ length: inputs * outputs }, () => bound * (2 * Math.random() - 1));
    const a = node("Gemm", [h, constant([inputs, outputs], weights), constant([outputs], new Float32Array(outputs))]);
    const activated = last ? a : node("Mul", [a, node("Sigmoid", [a])]);
    h = last || l === 0 ? activated : node("Add", [h, activated]);
  });
  const predictedNoise = node("Sub", [node("Mul", [node("Div", ["sigma", total]), "x"]), node("Div", [h, root])]);
  const rate = node("Div", [constant([1, 1], [-ALPHA / 2]), "sigma"]);
  const drifted = node("Add", ["x", node("Mul", [rate, predictedNoise])]);
  const noise = node("Mul", [node("RandomNormalLike", ["x"]), constant([1, 1], [Math.sqrt(ALPHA)])]);
  node("Add", [drifted, noise], {}, "moved");

  const value = (name: string, shape: number[]): schema.IValueInfoProto => ({
    name,
    type: { tensorType: { elemType: FLOAT, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } },
  });
  const graph: schema.IGraphProto = {
    name: "langevin",
    node: nodes,
    initializer: initializers,
    input: [value("x", [batchSize, dim]), value("sigma", [1, 1])],
    output: [value("moved", [batchSize, dim])],
  };
  return onnx.ModelProto.encode({ irVersion: 8, opsetImport: [{ domain: "", version: 13 }], graph }).finish();
}
