import { exp, log } from "../numerics/math.ts";
import { cos } from "../numerics/trigonometry.ts";

/** Points (x, y) with weights: an integral along a curve as a sum. */
export interface CurveNodes {
  x: Float64Array;
  y: Float64Array;
  weight: Float64Array;
}

const ORDER = 10;

/** e^−CUTOFF: what a node weighs against the closest one may be left out. */
export const CUTOFF = 36;

/**
 * ∫ f(point(t))·weight(t) dt ≈ Σ_k weight_k·f(x_k, y_k): 10 Gauss–Legendre nodes on each of `panels` equal parts of
 * `from`…`to`. For f a Gaussian of deviation s and panels no longer than 2s on the curve, the relative error is below
 * 1e-10 where f's center is within 6s of the curve, 1e-6 within 10s and 1e-3 within 20s.
 */
export function curveNodes(
  from: number,
  to: number,
  panels: number,
  point: (t: number) => [x: number, y: number],
  weight: (t: number) => number,
): CurveNodes {
  const count = panels * ORDER;
  const nodes = { x: new Float64Array(count), y: new Float64Array(count), weight: new Float64Array(count) };
  const rule = gaussLegendre(ORDER);
  const half = (to - from) / (2 * panels);
  for (let k = 0; k < count; k++) {
    const [root, share] = rule[k % ORDER];
    const t = from + half * (2 * Math.floor(k / ORDER) + 1 + root);
    [nodes.x[k], nodes.y[k]] = point(t);
    nodes.weight[k] = half * share * weight(t);
  }
  return nodes;
}

/** Roots and weights on (−1, 1): Newton's method on P_n from cos π(i + ¾)/(n + ½); weight 2/((1 − r²)·P_n'(r)²). */
export function gaussLegendre(order: number): [root: number, weight: number][] {
  return Array.from({ length: order }, (_, i) => {
    let root = cos((Math.PI * (i + 0.75)) / (order + 0.5));
    let slope = 0;
    for (let step = 0; step < 6; step++) {
      let previous = 1;
      let value = root;
      for (let n = 2; n <= order; n++)
        [previous, value] = [value, ((2 * n - 1) * root * value - (n - 1) * previous) / n];
      slope = (order * (previous - root * value)) / (1 - root * root);
      root -= value / slope;
    }
    return [root, 2 / ((1 - root * root) * slope * slope)];
  });
}

/** ln Σ_k weight_k·N((x, y); node_k, sd²I). */
export function logGaussianSum(nodes: CurveNodes, sd: number): (x: number, y: number) => number {
  const count = nodes.x.length;
  const squared = new Float64Array(count);
  const scale = -1 / (2 * sd * sd);
  const logNorm = log(2 * Math.PI * sd * sd);
  const reach = CUTOFF / -scale;
  return (x, y) => {
    let least = Infinity;
    for (let k = 0; k < count; k++) {
      const dx = x - nodes.x[k];
      const dy = y - nodes.y[k];
      const d = dx * dx + dy * dy;
      squared[k] = d;
      if (d < least) least = d;
    }
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const excess = squared[k] - least;
      if (excess < reach) sum += nodes.weight[k] * exp(excess * scale);
    }
    return least * scale + log(sum) - logNorm;
  };
}
