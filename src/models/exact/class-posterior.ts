import type { CategoryBlock } from "../../data/category-block.ts";
import type { Draw } from "../../numerics/draws.ts";
import { exp, log, logSumExp } from "../../numerics/math.ts";
import type { RowRandom } from "../../numerics/random.ts";
import { levelEvidence, type LevelEvidence } from "./level-evidence.ts";
import type { NormalComponent, SmoothedNormal } from "./normal-component.ts";

const LN_2PI = 1.8378770664093453;
/** Below it a sum of likelihoods is taken by its logarithms. */
const SMALL = 1e-280;

/** A latent-class model: given its class, all columns of a row are independent. */
export interface MixtureParts {
  weights: Float64Array;
  /** tables[j][c][k] = P(column j is level k | class c) */
  tables: readonly Float64Array[][];
  blocks: readonly CategoryBlock[];
  /** The law of the plain columns in each class. */
  components: readonly NormalComponent[];
}

/** The exact posterior of one row at a time. */
export interface ClassPosterior {
  /** P(level | x) of each block, at the row that was evaluated last. */
  readonly levels: readonly Float64Array[];
  /** Steps that a row takes. */
  readonly perRow: number;
  /** Prepares for σ. */
  at(sigma: number): void;
  /** ln p_σ at the row of x that begins at `at`. */
  evaluate(x: Float64Array, at: number): number;
  /** ∇ ln p_σ at the row that was evaluated last; overwritten by the next. */
  score(): Float64Array;
  /** Δ ln p_σ there. */
  divergence(): number;
  /** ln of the joint law of the cells that begin at `at`; what is NaN is summed over. */
  logJoint(cells: Float64Array, at: number): number;
  draw: Draw;
}

export function classPosterior({ weights, tables, blocks, components }: MixtureParts, dim: number): ClassPosterior {
  const numbers = components[0].mean.length;
  const logWeights = weights.map(log);
  const logTables = tables.map((table) => table.map((row) => row.map(log)));
  const evidence = blocks.map(levelEvidence);
  const starts = evidence.map((_, j) => evidence.slice(0, j).reduce((at, { size }) => at + size, numbers));
  const gradients = components.map(() => new Float64Array(numbers));
  const terms = new Float64Array(weights.length);
  /** P(class | x). */
  const posterior = new Float64Array(weights.length);
  /** P(level | x, class) of each block, then of each class. */
  const given = tables.map((table) => table.map((row) => new Float64Array(row.length)));
  const levels = evidence.map((block) => new Float64Array(block.levels));
  const score = new Float64Array(dim);
  let sigma = NaN;
  let smoothed: SmoothedNormal[] = [];

  return {
    levels,
    perRow: evidence.reduce(
      (steps, { size, levels }) => steps + levels * (4 * size + 2 * weights.length + 16),
      weights.length * (numbers + 16 * (1 + blocks.length)),
    ),
    at(next) {
      if (next !== sigma) smoothed = components.map((component) => component.smoothed(next));
      sigma = next;
    },
    evaluate(x, at) {
      let nearest = 0;
      evidence.forEach((block, j) => (nearest += block.observe(x, at + starts[j], sigma)));
      for (let c = 0; c < terms.length; c++) {
        terms[c] = logWeights[c] + smoothed[c].logDensity(x, at, gradients[c]);
        for (let j = 0; j < evidence.length; j++)
          terms[c] += weighLevels(evidence[j], tables[j][c], logTables[j][c], given[j][c]);
      }
      const logSum = logSumExp(terms);
      let total = 0; // 1, but for rounding: far away logSum is too large to tell ln 2 from 0
      for (let c = 0; c < terms.length; c++) total += posterior[c] = exp(terms[c] - logSum);
      for (let c = 0; c < terms.length; c++) posterior[c] /= total;
      for (let j = 0; j < levels.length; j++) mix(levels[j], posterior, given[j]);
      return nearest + logSum;
    },
    score() {
      mix(score.subarray(0, numbers), posterior, gradients);
      evidence.forEach((block, j) => {
        const part = score.subarray(starts[j], starts[j] + block.size);
        block.shift(levels[j], part);
        for (let i = 0; i < part.length; i++) part[i] = part[i] / sigma / sigma;
      });
      return score;
    },
    divergence() {
      mix(score.subarray(0, numbers), posterior, gradients);
      let sum = 0;
      for (let c = 0; c < terms.length; c++) {
        if (posterior[c] === 0) continue;
        let square = 0;
        for (let i = 0; i < numbers; i++) square += (gradients[c][i] - score[i]) * (gradients[c][i] - score[i]);
        sum += posterior[c] * (square + smoothed[c].laplacian());
      }
      const variance = sigma * sigma;
      evidence.forEach((block, j) => (sum += (block.spread(levels[j]) / variance - block.size) / variance));
      return sum;
    },
    logJoint(cells, at) {
      for (let c = 0; c < terms.length; c++) {
        const { mean, variance } = components[c];
        terms[c] = logWeights[c];
        for (let i = 0; i < numbers; i++) {
          const difference = cells[at + i] - mean[i];
          if (Number.isNaN(difference)) continue;
          terms[c] -= 0.5 * ((difference * difference) / variance[i] + log(variance[i]) + LN_2PI);
        }
        for (let j = 0; j < blocks.length; j++) {
          const level = cells[at + numbers + j];
          if (!Number.isNaN(level)) terms[c] += logTables[j][c][level];
        }
      }
      return logSumExp(terms);
    },
    draw(random, out, at) {
      const c = drawLevel(random, weights);
      components[c].draw(random, out, at);
      blocks.forEach(({ codes }, j) => {
        const { size } = evidence[j];
        const k = drawLevel(random, tables[j][c]);
        out.set(codes.subarray(k * size, (k + 1) * size), at + starts[j]);
      });
    },
  };
}

/** P(level | x, class) to `out`, from P(level | class); returns ln Σ_k P(k | class)·likelihood_k. */
function weighLevels(
  { relative, likelihood }: LevelEvidence,
  prior: Float64Array,
  logPrior: Float64Array,
  out: Float64Array,
): number {
  let sum = 0;
  for (let k = 0; k < out.length; k++) sum += out[k] = prior[k] * likelihood[k];
  if (sum > SMALL) {
    for (let k = 0; k < out.length; k++) out[k] /= sum;
    return log(sum);
  }
  for (let k = 0; k < out.length; k++) out[k] = logPrior[k] + relative[k];
  const logSum = logSumExp(out);
  for (let k = 0; k < out.length; k++) out[k] = logSum === -Infinity ? prior[k] : exp(out[k] - logSum);
  return logSum;
}

/** out = Σ_c weights_c·rows_c */
function mix(out: Float64Array, weights: Float64Array, rows: readonly Float64Array[]): void {
  out.fill(0);
  for (let c = 0; c < rows.length; c++)
    if (weights[c] !== 0) for (let i = 0; i < out.length; i++) out[i] += weights[c] * rows[c][i];
}

/** k with probability shares[k]. */
function drawLevel(random: RowRandom, shares: Float64Array): number {
  let k = 0;
  for (let rest = random.uniform() - shares[0]; rest >= 0 && k < shares.length - 1;) rest -= shares[++k];
  return k;
}
