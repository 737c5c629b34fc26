import { exponentOf, log, scaleBy } from "../../numerics/math.ts";
import { invalid, LangevinError } from "../../support/errors.ts";
import { plainLoops, type ColumnLoops } from "../column-loops.ts";
import { checkFlatRows, type Dither, type Encoding, type EncodingKind } from "../encoding.ts";
import type { Table } from "../rows.ts";

/** `(row − mean)/std` per column, in f64. */
export const standard: EncodingKind = {
  fit(where, table, loops = plainLoops) {
    const moments = fitMoments(table, loops);
    for (let c = 0; c < table.dim; c++)
      if (!isHeld(moments.std[c], SMALLEST) || !isHeld(moments.mean[c])) throw badColumn(where, table, c);
    return standardEncoding(moments);
  },
  restore(where, columns, { mean, std, ...others }) {
    if (!mean || mean.length !== columns) throw invalid(where, `encoding.mean of ${columns} numbers`, mean);
    if (!std || std.length !== columns) throw invalid(where, `encoding.std of ${columns} numbers`, std);
    for (const value of mean)
      if (!isHeld(value)) throw invalid(where, `encoding.mean of numbers from ${-LARGEST} to ${LARGEST}`, value);
    for (const value of std)
      if (!isHeld(value, SMALLEST))
        throw invalid(where, `encoding.std of numbers from ${SMALLEST} to ${LARGEST}`, value);
    for (const name of Object.keys(others)) throw invalid(where, "no further encoding parameters", name);
    return standardEncoding({ mean, std });
  },
};

/** Between these, rows are decoded within f64, as far as 1e8 deviations from the mean. */
const [SMALLEST, LARGEST] = [1e-300, 1e300];

function isHeld(value: number, smallest = -LARGEST): boolean {
  return value >= smallest && value <= LARGEST;
}

function badColumn(where: string, { values, dim }: Table, column: number): LangevinError {
  let largest = 0;
  for (let i = column; i < values.length; i += dim) largest = Math.max(largest, Math.abs(values[i]));
  const expected = `data of columns with a mean and deviation from ${SMALLEST} to ${LARGEST}`;
  const message = `${where}: expected ${expected}, got values up to ${largest} in column ${column}`;
  return new LangevinError("invalid-data", message);
}

interface Moments {
  /** Per column, in the user's units. */
  mean: Float64Array;
  std: Float64Array;
}

/** The encoding of given means and deviations. */
export function standardEncoding({ mean, std }: Moments): Encoding {
  const columns = mean.length;
  const logScale = -std.reduce((sum, value) => sum + log(value), 0);
  return {
    kind: "standard",
    columns,
    width: columns,
    parameters: { mean, std },
    encode: (values: ArrayLike<number>, _dither?: Dither, loops: ColumnLoops = plainLoops) => {
      checkFlatRows("encoding.encode", values, columns);
      return loops.standardize(values, mean, std);
    },
    decode: (values) => {
      checkFlatRows("encoding.decode", values, columns);
      const rows = new Float64Array(values.length);
      for (let i = 0; i < rows.length; i++) rows[i] = values[i] * std[i % columns] + mean[i % columns];
      return rows;
    },
    logScale: (rows) => {
      checkFlatRows("encoding.logScale", rows, columns);
      return new Float64Array(rows.length / columns).fill(logScale);
    },
  };
}

/**
 * Mean and (population) standard deviation of each column; two passes, so that columns far from 0 (timestamps) lose
 * nothing. A constant column gets std 1. Differences whose squares would leave f64 are scaled by a power of 2 meanwhile.
 */
function fitMoments({ values, dim }: Table, loops: ColumnLoops): Moments {
  const mean = loops.means(values, dim);
  const { variance, largest } = loops.variances(values, mean);
  const std = variance.map((sum, c) => {
    const shift = shiftOf(largest[c]);
    const root = Math.sqrt(shift === 0 ? sum : scaledVariance(values, mean, c, shift));
    const deviation = scaleBy(root, -shift);
    // Rounding leaves a constant column a deviation of about |mean|·2⁻⁵²
    return deviation <= Math.abs(mean[c]) * 1e-14 ? 1 : deviation;
  });
  return { mean, std };
}

/** The variance of a column's differences from its mean times 2^shift. */
function scaledVariance(values: Float64Array, mean: Float64Array, column: number, shift: number): number {
  const dim = mean.length;
  let sum = 0;
  for (let i = column; i < values.length; i += dim) {
    const scaled = scaleBy(values[i] - mean[column], shift);
    sum += (scaled * scaled) / (values.length / dim);
  }
  return sum;
}

/** The power of 2 that brings numbers up to `size` to where squares neither overflow nor vanish; 0 where they do not. */
function shiftOf(size: number): number {
  if (size === 0 || size === Infinity) return 0;
  const exponent = exponentOf(size);
  return exponent < -400 || exponent > 400 ? -exponent : 0;
}
