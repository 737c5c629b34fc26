import type { Encoding } from "../data/encoding.ts";
import type { ScoreNetwork } from "../models/network.ts";
import { invalid } from "../support/errors.ts";
import { number, oneOf, type Settled, type Spec } from "../support/options.ts";
import { Graph, ROWS, type Value } from "./graph.ts";
import type { ValueInfo } from "./model-proto.ts";
import { NetworkNodes } from "./network-nodes.ts";
import { UnitNodes, unitsNames } from "./units.ts";

/** What both kinds of models take. */
export interface OnnxOptions {
  /**
   * Units of the rows that go in and come out: the data's, with the standardization inside, or standardized ones, as
   * `network.score` takes. σ is in standardized units always.
   *
   * @default "data"
   */
  units?: "data" | "standardized" | undefined;
  /**
   * w of classifier-free guidance, as in `withLabels` and `withConditions`, for a network with `classes` or `conditions`: 0 has no
   * input of them; any w but 0 and 1 evaluates the network twice.
   *
   * @default 1
   */
  guidanceScale?: number | undefined;
}

export const onnxOptions = {
  units: oneOf(unitsNames, { default: "data" }),
  guidanceScale: number(-1e6, 1e6),
} satisfies Spec<OnnxOptions>;

/** A graph with a network in it, whose conditions are inputs. */
export interface OpenGraph {
  graph: Graph;
  nodes: NetworkNodes;
  units: UnitNodes;
  /** Known values, encoded. */
  known: Value | undefined;
  /** Conditions, standardized, where the model has an input of them. */
  numbers: Value | undefined;
  /** Whether the model has an input "labels". */
  labeled: boolean;
  guidance: number;
}

/**
 * @param inputs  those before the conditions
 * @throws LangevinError "invalid-argument" for a guidance scale without classes or conditions, and for encodings that a graph cannot do
 */
export function openGraph(
  where: string,
  network: ScoreNetwork,
  options: Settled<typeof onnxOptions>,
  inputs: readonly ValueInfo[],
): OpenGraph {
  const { dim, classes, conditions, encoding, conditionEncoding } = network;
  const { units: unitsName, guidanceScale } = options;
  if (guidanceScale !== undefined && classes === 0 && conditions === 0)
    throw invalid(where, "no guidanceScale, as the network has no classes or conditions", guidanceScale);
  checkEncoding(where, encoding);
  const guidance = guidanceScale ?? 1;
  const graph = new Graph();
  for (const input of inputs) graph.input(input);
  const units = new UnitNodes(where, graph, encoding, unitsName);
  const labeled = classes > 0 && guidance !== 0;
  const labels = labeled
    ? graph.input({ name: "labels", type: "int32", shape: [ROWS, 1], about: `0 to ${classes - 1}, or -1 for none` })
    : undefined;
  const numbers =
    conditions > 0 && guidance !== 0
      ? new UnitNodes(where, graph, conditionEncoding!, unitsName).encoded(
          graph.input({
            name: "conditions",
            type: "float32",
            shape: [ROWS, conditions],
            about: `what rows are conditioned on, ${unitsOf(options)}; NaN for nothing`,
          }),
        )
      : undefined;
  const about = `(rows, ${dim}): values that are known, NaN where they are not`;
  const known = network.options.masks
    ? units.encoded(graph.input({ name: "known", type: "float32", shape: [ROWS, dim], about }))
    : undefined;
  const nodes = new NetworkNodes(graph, network, { labels, numbers, known, guidance });
  return { graph, nodes, units, numbers, known, labeled, guidance };
}

function checkEncoding(where: string, { kind }: Encoding): void {
  if (kind !== "standard" && kind !== "identity")
    throw invalid(where, 'a network whose rows are encoded as "standard" or "identity"', kind);
}

/** Words for the units of rows. */
export function unitsOf({ units }: Pick<Settled<typeof onnxOptions>, "units">): string {
  return `in the units of the ${units === "data" ? "data" : "standardized data"}`;
}

/** What a file says of its network, for programs. */
export function metadataOf(network: ScoreNetwork): Record<string, string> {
  const { sigmaRange, encoding } = network;
  const { mean, std } = encoding.parameters;
  return {
    ...(sigmaRange && { sigmaMin: String(sigmaRange.sigmaMin), sigmaMax: String(sigmaRange.sigmaMax) }),
    ...(encoding.kind === "standard" && { mean: JSON.stringify([...mean]), std: JSON.stringify([...std]) }),
  };
}
