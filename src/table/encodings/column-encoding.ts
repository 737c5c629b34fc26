import type { CategoryBlock } from "../../data/category-block.ts";
import type { Dither, Encoding } from "../../data/encoding.ts";

/** How the numbers of one column become coordinates of the model, plain ones first, then blocks of categories. */
export interface ColumnEncoding extends Encoding {
  readonly columns: 1;
  readonly categories: readonly CategoryBlock[];
  /** Whether NaN, a missing value, is something it encodes and decodes; otherwise NaN is a gap. */
  readonly holdsMissing: boolean;
  /**
   * How many dimensions of an encoded row hold no spread of their own, so that at a small σ their density is that of the
   * noise: all of a block's, and the radius of a circle.
   */
  readonly thin: number;
  /** (width) what is known of a value that is there but unknown: NaN but for a state that can only be "value". */
  readonly present: Float32Array;

  /** As {@link Encoding.encode}; the dither's second argument is the plain coordinate, 0 or 1. */
  encode(rows: ArrayLike<number>, dither?: Dither): Float32Array;
  /** As {@link Encoding.logScale}, at the place in the rounding that `dither` names. */
  logScale(rows: ArrayLike<number>, dither?: Dither): Float64Array;
}

/** What is known of a column beside its numbers. */
export interface ColumnSettings {
  /** Numbers are multiples of this; absent where they are not rounded. */
  resolution?: number | undefined;
  /** Where values must lie; without it within those seen. */
  bounds?: readonly [low: number, high: number] | undefined;
  /** Values that are states of their own; found by the rule of point masses if absent. */
  atoms?: readonly number[] | undefined;
  /** Length of the circle of cyclic values. */
  period?: number | undefined;
  /** Length of a day, for moments. */
  day?: number | undefined;
  /** Levels 0 … levels − 1 are possible, seen or not. */
  levels?: number | undefined;
}

/** One kind of column: how it is fitted to a column's numbers, and made again from what a file kept. */
export interface ColumnKind {
  /** @param values  one or more; NaN where missing */
  fit(where: string, values: Float64Array, settings: ColumnSettings): ColumnEncoding;

  /** @throws LangevinError "invalid-argument" for parameters that are none of this kind's */
  restore(where: string, parameters: Parameters): ColumnEncoding;
}

/** What files keep of an encoding, by name. */
export type Parameters = Readonly<Record<string, Float64Array>>;

/** The middle of every rounding. */
export const middle: Dither = () => 0.5;
