import { blockSize, levelsOf, type CategoryBlock } from "../data/category-block.ts";
import { log } from "../numerics/math.ts";
import type { Graph, Value } from "./graph.ts";

/** The blocks of categories of a network in a graph; docs/internals/notation.md, Categories. */
export class CategoryNodes {
  /** Levels of all blocks. */
  readonly count: number;
  private readonly graph: Graph;
  private readonly levels: readonly number[];
  /** v, (columns, levels) and (levels, columns), blocks on the diagonal. */
  private readonly codes: Value;
  private readonly means: Value;
  private readonly halfSquares: Value;
  private readonly shares: Value;
  private readonly logShares: Value;

  constructor(graph: Graph, blocks: readonly CategoryBlock[]) {
    this.graph = graph;
    this.levels = blocks.map(levelsOf);
    const width = blocks.reduce((sum, block) => sum + blockSize(block), 0);
    const count = (this.count = this.levels.reduce((sum, levels) => sum + levels, 0));
    const codes = new Float32Array(width * count);
    const means = new Float32Array(count * width);
    const halfSquares: number[] = [];
    let column = 0;
    for (const block of blocks) {
      const size = blockSize(block);
      for (let k = 0; k < levelsOf(block); k++) {
        const code = block.codes.subarray(k * size, (k + 1) * size);
        code.forEach((v, c) => {
          codes[(column + c) * count + halfSquares.length] = v;
          means[halfSquares.length * width + column + c] = v;
        });
        halfSquares.push(-code.reduce((sum, v) => sum + v * v, 0) / 2);
      }
      column += size;
    }
    const shares = blocks.flatMap(({ probabilities }) => [...probabilities]);
    this.codes = graph.constant(codes, [width, count]);
    this.means = graph.constant(means, [count, width]);
    this.halfSquares = graph.constant(halfSquares, [count]);
    this.shares = graph.constant(shares);
    this.logShares = graph.constant(shares.map(log));
  }

  /** s_k = ln π_k + (x̃·v_k − ‖v_k‖²/2)/σ² */
  evidence(x: Value, sigma: Value): Value {
    const { graph } = this;
    const product = graph.node("Gemm", [x, this.codes, this.halfSquares]);
    const scaled = graph.node("Div", [product, graph.node("Mul", [sigma, sigma])]);
    return graph.node("Add", [scaled, this.logShares]);
  }

  /** 2(softmax(s) − π) */
  features(evidence: Value): Value {
    const { graph } = this;
    return graph.node("Mul", [graph.node("Sub", [this.softmax(evidence), this.shares]), graph.number(2)]);
  }

  /** ẑ = (x̃ − Σ p_k·v_k)/σ, p = softmax(s + F) */
  noise(x: Value, evidence: Value, output: Value, sigma: Value): Value {
    const { graph } = this;
    const posterior = this.softmax(graph.node("Add", [evidence, output]));
    const denoised = graph.node("MatMul", [posterior, this.means]);
    return graph.node("Div", [graph.node("Sub", [x, denoised]), sigma]);
  }

  /** Over the levels of each block. */
  private softmax(logits: Value): Value {
    const { graph } = this;
    let begin = 0;
    return graph.beside(
      this.levels.map((levels) => {
        const block = this.levels.length === 1 ? logits : graph.columns(logits, begin, (begin += levels));
        return graph.node("Softmax", [block], { axis: 1 });
      }),
    );
  }
}
