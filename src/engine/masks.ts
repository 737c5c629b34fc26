import { blockSize, plainColumns } from "../data/category-block.ts";
import { maskWords, type NetworkShape } from "./plan.ts";

/** The masks of rows (n, dim), NaN where unknown: a bit for each plain coordinate and each block, 1 where it is known. */
export function masksOf(shape: NetworkShape, values: Float32Array): Int32Array {
  const { dim, categories = [] } = shape;
  const words = maskWords(shape);
  const plain = plainColumns(shape);
  const rows = values.length / dim;
  const masks = new Int32Array(rows * words);
  const firsts = Array.from({ length: plain }, (_, d) => d);
  let column = plain;
  for (const block of categories) {
    firsts.push(column);
    column += blockSize(block);
  }
  for (let r = 0; r < rows; r++)
    firsts.forEach((first, k) => {
      if (!Number.isNaN(values[r * dim + first])) masks[r * words + (k >> 5)] |= 1 << (k & 31);
    });
  return masks;
}
