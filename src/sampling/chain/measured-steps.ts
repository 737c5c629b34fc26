import { scoreOf } from "../../models/check.ts";
import type { Evaluator } from "../../models/evaluator/evaluator.ts";
import { startLaws } from "../../models/evaluator/start-laws.ts";
import { entryOf } from "../../models/moments.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { foldKey, purposes, RowRandom, streamKey } from "../../numerics/random.ts";
import { LangevinError } from "../../support/errors.ts";
import { Pacer } from "../../support/pacer.ts";

/** Rows that go ahead of a run. */
const PILOTS = 32;
/** Updates they take on a level, at most: what it takes to follow it down. */
const MOST_UPDATES = 8;
/** Half the distance of the two scores of a difference, in σ. */
const STEP = 1 / 32;
/** Deviations of the start beyond which they have run away. */
const FAR = 30;

/** A ladder, and how often each level is updated. */
interface Levels {
  readonly sigmas: ArrayLike<number>;
  readonly stepsPerSigma: number;
}

/**
 * α of every level for a model whose curvature is not known beforehand, as a composition's is not: 1/k, k the largest curvature
 * −∂²ln p/∂x² that 32 rows meet which go down the ladder ahead of the run. So an update moves half of the way down the
 * steepest direction, the others less, and is stable up to 4k. The bound k ≤ steepness/σ² is kept to. (A fixed α ∝ σ² would be
 * far too small: the product of n sharp densities needs n times smaller steps where they are sharp, and nowhere else.)
 *
 * The direction in which a row is steepest is found by a step of the power method on each level, its curvature by a
 * difference of scores: two scores a level and row beside the updates. The rows are the same whatever the run's count, offset and
 * seed.
 *
 * @throws LangevinError "diverged" where they run away: then the composition is no density
 */
export async function measuredSteps(
  where: string,
  evaluator: Evaluator,
  levels: Levels,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const { dim, rows, composition } = evaluator;
  const count = Math.min(PILOTS, rows ?? PILOTS);
  const pilots = evaluator.forRows(Array.from({ length: count }, (_, k) => Math.floor((k * (rows ?? count)) / count)));
  const { model } = pilots;
  const key = streamKey(0, purposes.pilots);
  const randoms = Array.from({ length: count }, (_, k) => new RowRandom(foldKey(key, 0, 0), k));
  const normals = (): Float64Array =>
    Float64Array.from({ length: count * dim }, (_, k) => randoms[Math.floor(k / dim)].normal());
  const laws = await startLaws(where, pilots, levels.sigmas[0], signal);
  const start = (k: number): { mean: number; std: number } => {
    const entry = entryOf(laws, dim, k);
    return { mean: laws.mean[entry], std: laws.std[entry] };
  };
  const x = Float32Array.from(normals(), (z, k) => start(k).mean + start(k).std * z);
  const direction = normals();
  for (let begin = 0; begin < direction.length; begin += dim) normalize(direction.subarray(begin, begin + dim));
  const pacer = new Pacer(signal);
  const alphas = new Float64Array(levels.sigmas.length);
  for (let level = 0; level < alphas.length; level++) {
    const sigma = levels.sigmas[level];
    const bound = (composition?.steepness ?? 1) / (sigma * sigma);
    const largest = await steepest(where, model, { x, direction, sigma });
    // The mean curvature of rows of a density is that of its score squared, and so above 0
    if (largest < 0) throw noDensity(where, sigma);
    const curvature = largest > 0 ? Math.min(largest, bound) : bound;
    const alpha = (alphas[level] = 1 / curvature);
    for (let step = 0; step < Math.min(levels.stepsPerSigma, MOST_UPDATES); step++) {
      const score = await scoreOf(where, model, x, sigma);
      normals().forEach((z, k) => (x[k] += (alpha / 2) * score[k] + Math.sqrt(alpha) * z));
    }
    if (x.some((value, k) => !(Math.abs(value - start(k).mean) <= FAR * start(k).std))) throw noDensity(where, sigma);
    if (pacer.due) await pacer.pause();
  }
  return alphas;
}

function noDensity(where: string, sigma: number): LangevinError {
  return new LangevinError(
    "diverged",
    `${where}: expected a composition that is a density, got one whose rows run away at sigma ${sigma}: where a model of ` +
      "negative weight is narrower than the others, there is none",
  );
}

interface Pilots {
  readonly x: Float32Array;
  /** The direction in which each row is steepest; overwritten by a better one. */
  readonly direction: Float64Array;
  readonly sigma: number;
}

/** The largest of the rows' curvatures −vᵀ(∂score/∂x)v along their directions v, which a step of the power method then turns. */
async function steepest(where: string, model: ScoreModel, { x, direction, sigma }: Pilots): Promise<number> {
  const { dim } = model;
  const span = 2 * STEP * sigma;
  const shifted = (sign: number): Float32Array => x.map((value, k) => value + (sign * span * direction[k]) / 2);
  const [above, below] = [shifted(1), shifted(-1)];
  const up = await scoreOf(where, model, above, sigma);
  const down = await scoreOf(where, model, below, sigma);
  let largest = -Infinity;
  for (let begin = 0; begin < x.length; begin += dim) {
    let [fall, length] = [0, 0];
    for (let k = begin; k < begin + dim; k++) {
      fall += direction[k] * (down[k] - up[k]);
      length += direction[k] * (above[k] - below[k]);
    }
    largest = Math.max(largest, fall / length);
    // Curvatures are shifted by twice that of a valley, out of which the power method would not come
    const shift = 2 * Math.max(0, -fall);
    const own = direction.subarray(begin, begin + dim);
    for (let k = begin; k < begin + dim; k++) direction[k] = down[k] - up[k] + shift * direction[k];
    normalize(own);
  }
  return largest;
}

/** Each row of a length of 1; one of 0 becomes the first column's. */
function normalize(row: Float64Array): void {
  const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  if (length > 0 && length < Infinity) row.forEach((value, j) => (row[j] = value / length));
  else row.fill(0).fill(1, 0, 1);
}
