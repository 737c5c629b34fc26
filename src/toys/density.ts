import { toTable, type Rows } from "../data/rows.ts";
import { drawRows, type SampleOptions } from "../numerics/draws.ts";
import type { RowRandom } from "../numerics/random.ts";
import { LangevinError } from "../support/errors.ts";
import { checkWork } from "../support/limits.ts";

/** A distribution in the plane whose density is known: what a model of its samples can be measured against. */
export interface Density2D {
  /** Its name among {@link densities}. */
  readonly name: string;
  /** Columns of a row. */
  readonly dim: 2;
  /**
   * Differential entropy −E ln p in nats: the least mean −ln q over the samples that any model q can reach; what a model
   * reaches above it is its Kullback–Leibler divergence.
   */
  readonly entropy: number;
  /**
   * `count` independent rows, (count, 2) row-major, up to 2²⁵ rows at a time. Row k depends on the seed and offset + k alone.
   *
   * @throws LangevinError "invalid-argument"
   */
  sample(count: number, options?: SampleOptions): Float64Array;
  /**
   * ln p of each row of `x`, in nats; −∞ outside the support, if that ends.
   *
   * Exact: a closed form, or quadrature with an error below 1e-9 (1e-6, 1e-3) within 6 (10, 20) standard deviations
   * of the noise around the noiseless curve.
   *
   * @param x  rows of 2 numbers, or one flat array of them
   * @throws LangevinError "invalid-data" for rows that are none, and so far away that ln p is beyond f64;
   *   "invalid-argument" for more than a minute's work
   */
  logDensity(x: Rows): Float64Array;
}

export interface Definition {
  name: string;
  entropy: number;
  /** Whether the density is 0 somewhere. @default false */
  bounded?: boolean;
  /** One row from its own random numbers. */
  draw(random: RowRandom): [x: number, y: number];
  /** Steps that the density of a row takes, roughly nanoseconds. @default 2000 */
  perDensity?: number;
  /** Called once, before the first density: tables and scratch, and the function which uses them. */
  prepare(): (x: number, y: number) => number;
}

export function defineDensity({
  name,
  entropy,
  bounded = false,
  perDensity = 2000,
  draw,
  prepare,
}: Definition): Density2D {
  let logDensityAt: ((x: number, y: number) => number) | undefined;
  return {
    name,
    dim: 2,
    entropy,
    sample: (count, options = {}) =>
      drawRows(`${name}.sample`, count, options, { dim: 2, draw: (random, out, at) => out.set(draw(random), at) }),
    logDensity(x) {
      const where = `${name}.logDensity`;
      const { values, count } = toTable(where, "x", x, 2, { empty: true });
      checkWork(where, count * perDensity, "take a part of x at a time");
      logDensityAt ??= prepare();
      const logs = new Float64Array(count);
      for (let k = 0; k < count; k++) {
        const [x0, x1] = [values[2 * k], values[2 * k + 1]];
        logs[k] = logDensityAt(x0, x1);
        if (Number.isFinite(logs[k]) || (bounded && logs[k] === -Infinity)) continue;
        const expected = "x whose log density is within f64";
        throw new LangevinError("invalid-data", `${where}: expected ${expected}, got (${x0}, ${x1}) in row ${k}`);
      }
      return logs;
    },
  };
}
