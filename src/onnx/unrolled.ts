import type { Plan } from "../sampling/chain/plan.ts";
import { drift, updateMoves, type Move, type RegisterName, type Terms } from "../sampling/chain/moves.ts";
import type { Graph, Value } from "./graph.ts";
import type { NetworkNodes } from "./network-nodes.ts";

/** The moves of a sampler as nodes, one after another. */
export class Unrolled {
  /** Noises that were drawn: how many (N, D) the input `steps` has. */
  draws = 0;
  private readonly graph: Graph;
  private readonly nodes: NetworkNodes;
  /** A register that nothing was written to is 0 everywhere. */
  private readonly registers = new Map<RegisterName, Value>();
  private drawn: Value | undefined;

  constructor(graph: Graph, nodes: NetworkNodes, start: Value) {
    this.graph = graph;
    this.nodes = nodes;
    this.registers.set("x", start);
  }

  /** The rows once all levels are gone through. */
  run({ levels, denoise, constant }: Plan, dim: number): Value {
    if (constant) this.registers.set(constant.register, this.graph.constant(Array.from(constant.rows()).slice(0, dim)));
    for (let k = 0; k < levels.count; k++) for (const move of levels.at(k).moves) this.perform(move);
    if (denoise !== undefined) for (const move of drift(denoise, denoise * denoise)) this.perform(move);
    return this.registers.get("x")!;
  }

  private perform(move: Move): void {
    const { graph, registers } = this;
    switch (move.kind) {
      case "score": {
        const of = registers.get(move.of) ?? this.zeros();
        return void registers.set(move.into, this.nodes.predict("score", of, graph.number(move.sigma)));
      }
      case "combine":
        return void registers.set(move.into, this.sum(move.terms, move.noise, move.again));
      case "overwrite": {
        const from = registers.get(move.from);
        if (from !== undefined) registers.set(move.into, graph.orElse(from, registers.get(move.into) ?? this.zeros()));
        return;
      }
      case "langevin":
        for (let step = 0; step < move.steps; step++) for (const part of updateMoves(move)) this.perform(part);
    }
  }

  /** In the order they are written, the noise last. */
  private sum(terms: Terms, noise: number, again = false): Value {
    const { graph, registers } = this;
    const parts: Value[] = [];
    for (const [name, coefficient] of Object.entries(terms)) {
      const register = registers.get(name);
      if (register !== undefined && coefficient !== 0) parts.push(this.times(register, coefficient));
    }
    if (noise !== 0) parts.push(this.times(again ? (this.drawn ?? this.draw()) : this.draw(), noise));
    return parts.length === 0 ? this.zeros() : parts.reduce((sum, part) => graph.node("Add", [sum, part]));
  }

  private times(value: Value, coefficient: number): Value {
    return coefficient === 1 ? value : this.graph.node("Mul", [value, this.graph.number(coefficient)]);
  }

  private draw(): Value {
    const place = this.graph.integers([this.draws++], "int64", []);
    return (this.drawn = this.graph.node("Gather", ["steps", place], { axis: 0 }));
  }

  private zeros(): Value {
    return this.times(this.registers.get("x")!, 0);
  }
}
