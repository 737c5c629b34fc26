import { checkInteger, invalid, LangevinError } from "../support/errors.ts";
import { checkSeed, purposes, RowRandom, streamKey } from "../numerics/random.ts";

export interface SampleOptions {
  /** Rows of equal seeds are equal; those of different seeds, and of the samplers, are independent. */
  seed?: number | undefined;
  /** Number of the first row: `sample(5)` is `sample(2)` followed by `sample(3, { offset: 2 })`. */
  offset?: number | undefined;
}

/** A distribution in the plane whose density is known: what a model of its samples can be measured against. */
export interface Density2D {
  readonly name: string;
  readonly dim: 2;
  /**
   * Differential entropy −E ln p in nats: the least mean −ln q over the samples that any model q can reach; what a model
   * reaches above it is its Kullback–Leibler divergence.
   */
  readonly entropy: number;
  /** `count` independent rows, (count, 2) row-major. Row k depends on the seed and k alone. */
  sample(count: number, options?: SampleOptions): Float32Array;
  /**
   * ln p of each row of `x`, (rows, 2) row-major, in nats; −∞ outside the support.
   *
   * Exact: a closed form, or quadrature with an error below 1e-9 (1e-6, 1e-3) within 6 (10, 20) standard deviations
   * of the noise around the noiseless curve.
   * @throws `invalid-argument` for an odd number of values, `invalid-data` for values which are not finite.
   */
  logDensity(x: ArrayLike<number>): Float64Array;
}

export interface Definition {
  name: string;
  entropy: number;
  /** One row from its own random numbers. */
  draw(random: RowRandom): [x: number, y: number];
  /** Called once, before the first density: tables and scratch, and the function which uses them. */
  prepare(): (x: number, y: number) => number;
}

export function defineDensity({ name, entropy, draw, prepare }: Definition): Density2D {
  let logDensityAt: ((x: number, y: number) => number) | undefined;
  return {
    name,
    dim: 2,
    entropy,
    sample(count, { seed = 0, offset = 0 } = {}) {
      const where = `${name}.sample`;
      checkInteger(where, "count", count, 0);
      checkSeed(where, seed);
      checkInteger(where, "offset", offset, 0, 0xffffffff - count);
      const key = streamKey(seed, purposes.exactDensity);
      const rows = new Float32Array(2 * count);
      for (let k = 0; k < count; k++) rows.set(draw(new RowRandom(key, offset + k)), 2 * k);
      return rows;
    },
    logDensity(x) {
      const where = `${name}.logDensity`;
      if (x.length % 2 !== 0) throw invalid(where, "x rows of dim 2", `${x.length} values`);
      logDensityAt ??= prepare();
      const logs = new Float64Array(x.length / 2);
      for (let k = 0; k < logs.length; k++) {
        const x0 = x[2 * k];
        const x1 = x[2 * k + 1];
        if (!Number.isFinite(x0) || !Number.isFinite(x1))
          throw new LangevinError("invalid-data", `${where}: expected x finite, got (${x0}, ${x1}) in row ${k}`);
        logs[k] = logDensityAt(x0, x1);
      }
      return logs;
    },
  };
}
