/** A smooth convex function: its value at x, and its gradient, written over. */
export type Smooth = (x: Float64Array, gradient: Float64Array) => number;

/** Steps whose curvature is remembered. */
const MEMORY = 10;
const MOST_STEPS = 1000;
/** The step that is left promises less than this: log-likelihoods do not tell such points apart. */
const CLOSE = 1e-4;

/**
 * The minimum of a convex function by L-BFGS with backtracking (Nocedal & Wright, Numerical Optimization, algorithms 7.4, 7.5).
 *
 * @param start      where to begin
 * @param curvature  its second derivative by each variable, roughly: what variables are scaled by
 */
export function minimize(f: Smooth, start: Float64Array, curvature: Float64Array): Float64Array {
  let x = start;
  let gradient: Float64Array = new Float64Array(x.length);
  let value = f(x, gradient);
  const memory: { step: Float64Array; change: Float64Array; product: number }[] = [];
  for (let count = 0; count < MOST_STEPS; count++) {
    const direction = descent(gradient);
    const slope = dot(gradient, direction);
    if (-slope < CLOSE) break;
    const next = search(direction, slope);
    if (!next) break;
    const step = next.x.map((xi, i) => xi - x[i]);
    const change = next.gradient.map((gi, i) => gi - gradient[i]);
    const product = dot(step, change);
    if (product > 0) memory.push({ step, change, product });
    if (memory.length > MEMORY) memory.shift();
    ({ x, gradient, value } = next);
  }
  return x;

  /** −H·gradient with the inverse curvature H that the memory tells, from the given one on. */
  function descent(of: Float64Array): Float64Array {
    const r = of.slice();
    const shares: number[] = [];
    for (let k = memory.length - 1; k >= 0; k--) {
      const { step, change, product } = memory[k];
      shares[k] = dot(step, r) / product;
      for (let i = 0; i < r.length; i++) r[i] -= shares[k] * change[i];
    }
    for (let i = 0; i < r.length; i++) r[i] /= curvature[i];
    memory.forEach(({ step, change, product }, k) => {
      const share = shares[k] - dot(change, r) / product;
      for (let i = 0; i < r.length; i++) r[i] += share * step[i];
    });
    return r.map((ri) => -ri);
  }

  /** A point along a direction that is lower by a share of what its slope promises. */
  function search(direction: Float64Array, slope: number) {
    for (let size = 1; size > 1e-10; size /= 2) {
      const at = x.map((xi, i) => xi + size * direction[i]);
      const gradientThere = new Float64Array(x.length);
      const there = f(at, gradientThere);
      if (there <= value + 1e-4 * size * slope) return { x: at, gradient: gradientThere, value: there };
    }
    return undefined;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
