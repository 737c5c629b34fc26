import { invalid } from "../support/errors.ts";
import { isList } from "../support/lists.ts";
import { isReadable } from "../support/readable.ts";

/**
 * A categorical column in the model's space: level k lies at code v_k, a point of `size` coordinates. Blocks are the last
 * columns of an encoded row, one after another; the plain numbers come first.
 */
export interface CategoryBlock {
  /** v, (levels, size) row-major, with Σ_k probabilities[k]·v_k = 0; levels = probabilities.length. */
  readonly codes: Float64Array;
  /** π, the share of each level among the rows: positive, summing to 1. */
  readonly probabilities: Float64Array;
}

/** Columns of an encoded row that a block takes. */
export function blockSize({ codes, probabilities }: CategoryBlock): number {
  return codes.length / probabilities.length;
}

/** K, the levels of a block. */
export function levelsOf({ probabilities }: CategoryBlock): number {
  return probabilities.length;
}

/** Columns, of which the last are blocks of categories. */
export interface Columns {
  dim: number;
  categories?: readonly CategoryBlock[] | undefined;
}

/** Columns before the blocks. */
export function plainColumns({ dim, categories = [] }: Columns): number {
  return categories.reduce((left, block) => left - blockSize(block), dim);
}

/** Levels of all blocks. */
export function levelCount({ categories = [] }: Columns): number {
  return categories.reduce((sum, block) => sum + levelsOf(block), 0);
}

/**
 * Copies of checked blocks.
 *
 * @throws LangevinError "invalid-argument"
 */
export function readCategoryBlocks(where: string, name: string, blocks: unknown): CategoryBlock[] {
  if (!isReadable(blocks) || !Array.isArray(blocks) || blocks.length > 4096)
    throw invalid(where, `${name} an array of up to 4096 blocks`, blocks);
  return Array.from(blocks, (block: unknown, j) => readBlock(where, `${name}[${j}]`, block));
}

function readBlock(where: string, name: string, block: unknown): CategoryBlock {
  if (!isReadable(block) || typeof block !== "object" || block === null)
    throw invalid(where, `${name} an object of codes and probabilities`, block);
  const { codes, probabilities } = block as Record<string, unknown>;
  const shares = finiteNumbers(where, `${name}.probabilities`, probabilities);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (shares.length < 2 || !shares.every((share) => share > 0) || Math.abs(sum - 1) > 1e-6)
    throw invalid(where, `${name}.probabilities two or more positive numbers of sum 1`, probabilities);
  const coordinates = finiteNumbers(where, `${name}.codes`, codes);
  if (coordinates.length === 0 || coordinates.length % shares.length !== 0)
    throw invalid(where, `${name}.codes of the same size for each of ${shares.length} levels`, coordinates.length);
  return { codes: coordinates, probabilities: shares };
}

function finiteNumbers(where: string, name: string, values: unknown): Float64Array {
  if (!isList(values) || values.length > 1 << 20) throw invalid(where, `${name} an array of numbers`, values);
  const copy = Float64Array.from(values as ArrayLike<number>);
  const bad = copy.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw invalid(where, `${name} of finite numbers, at index ${bad}`, (values as ArrayLike<unknown>)[bad]);
  return copy;
}
