import { gaussianMixture, geometricSigmas, type ExactModel, type ScoreNetwork } from "langevin";
import { noiseOf } from "./forward.ts";
import type { LevelLosses } from "./protocol.ts";
import type { Source } from "./sources.ts";

/** Levels of noise; noisy points at each of them where the floor is known, and where single noises are the targets. */
const LEVELS = 16;
const [POINTS, MOST_POINTS] = [100, 20_000];
/** Rows that stand for the data where noise is large. */
const ROWS = 20_000;
/** Effective number of rows, 1/Σw² of weights that sum to 1, with which their mean is near enough to be the only one asked. */
const ENOUGH = 300;
/** ‖z‖² beyond the nearest row's from which on a row does not count: e⁻²⁰. */
const FAR = 40;
/** Distance and reach of the lattice of noises on which the density is summed where noise is small. */
const [SPACING, REACH] = [0.5, 4.5];

/** What is known of the noise in noisy points. */
interface Posterior {
  /** E[z | x̃], (n, 2). */
  mean: Float64Array;
  /** E‖z − E[z | x̃]‖² over both columns, a point each. */
  variance: Float64Array;
}

/**
 * E(ẑ − z)² of the network at single σ, per column, at noisy rows it was not trained on.
 *
 * No network is better than E[z | x̃], whose loss is the floor: the mean variance of z given x̃. Where the density is known
 * both are computed, and the loss is the floor plus the network's mean squared distance from E[z | x̃]: the chance of single
 * noises is averaged away. For mixtures of Gaussians they are exact. For the others there are two ways: the mean over
 * 20,000 rows of the data, right for large σ, and a sum of the density over a lattice of noises, right for small ones.
 * Where few rows count, the one with less loss on the same noises is taken; neither sees the noises that judge it.
 */
export async function levelLosses(
  network: ScoreNetwork,
  source: Source,
  { sigmaMax, sigmaMin, seed, signal }: { sigmaMax: number; sigmaMin: number; seed: number; signal?: AbortSignal },
): Promise<LevelLosses> {
  const sigmas = geometricSigmas({ sigmaMax, sigmaMin, count: LEVELS });
  const posteriors = source.logDensity && posteriorsOf(network, source);
  const heldOut = network.encoding.encode(source.heldOut);
  const count = posteriors ? Math.min(POINTS, heldOut.length / 2) : MOST_POINTS;
  const rows = Float64Array.from({ length: 2 * count }, (_, i) => heldOut[i % heldOut.length]);
  const noise = noiseOf(count, seed);
  const learned = new Float64Array(LEVELS);
  const floor = new Float64Array(LEVELS);
  for (const [level, sigma] of sigmas.entries()) {
    // What was asked for meanwhile is heard
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    const noisy = Float32Array.from(rows, (value, i) => value + sigma * noise[i]);
    const predicted = Float64Array.from(network.score(noisy, sigma), (score) => -sigma * score);
    const best = posteriors && least(posteriors(noisy, sigma), noise);
    floor[level] = best ? meanOf(best.variance) / 2 : 0;
    learned[level] = floor[level] + meanSquare(predicted, best?.mean ?? noise);
  }
  return { sigmas, learned, floor: posteriors && floor };
}

/** The ways to know the noise in points. */
function posteriorsOf(network: ScoreNetwork, { rows, mixture, logDensity }: Source) {
  const { mean, std } = network.encoding.parameters;
  if (mixture) {
    const means = Array.from(mixture.means, (center) => Array.from(center, (value, i) => (value - mean[i]) / std[i]));
    const variances = Array.from(mixture.weights, () => Array.from(std, (unit) => mixture.variance / (unit * unit)));
    const model = gaussianMixture({ weights: mixture.weights, means, variance: variances });
    return (noisy: Float32Array, sigma: number) => [posteriorOf(model, noisy, sigma)];
  }
  const data = network.encoding.encode(rows.slice(0, 2 * ROWS));
  const density = (values: Float64Array): Float64Array =>
    logDensity!(values.map((value, i) => mean[i % 2] + std[i % 2] * value));
  return (noisy: Float32Array, sigma: number) => {
    const ofRows = rowsPosterior(data, noisy, sigma);
    return ofRows.effective >= ENOUGH ? [ofRows] : [ofRows, latticePosterior(density, noisy, sigma)];
  };
}

/** E[z | x̃] = −σ·score and tr Cov(z | x̃) = D + σ²·∇·score (Tweedie's formula, and its derivative). */
export function posteriorOf(model: ExactModel, noisy: Float32Array, sigma: number): Posterior {
  return {
    mean: Float64Array.from(model.score(noisy, sigma), (score) => -sigma * score),
    variance: Float64Array.from(model.divergence(noisy, sigma), (divergence) => 2 + sigma * sigma * divergence),
  };
}

/** p(z | x̃) of z = (x̃ − row)/σ, weighted by N(z; 0, I); with the harmonic mean of the effective numbers of rows. */
export function rowsPosterior(
  rows: Float32Array,
  noisy: Float32Array,
  sigma: number,
): Posterior & { effective: number } {
  const count = noisy.length / 2;
  const mean = new Float64Array(2 * count);
  const variance = new Float64Array(count);
  const squares = new Float64Array(rows.length / 2);
  let inverse = 0;
  for (let k = 0; k < count; k++) {
    const [x, y] = [noisy[2 * k], noisy[2 * k + 1]];
    let least = Infinity;
    for (let r = 0; r < squares.length; r++) {
      squares[r] = ((x - rows[2 * r]) ** 2 + (y - rows[2 * r + 1]) ** 2) / (sigma * sigma);
      if (squares[r] < least) least = squares[r];
    }
    const sums = new Moments();
    let weights2 = 0;
    for (let r = 0; r < squares.length; r++) {
      if (squares[r] > least + FAR) continue;
      const weight = Math.exp((least - squares[r]) / 2);
      sums.add(weight, (x - rows[2 * r]) / sigma, (y - rows[2 * r + 1]) / sigma);
      weights2 += weight * weight;
    }
    sums.put(k, mean, variance);
    inverse += weights2 / (sums.total * sums.total) / count;
  }
  return { mean, variance, effective: 1 / inverse };
}

/** p(z | x̃) ∝ N(z; 0, I)·p(x̃ − σz), summed over a lattice; NaN where the lattice meets no density. */
export function latticePosterior(
  logDensity: (rows: Float64Array) => Float64Array,
  noisy: Float32Array,
  sigma: number,
): Posterior {
  const steps = Math.ceil(REACH / SPACING);
  const axis = Array.from({ length: 2 * steps + 1 }, (_, k) => (k - steps) * SPACING);
  const lattice = axis.flatMap((z1) => axis.map((z2) => [z1, z2])).filter(([z1, z2]) => Math.hypot(z1, z2) <= REACH);
  const count = noisy.length / 2;
  const mean = new Float64Array(2 * count);
  const variance = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const [x, y] = [noisy[2 * k], noisy[2 * k + 1]];
    const logs = logDensity(Float64Array.from(lattice.flatMap(([z1, z2]) => [x - sigma * z1, y - sigma * z2])));
    lattice.forEach(([z1, z2], i) => (logs[i] -= (z1 * z1 + z2 * z2) / 2));
    const top = logs.reduce((most, log) => Math.max(most, log), -Infinity);
    const sums = new Moments();
    lattice.forEach(([z1, z2], i) => sums.add(Math.exp(logs[i] - top), z1, z2));
    sums.put(k, mean, variance);
  }
  return { mean, variance };
}

/** Mean of weighted noises and what remains of their squares. */
class Moments {
  total = 0;
  private sum1 = 0;
  private sum2 = 0;
  private squares = 0;

  add(weight: number, z1: number, z2: number): void {
    this.total += weight;
    this.sum1 += weight * z1;
    this.sum2 += weight * z2;
    this.squares += weight * (z1 * z1 + z2 * z2);
  }

  put(k: number, mean: Float64Array, variance: Float64Array): void {
    const [m1, m2] = [this.sum1 / this.total, this.sum2 / this.total];
    mean.set([m1, m2], 2 * k);
    variance[k] = this.squares / this.total - m1 * m1 - m2 * m2;
  }
}

/** The one that guesses noises best. */
function least(posteriors: Posterior[], noise: Float64Array): Posterior {
  const losses = posteriors.map(({ mean }) => meanSquare(mean, noise));
  return posteriors[losses.indexOf(Math.min(...losses))];
}

function meanSquare(a: Float64Array, b: Float64Array): number {
  return meanOf(a.map((value, i) => (value - b[i]) ** 2));
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}
