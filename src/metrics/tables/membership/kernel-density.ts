import { exp, log, pow } from "../../../numerics/math.ts";
import type { TableColumn } from "../column.ts";
import { apart, mixedRows, type MixedDistance, type MixedRows } from "../mixed-rows.ts";

/** Squared distance of standardized numbers and one-hot levels. */
const STANDARD: MixedDistance = { scale: "deviation", squared: true, most: Infinity, mismatch: 2, gap: 2 };
/** Kernels that are e⁻⁴⁰ of the largest do not count. */
const NEGLIGIBLE = 40;
/** Part of Scott's bandwidth that is taken: single rows are to show, not the shape of the whole. */
const NARROWER = 1 / 4;

/**
 * ln of a density by Gaussian kernels, up to a constant, of numbers in standard deviations and one-hot levels, whose squared
 * distance is 2: ln Σ_j exp(−‖x − x_j‖²/2h²), with a quarter of Scott's h = n^(−1/(columns + 4)).
 */
export class KernelDensity {
  readonly #scale: readonly TableColumn[];
  readonly #rows: MixedRows;
  /** 2h² */
  readonly #width: number;

  /** @param scale  the table whose deviations scale numbers */
  constructor(scale: readonly TableColumn[], rows: readonly TableColumn[]) {
    this.#scale = scale;
    this.#rows = mixedRows(scale, rows, STANDARD);
    const h = NARROWER * pow(this.#rows.count, -1 / (rows.length + 4));
    this.#width = 2 * h * h;
  }

  logDensities(queries: readonly TableColumn[]): Float64Array {
    const at = mixedRows(this.#scale, queries, STANDARD);
    return Float64Array.from({ length: at.count }, (_, i) => this.#logDensity(at, i));
  }

  #logDensity(queries: MixedRows, i: number): number {
    let [nearest, sum] = [Infinity, 0];
    for (let j = 0; j < this.#rows.count; j++) {
      const bound = nearest + NEGLIGIBLE * this.#width;
      const d = apart(queries, i, this.#rows, j, STANDARD, bound);
      if (!(d < bound)) continue;
      if (d < nearest) {
        sum = 1 + sum * exp((d - nearest) / this.#width);
        nearest = d;
      } else sum += exp((nearest - d) / this.#width);
    }
    return log(sum) - nearest / this.#width;
  }
}
