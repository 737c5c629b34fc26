import { toTables, type Rows } from "../data/rows.ts";
import { directions } from "../numerics/draws.ts";
import { exponentOf } from "../numerics/math.ts";
import { checkWork } from "../support/limits.ts";
import { integer, readOptions, seed, type Spec } from "../support/options.ts";
import { dimOption, orderOption, scaleSets, type SetsOptions } from "./sets.ts";

/** Options of {@link slicedWasserstein}. */
export interface SlicedWassersteinOptions extends SetsOptions {
  /** p of W_p. @default 2 */
  order?: 1 | 2 | undefined;
  /** How many directions, up to 1,000,000; in one dimension there is only one. @default 128 */
  projections?: number | undefined;
  /**
   * Seed of the directions. Equal seeds compare along equal directions, and a longer run begins with a shorter one's.
   * @default 0
   */
  seed?: number | undefined;
}

export const slicedWassersteinSpec = {
  dim: dimOption,
  order: orderOption(2),
  projections: integer(1, 1_000_000, { default: 128 }),
  seed: seed({ default: 0 }),
} satisfies Spec<SlicedWassersteinOptions>;

/** What a random number costs, in steps. */
const DRAW = 64;

/**
 * SW_p = (1/L · Σ_l W_p(θ_l·a, θ_l·b)^p)^{1/p} over L random directions θ_l on the unit sphere
 * (Bonneel et al. 2015, "Sliced and Radon Wasserstein barycenters of measures").
 *
 * W_p(u, v)^p = ∫₀¹ |F_u⁻¹(q) − F_v⁻¹(q)|^p dq is the exact integral of two step functions, with whole-number
 * breakpoints, for any two sizes.
 *
 * @param generated  (n, dim) row-major
 * @param reference  (m, dim) row-major
 * @returns the distance in the units of the rows, in f64; 0 for equal sets. Its relative standard error from the choice
 *   of directions falls as 1/√projections. Takes L·(n + m)·(dim + log(n + m)) steps
 * @throws LangevinError "invalid-data" for sizes that do not fit `dim`, empty sets, values that are not finite and a distance
 *   beyond f64; "invalid-argument" for options and for more than 2³⁵ steps, a minute or so
 *
 * @example
 * ```ts
 * import { gaussian } from "langevin";
 * import { slicedWasserstein } from "langevin/metrics";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * console.log(slicedWasserstein(model.sample(500, { seed: 1 }), model.sample(500, { seed: 2 }), { dim: 2 }));
 * ```
 */
export function slicedWasserstein(generated: Rows, reference: Rows, options: SlicedWassersteinOptions = {}): number {
  const where = "slicedWasserstein";
  const { dim: given, order, projections, seed } = readOptions(where, options, slicedWassersteinSpec);
  const tables = toTables(where, { generated, reference }, given);
  const [{ count: n, dim }, { count: m }] = tables;
  const count = dim === 1 ? 1 : projections;
  // Sorting takes some 8 steps for each halving
  const perDirection = (n + m) * (dim + 8 * exponentOf(2 * (n + m))) + DRAW * dim;
  checkWork(where, count * perDirection, "choose fewer projections or rows");
  const { restore, ...sets } = scaleSets(where, tables, [-400, 400]);

  const thetas = dim === 1 ? Float64Array.of(1) : directions(count, dim, seed);
  const u = new Float64Array(n);
  const v = new Float64Array(m);
  let sum = 0;
  for (let l = 0; l < count; l++) {
    const theta = thetas.subarray(l * dim, (l + 1) * dim);
    project(u, sets.generated.values, theta);
    project(v, sets.reference.values, theta);
    sum += transportCost(u.sort(), v.sort(), order);
  }
  return restore(order === 1 ? sum / count : Math.sqrt(sum / count));
}

/** out[i] = θ·row_i */
function project(out: Float64Array, rows: Float64Array, theta: Float64Array): void {
  const dim = theta.length;
  for (let i = 0; i < out.length; i++) {
    let dot = 0;
    for (let d = 0; d < dim; d++) dot += theta[d] * rows[i * dim + d];
    out[i] = dot;
  }
}

/** W_p(u, v)^p of two ascending samples. Mass is counted in units of 1/(n·m), so that breakpoints are integers. */
function transportCost(u: Float64Array, v: Float64Array, order: 1 | 2): number {
  const n = u.length;
  const m = v.length;
  let cost = 0;
  let done = 0;
  for (let i = 0, j = 0; i < n && j < m;) {
    const uEnd = (i + 1) * m;
    const vEnd = (j + 1) * n;
    const end = uEnd < vEnd ? uEnd : vEnd;
    const gap = Math.abs(u[i] - v[j]);
    cost += (end - done) * (order === 1 ? gap : gap * gap);
    done = end;
    if (uEnd === end) i++;
    if (vEnd === end) j++;
  }
  return cost / (n * m);
}
