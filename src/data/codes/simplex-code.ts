import type { CategoryBlock } from "../category-block.ts";
import { centerCodes, EDGE } from "./code.ts";

/**
 * K levels at the corners of a regular simplex of edge 2 in K − 1 coordinates (Helmert's), moved so that Σ π_k·v_k = 0.
 * Before the move, coordinate j is √2·a_j for the levels before j + 1, −√2·(j + 1)·a_j for level j + 1 and 0 for those
 * after, with a_j = 1/√((j + 1)(j + 2)); two levels lie at +1 and −1.
 *
 * @param probabilities  π: K ≥ 2 positive numbers that sum to 1
 */
export function simplexCode(probabilities: ArrayLike<number>): CategoryBlock {
  const levels = probabilities.length;
  const size = levels - 1;
  const codes = new Float64Array(levels * size);
  for (let j = 0; j < size; j++) {
    const a = EDGE / Math.sqrt(2 * (j + 1) * (j + 2));
    for (let k = 0; k <= j; k++) codes[k * size + j] = a;
    codes[(j + 1) * size + j] = -(j + 1) * a;
  }
  centerCodes(codes, probabilities);
  return { codes, probabilities: Float64Array.from(probabilities) };
}
