import { blockSize, type CategoryBlock } from "../category-block.ts";

/** The level whose code is nearest to the block's coordinates in `values` from `at` on; the first of equals. */
export function nearestLevel(block: CategoryBlock, values: ArrayLike<number>, at: number): number {
  const { codes } = block;
  const size = blockSize(block);
  let nearest = 0;
  let least = Infinity;
  for (let k = 0; k < block.probabilities.length; k++) {
    let square = 0;
    for (let c = 0; c < size; c++) {
      const difference = values[at + c] - codes[k * size + c];
      square += difference * difference;
    }
    if (square < least) [nearest, least] = [k, square];
  }
  return nearest;
}
