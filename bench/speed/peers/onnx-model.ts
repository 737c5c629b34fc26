import { createEngine, createScoreNetwork } from "../../../src/index.ts";
import { Graph } from "../../../src/onnx/graph.ts";
import { NetworkNodes } from "../../../src/onnx/network-nodes.ts";
import { ALPHA, MAX_FREQUENCY, SIGMA_FREQUENCIES, type SpeedCase } from "../cases.ts";

/**
 * A whole Langevin step as an ONNX model: (x (B, D), sigma (1, 1)) → moved (B, D), the normals drawn inside. Weights are
 * random: time does not depend on them.
 */
export async function langevinModel({ dim, hidden, batchSize, coordinateFrequencies }: SpeedCase): Promise<Uint8Array> {
  const engine = await createEngine({ threads: 1 });
  const frequencies = {
    sigmaFrequencies: SIGMA_FREQUENCIES,
    coordinateFrequencies,
    maxCoordinateFrequency: MAX_FREQUENCY,
  };
  const network = createScoreNetwork(engine, { dim, hidden, ...frequencies });
  const graph = new Graph();
  const rows = { type: "float32", shape: [batchSize, dim] } as const;
  const x = graph.input({ ...rows, name: "x", about: "rows" });
  const sigma = graph.input({ name: "sigma", type: "float32", shape: [1, 1], about: "noise level" });
  const score = new NetworkNodes(graph, network, { guidance: 1 }).predict("score", x, sigma);
  const drifted = graph.node("Add", [x, graph.node("Mul", [score, graph.number(ALPHA / 2)])]);
  const noise = graph.node("Mul", [graph.node("RandomNormalLike", [x]), graph.number(Math.sqrt(ALPHA))]);
  graph.output(graph.node("Add", [drifted, noise]), { ...rows, name: "moved", about: "rows after a step" });
  const file = graph.file("langevinModel", "a Langevin step", {});
  engine.dispose();
  return file;
}
