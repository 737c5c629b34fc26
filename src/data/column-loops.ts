/**
 * What goes over all numbers of rows (n, dim), the columns' sums in the rows' order. {@link plainLoops} is the plain way;
 * an engine has kernels for it, with the same bits, which are fast from the first number on.
 */
export interface ColumnLoops {
  /** Σ value/n of each column. */
  means(values: Float64Array, dim: number): Float64Array;

  /** Σ (value − mean)²/n of each column, and the largest |value − mean|. */
  variances(values: Float64Array, mean: Float64Array): { variance: Float64Array; largest: Float64Array };

  /** (value − mean)/std, rounded to f32. */
  standardize(values: ArrayLike<number>, mean: Float64Array, std: Float64Array): Float32Array;
}

export const plainLoops: ColumnLoops = {
  means(values, dim) {
    const mean = new Float64Array(dim);
    const count = values.length / dim;
    for (let i = 0; i < values.length; i++) mean[i % dim] += values[i] / count;
    return mean;
  },
  variances(values, mean) {
    const dim = mean.length;
    const [variance, largest] = [new Float64Array(dim), new Float64Array(dim)];
    const count = values.length / dim;
    for (let i = 0; i < values.length; i++) {
      const difference = values[i] - mean[i % dim];
      variance[i % dim] += (difference * difference) / count;
      largest[i % dim] = Math.max(largest[i % dim], Math.abs(difference));
    }
    return { variance, largest };
  },
  standardize(values, mean, std) {
    const dim = mean.length;
    const rows = new Float32Array(values.length);
    for (let i = 0; i < rows.length; i++) rows[i] = (values[i] - mean[i % dim]) / std[i % dim];
    return rows;
  },
};
