import { gaussianMixture, type ScoreNetwork } from "langevin";
import { densities } from "langevin/toys";
import { expect, it } from "vitest";
import { noiseOf } from "../../../apps/playground/forward.ts";
import { latticePosterior, levelLosses } from "../../../apps/playground/level-losses.ts";
import type { Source } from "../../../apps/playground/sources.ts";

const sd = 0.5 / 1.414;
const hills = {
  weights: Array<number>(8).fill(1 / 8),
  means: Array.from({ length: 8 }, (_, k) =>
    [0, Math.PI / 2].map((turn) => (4 / 1.414) * Math.cos((k * Math.PI) / 4 - turn)),
  ),
  variance: sd * sd,
};
const exact = gaussianMixture(hills);
const source: Source = {
  rows: densities["8gaussians"].sample(20_000, { seed: 1 }),
  heldOut: densities["8gaussians"].sample(1000, { seed: 2 }),
  logDensity: (rows) => densities["8gaussians"].logDensity(rows),
  square: true,
};
const ends = { sigmaMax: 8, sigmaMin: 0.02, seed: 5 };

/** A network of this score, on data that are standardized by `mean` and `std`. */
function networkOf(score: ScoreNetwork["score"], std = 1): ScoreNetwork {
  const encoding = {
    parameters: { mean: [0, 0], std: [std, std] },
    encode: (rows: Float64Array) => Float32Array.from(rows, (value) => value / std),
  };
  return { encoding, score } as unknown as ScoreNetwork;
}

it("from samples and from the density alone, floors are within 1 % of those of the mixture's own formula, at every σ", async () => {
  const network = networkOf((x, sigma) => exact.score(x, sigma));
  const { sigmas, learned, floor } = await levelLosses(network, source, ends);
  const known = await levelLosses(network, { ...source, mixture: hills }, ends);
  const rows = source.heldOut.slice(0, 200);
  const noise = noiseOf(100, ends.seed);
  sigmas.forEach((sigma, level) => {
    const noisy = rows.map((value, i) => value + sigma * noise[i]);
    const variances = exact.divergence(noisy, sigma);
    const right = 1 + (sigma * sigma * variances.reduce((sum, value) => sum + value, 0)) / 200;
    expect(Math.abs(floor![level] / right - 1), `σ = ${sigma}`).toBeLessThan(0.01);
    expect(known.floor![level]).toBeCloseTo(right, 6);
    // The exact score's loss is the floor
    expect(learned[level] - floor![level], `σ = ${sigma}`).toBeLessThan(0.003);
    expect(learned[level]).toBeGreaterThanOrEqual(floor![level]);
  });
});

it("a mixture's floor is exact in deviations of the data; a network without a guess loses the whole noise", async () => {
  const { sigmas, learned, floor } = await levelLosses(
    networkOf((x) => new Float32Array(x.length), 2),
    { ...source, mixture: hills },
    ends,
  );
  const same = await levelLosses(
    networkOf((x, sigma) => exact.score(x, sigma)),
    { ...source, mixture: hills },
    { sigmaMax: 2 * 8, sigmaMin: 2 * 0.02, seed: 5 },
  );
  sigmas.forEach((sigma, level) => {
    expect(same.sigmas[level]).toBeCloseTo(2 * sigma, 9);
    expect(floor![level]).toBeCloseTo(same.floor![level], 5);
    // E(z − 0)² = 1: E[z|x̃] and its rest are orthogonal, on average over 100 points
    expect(Math.abs(learned[level] - 1)).toBeLessThan(4 * Math.sqrt(2 / 200));
  });
});

it("of a table, the loss is that of single noises, and there is no floor", async () => {
  const { learned, floor } = await levelLosses(
    networkOf((x) => new Float32Array(x.length)),
    { rows: source.rows, heldOut: source.heldOut, square: false },
    ends,
  );
  expect(floor).toBeUndefined();
  for (const loss of learned) expect(Math.abs(loss - 1)).toBeLessThan(4 * Math.sqrt(2 / 40_000));
});

it("sums over a lattice of noises are those of a normal density to 1e-3, up to σ = 2 deviations of it", () => {
  const deviation = 0.4;
  const logDensity = (rows: Float64Array): Float64Array =>
    Float64Array.from(
      { length: rows.length / 2 },
      (_, k) => -(rows[2 * k] ** 2 + rows[2 * k + 1] ** 2) / (2 * deviation ** 2),
    );
  for (const sigma of [0.01, 0.1, 0.4, 0.8]) {
    const shrink = sigma / (deviation ** 2 + sigma ** 2);
    const { mean, variance } = latticePosterior(logDensity, Float32Array.of(0.5, -0.25), sigma);
    expect(Math.abs(mean[0] - 0.5 * shrink)).toBeLessThan(1e-3);
    expect(Math.abs(mean[1] - -0.25 * shrink)).toBeLessThan(1e-3);
    expect(Math.abs(variance[0] - 2 * (1 - sigma * shrink))).toBeLessThan(1e-3);
  }
});
