import type { CategoryBlock } from "../category-block.ts";
import { simplexCode } from "./simplex-code.ts";
import { spreadCode } from "./spread-code.ts";

/** With more levels than this the code has a fixed size. */
const MOST_SIMPLEX_LEVELS = 32;

/**
 * Codes of a column's levels: the corners of a simplex in K − 1 coordinates up to 32 levels, 16 coordinates beyond. A
 * function of the probabilities alone, so that files need not keep the codes.
 *
 * @param probabilities  π: two or more positive numbers that sum to 1
 */
export function categoryBlock(probabilities: ArrayLike<number>): CategoryBlock {
  return probabilities.length <= MOST_SIMPLEX_LEVELS ? simplexCode(probabilities) : spreadCode(probabilities);
}
