import { drawProbes } from "../../numerics/probes.ts";

/** Columns up to which the nodes go along each; beyond, along probes of all columns. */
const MOST_AXES = 16;
const PROBES = 8;

/**
 * Quadrature over N(mean, diag(std²)): nodes at the mean and, for each direction, at mean ± reach·std·direction, each of a pair with
 * the same weight, the mean with the rest of 1.
 */
export interface QuadratureNodes {
  readonly directions: readonly ArrayLike<number>[];
  readonly reach: number;
  readonly weight: number;
  /** Whether each direction is a column. */
  readonly axes: boolean;
}

/**
 * Up to 16 columns, three-point Gauss–Hermite quadrature along each: exact for sums over columns of polynomials of degree 5.
 * Beyond, fixed signs of all columns at once: at the distance √dim, where the law's rows are.
 */
export function quadratureNodes(dim: number): QuadratureNodes {
  if (dim > MOST_AXES) {
    const directions = drawProbes(0, () => 0, { count: 1, dim, probes: PROBES });
    return { directions, reach: 1, weight: 1 / (2 * PROBES), axes: false };
  }
  const unit = (j: number): number[] => Array.from({ length: dim }, (_, k) => Number(k === j));
  const directions = Array.from({ length: dim }, (_, j) => unit(j));
  return { directions, reach: Math.sqrt(3), weight: 1 / 6, axes: true };
}

/** The nodes, (1 + 2·directions, dim): the mean, then above and below it along each direction. */
export function nodesAround(
  mean: ArrayLike<number>,
  std: ArrayLike<number>,
  { directions, reach }: QuadratureNodes,
): Float64Array {
  const dim = mean.length;
  const x = new Float64Array((1 + 2 * directions.length) * dim);
  x.set(mean);
  directions.forEach((direction, d) => {
    for (let j = 0; j < dim; j++) {
      const step = reach * std[j] * direction[j];
      x[(1 + 2 * d) * dim + j] = mean[j] + step;
      x[(2 + 2 * d) * dim + j] = mean[j] - step;
    }
  });
  return x;
}
