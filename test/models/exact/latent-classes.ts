import { categoricalMixture, type CategoricalMixture } from "../../../src/models/exact/categorical-mixture.ts";

export interface LatentClasses {
  weights: number[];
  /** tables[j][c][k] */
  tables: number[][][];
  means: number[][];
  variance: number[][];
}

/** Classes that differ in every column, each with its favorite levels and its own place of the numbers. */
export function latentClasses(levels: readonly number[], classes: number, numbers = 0): LatentClasses {
  const of = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
  const shares = (values: number[]): number[] => {
    const sum = values.reduce((total, value) => total + value, 0);
    return values.map((value) => value / sum);
  };
  return {
    weights: shares(of(classes, (c) => 2 + c)),
    tables: levels.map((count, j) =>
      of(classes, (c) =>
        shares(of(count, (k) => Math.exp(1.2 * Math.cos(2 * Math.PI * (k / count - (c + 0.3 * j) / classes))))),
      ),
    ),
    means: of(classes, (c) => of(numbers, (i) => 1.5 * Math.cos(2 * c + i))),
    variance: of(classes, (c) => of(numbers, (i) => 0.2 + 0.1 * ((c + i) % 3))),
  };
}

/** The model of them. */
export function modelOf({ weights, tables, means, variance }: LatentClasses): CategoricalMixture {
  return categoricalMixture({ weights, tables, ...(means[0].length > 0 && { means, variance }) });
}

/** Every combination of levels. */
export function allCells(levels: readonly number[]): number[][] {
  return levels.reduce<number[][]>(
    (cells, count) => cells.flatMap((cell) => Array.from({ length: count }, (_, k) => [...cell, k])),
    [[]],
  );
}

/** P(levels), written out: Σ_c weight_c·Π_j table_jc(level_j). */
export function probabilityOf({ weights, tables }: LatentClasses, cell: readonly number[]): number {
  return weights.reduce((sum, weight, c) => sum + cell.reduce((product, k, j) => product * tables[j][c][k], weight), 0);
}
