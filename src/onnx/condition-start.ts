import type { Evaluator } from "../models/evaluator/evaluator.ts";
import { CURVATURES } from "../models/evaluator/one-step-laws.ts";
import { nodesAround, quadratureNodes } from "../models/evaluator/quadrature-nodes.ts";
import { smoothedNormal } from "../models/moments.ts";
import type { Graph, Value } from "./graph.ts";
import type { NetworkNodes } from "./network-nodes.ts";

/** mean + std·noise of the law that the rows of each row's conditions start from, as `oneStepLaws` finds it; of none the network's own. */
export function conditionStart(
  graph: Graph,
  nodes: NetworkNodes,
  numbers: Value,
  evaluator: Evaluator,
  sigma: number,
): Value {
  const { dim } = evaluator;
  const first = smoothedNormal(evaluator, sigma);
  const [mean, std] = [graph.constant(first.mean), graph.constant(first.std)];
  const quadrature = quadratureNodes(dim);
  const { directions, weight, axes } = quadrature;
  const points = nodesAround(first.mean, first.std, quadrature);
  const scoreAt = (k: number): Value =>
    nodes.predict("score", graph.constant(points.slice(k * dim, (k + 1) * dim)), graph.number(sigma));
  const [add, times] = ["Add", "Mul"].map((name) => (a: Value, b: Value) => graph.node(name, [a, b]));
  let average = times(scoreAt(0), graph.number(1 - 2 * directions.length * weight));
  let curvature: Value | undefined;
  directions.forEach((direction, d) => {
    const [above, below] = [scoreAt(1 + 2 * d), scoreAt(2 + 2 * d)];
    average = add(average, times(add(above, below), graph.number(weight)));
    const perStep = Array.from({ length: dim }, (_, j) => {
      const step = points[(1 + 2 * d) * dim + j] - points[(2 + 2 * d) * dim + j];
      return direction[j] === 0 ? 0 : -(first.std[j] * first.std[j]) / step;
    });
    const own = times(graph.node("Sub", [above, below]), graph.constant(perStep));
    curvature = curvature === undefined ? own : add(curvature, own);
  });
  if (!axes) {
    const share = new Float32Array(dim * dim).fill(1 / (dim * directions.length));
    curvature = graph.node("MatMul", [curvature!, graph.constant(share, [dim, dim])]);
  }
  const [least, most] = CURVATURES.map((bound) => graph.number(bound));
  const within = graph.node("And", [
    graph.node("Greater", [curvature!, least]),
    graph.node("Less", [curvature!, most]),
  ]);
  const held = graph.node("Where", [within, curvature!, graph.number(1)]);
  const square = graph.constant(Array.from(first.std, (s) => s * s));
  const shifted = add(mean, graph.node("Div", [times(average, square), held]));
  const narrowed = graph.node("Div", [std, graph.node("Sqrt", [held])]);
  const none = graph.node("IsNaN", [graph.columns(numbers, 0, 1)]);
  const orFirst = (own: Value, otherwise: Value): Value => graph.node("Where", [none, otherwise, own]);
  return add(times("noise", orFirst(narrowed, std)), orFirst(shifted, mean));
}
