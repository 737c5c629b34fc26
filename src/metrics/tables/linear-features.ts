import { present, rowsIn, type TableColumn } from "./column.ts";
import { quantile } from "./quantiles.ts";

/** Rows as linear models see them: numbers, and of each category the place of the one weight that counts. */
export interface LinearFeatures {
  readonly rows: number;
  /** (rows, p) row-major */
  readonly numbers: Float64Array;
  readonly p: number;
  /** (rows, q) row-major: where the level's weight is, −1 for missing and levels that were not there */
  readonly places: Int32Array;
  readonly q: number;
  /** Weights: p of numbers, then one for each level. */
  readonly width: number;
}

/** Mean, median and interquartile range of a column of numbers. */
interface Scale {
  mean: number;
  median: number;
  spread: number;
}

/** How linear models see tables like some first one: gaps at its means, (x − median)/(q₇₅ − q₂₅), levels one-hot. */
export class LinearEncoding {
  readonly #scales: readonly (Scale | undefined)[];
  readonly #levels: readonly ReadonlyMap<number, number>[];
  readonly #width: number;

  constructor(columns: readonly TableColumn[]) {
    this.#scales = columns.map(({ kind, values }) => (kind === "number" ? scaleOf(values) : undefined));
    let width = this.#scales.filter((scale) => scale).length;
    this.#levels = columns.map(({ kind, values }) => {
      const places = new Map<number, number>();
      if (kind === "category")
        for (let i = 0; i < values.length; i++)
          if (!Number.isNaN(values[i]) && !places.has(values[i])) places.set(values[i], width++);
      return places;
    });
    this.#width = width;
  }

  encode(columns: readonly TableColumn[]): LinearFeatures {
    const rows = rowsIn(columns);
    const numeric = columns.flatMap(({ kind }, c) => (kind === "number" ? [c] : []));
    const nominal = columns.flatMap(({ kind }, c) => (kind === "category" ? [c] : []));
    const [p, q] = [numeric.length, nominal.length];
    const numbers = new Float64Array(rows * p);
    const places = new Int32Array(rows * q);
    numeric.forEach((c, at) => {
      const { mean, median, spread } = this.#scales[c]!;
      const { values } = columns[c];
      for (let i = 0; i < rows; i++)
        numbers[i * p + at] = ((Number.isNaN(values[i]) ? mean : values[i]) - median) / spread;
    });
    nominal.forEach((c, at) => {
      const { values } = columns[c];
      for (let i = 0; i < rows; i++) places[i * q + at] = this.#levels[c].get(values[i]) ?? -1;
    });
    return { rows, numbers, p, places, q, width: this.#width };
  }
}

function scaleOf(values: ArrayLike<number>): Scale {
  const known = present(values);
  if (known.length === 0) return { mean: 0, median: 0, spread: 1 };
  const mean = known.reduce((sum, value) => sum + value / known.length, 0);
  // Gaps are filled before rows are ranked
  const filled = new Float64Array(values.length).fill(mean);
  filled.set(known);
  const sorted = filled.sort();
  const spread = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  return { mean, median: quantile(sorted, 0.5), spread: spread > 0 ? spread : 1 };
}
