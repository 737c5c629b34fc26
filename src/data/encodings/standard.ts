import { log } from "../../numerics/math.ts";
import { invalid } from "../../support/errors.ts";
import type { Encoding, EncodingKind } from "../encoding.ts";
import type { Table } from "../rows.ts";

/** `(row − mean)/std` per column, in f64. */
export const standard: EncodingKind = {
  fit: (table) => standardEncoding(fitMoments(table)),
  restore(where, columns, { mean, std, ...others }) {
    if (!mean || mean.length !== columns) throw invalid(where, `encoding.mean of ${columns} numbers`, mean);
    if (!std || std.length !== columns) throw invalid(where, `encoding.std of ${columns} numbers`, std);
    const column = std.findIndex((value) => !(value > 0));
    if (column >= 0) throw invalid(where, "encoding.std of positive numbers", std[column]);
    for (const name of Object.keys(others)) throw invalid(where, "no further encoding parameters", name);
    return standardEncoding({ mean, std });
  },
};

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
    encode: (values) => {
      const rows = new Float32Array(values.length);
      for (let i = 0; i < rows.length; i++) rows[i] = (values[i] - mean[i % columns]) / std[i % columns];
      return rows;
    },
    decode: (values) => {
      const rows = new Float64Array(values.length);
      for (let i = 0; i < rows.length; i++) rows[i] = values[i] * std[i % columns] + mean[i % columns];
      return rows;
    },
    logScale: (rows) => new Float64Array(rows.length / columns).fill(logScale),
  };
}

/**
 * Mean and (population) standard deviation of each column; two passes, so that columns far from 0 (timestamps) lose
 * nothing. A constant column gets std 1.
 */
function fitMoments({ values, count, dim }: Table): Moments {
  const mean = new Float64Array(dim);
  const std = new Float64Array(dim);
  for (let i = 0; i < values.length; i++) mean[i % dim] += values[i] / count;
  for (let i = 0; i < values.length; i++) std[i % dim] += square(values[i] - mean[i % dim]) / count;
  for (let c = 0; c < dim; c++) {
    std[c] = Math.sqrt(std[c]);
    // Rounding leaves a constant column a deviation of about |mean|·2⁻⁵²
    if (std[c] <= Math.abs(mean[c]) * 1e-14) std[c] = 1;
  }
  return { mean, std };
}

function square(x: number): number {
  return x * x;
}
