/** A network and a batch that the benchmarks of the core run at. */
export interface Case {
  name: string;
  dim: number;
  hidden: readonly number[];
  batchSize: number;
}

/** The rest is the same in all: SiLU, residual, 8 and 8 frequencies, "edm". */
export const CASES: readonly Case[] = [
  { name: "2-D 128×3, 512 rows", dim: 2, hidden: [128, 128, 128], batchSize: 512 },
  { name: "16-D 256×4, 512 rows", dim: 16, hidden: [256, 256, 256, 256], batchSize: 512 },
];

/** Noise levels from 5 to 0.01 in a constant ratio. */
export const SIGMAS = Float64Array.from({ length: 32 }, (_, i) => 5 * (0.01 / 5) ** (i / 31));

/** Rows (rows, dim) of mean about 0 and variance about 1, the same on every run: a sawtooth a column, not a sample. */
export function exampleRows(rows: number, dim: number): Float32Array {
  return Float32Array.from({ length: rows * dim }, (_, k) => {
    const phase = (k * 0.6180339887498949 * (1 + (k % dim))) % 1;
    return (2 * phase - 1) * Math.sqrt(3);
  });
}
