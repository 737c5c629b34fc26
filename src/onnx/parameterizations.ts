import type { Parameterization } from "../engine/index.ts";
import type { Graph, Value } from "./graph.ts";

/** What goes by σ alone, a row each or one for all: (N or 1, 1). */
export interface Level {
  readonly sigma: Value;
  /** σ² + 1 */
  readonly variance: Value;
  /** √(σ² + 1) */
  readonly root: Value;
  /** 1/√(σ² + 1) */
  readonly cIn: Value;
}

/** ẑ = cNoisy·x̃ + cOut·F; cNoisy is 0 and cOut 1 where it is left out. */
export interface Factors {
  readonly cNoisy?: Value;
  readonly cOut?: Value;
}

const inverse = (graph: Graph, { sigma }: Level): Value => graph.node("Div", [graph.number(1), sigma]);
const ofNormal = (graph: Graph, { sigma, variance }: Level): Value => graph.node("Div", [sigma, variance]);
const negative = (graph: Graph, value: Value): Value => graph.node("Neg", [value]);

/** The parameterizations' two factors in ONNX's operators. */
export const outputFactors: Readonly<Record<Parameterization, (graph: Graph, level: Level) => Factors>> = {
  edm: (graph, level) => ({ cNoisy: ofNormal(graph, level), cOut: negative(graph, level.cIn) }),
  noise: () => ({}),
  denoised: (graph, level) => {
    const cNoisy = inverse(graph, level);
    return { cNoisy, cOut: negative(graph, cNoisy) };
  },
  velocity: (graph, level) => ({ cNoisy: ofNormal(graph, level), cOut: level.cIn }),
  score: (graph, level) => ({ cOut: negative(graph, level.sigma) }),
};
