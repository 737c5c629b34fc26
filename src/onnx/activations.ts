import type { Activation } from "../engine/index.ts";
import type { Graph, Value } from "./graph.ts";

/** The activations in ONNX's operators. */
export const activationNodes: Readonly<Record<Activation, (graph: Graph, a: Value) => Value>> = {
  silu: (graph, a) => graph.node("Mul", [a, graph.node("Sigmoid", [a])]),
  softplus: (graph, a) => graph.node("Softplus", [a]),
  tanh: (graph, a) => graph.node("Tanh", [a]),
};
