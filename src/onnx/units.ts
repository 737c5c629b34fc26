import type { Prediction } from "../engine/index.ts";
import type { Encoding } from "../data/encoding.ts";
import { LangevinError } from "../support/errors.ts";
import type { Graph, Value } from "./graph.ts";

/** Units of a model's rows: the user's, or the network's own, in which the data have mean 0 and deviation 1. */
export const unitsNames = ["data", "standardized"] as const;
export type Units = (typeof unitsNames)[number];

/** Deviations from 0 beyond which f32 would round a column's rows to more than 1/100 of one. */
const FARTHEST = 1e5;

/** The way between the units of a model's inputs and outputs and the network's. */
export class UnitNodes {
  private readonly graph: Graph;
  /** Undefined where there is nothing to do. */
  private readonly moments: { mean: Value; std: Value } | undefined;

  /** @throws LangevinError "invalid-argument" for columns that f32 does not hold well enough */
  constructor(where: string, graph: Graph, encoding: Encoding, units: Units) {
    this.graph = graph;
    if (units === "standardized" || encoding.kind === "identity") return;
    const { mean, std } = encoding.parameters;
    mean.forEach((value, column) => {
      const held = Math.fround(std[column]) > 1e-37 && std[column] < 1e37 && Math.abs(value) <= FARTHEST * std[column];
      if (!held) throw badColumn(where, column, value, std[column]);
    });
    this.moments = { mean: graph.constant(mean), std: graph.constant(std) };
  }

  /** Rows in the network's units. */
  encoded(rows: Value): Value {
    if (!this.moments) return rows;
    const { graph, moments } = this;
    return graph.node("Div", [graph.node("Sub", [rows, moments.mean]), moments.std]);
  }

  /** Rows in the model's units. */
  decoded(rows: Value): Value {
    if (!this.moments) return rows;
    const { graph, moments } = this;
    return graph.node("Add", [graph.node("Mul", [rows, moments.std]), moments.mean]);
  }

  /** A prediction in the model's units: ẑ has none. */
  predicted(kind: Prediction, value: Value): Value {
    if (!this.moments || kind === "noise") return value;
    return kind === "denoised" ? this.decoded(value) : this.graph.node("Div", [value, this.moments.std]);
  }
}

function badColumn(where: string, column: number, mean: number, std: number): LangevinError {
  const expected = `columns at most ${FARTHEST} of their deviations from 0, as the model computes in f32`;
  return new LangevinError(
    "invalid-argument",
    `${where}: expected ${expected}, got mean ${mean} and deviation ${std} in column ${column}; give units: "standardized"`,
  );
}
