import {
  createEngine,
  createScoreNetwork,
  gaussian,
  gaussianMixture,
  impute,
  train,
  type Engine,
} from "../../src/index.ts";
import { normalCdf } from "../../src/numerics/normal.ts";
import { purposes, RowRandom, streamKey } from "../../src/numerics/random.ts";
import { mean } from "../quality/row.ts";
import type { CaseOptions, InferenceCases } from "./groups.ts";
import type { Figure } from "./row.ts";

/** Gaps and observations whose law is known. */
export const imputation: InferenceCases = {
  "imputation, two moons with masks": moonsWithMasks,
  "imputation, two moons without masks": moonsWithoutMasks,
  "imputation, normal rows": normalRows,
  "imputation, a mixture": mixtureRows,
};

/** Draws that a distance is of: those of the published comparison. */
const DRAWS = 600;
const DEVIATION = 0.1;

/** Two half circles of 30 normal components each. */
const centers = Array.from({ length: 60 }, (_, k) => {
  const angle = (Math.PI * ((k % 30) + 0.5)) / 30;
  return k < 30 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
});
const moons = gaussianMixture({ weights: centers.map(() => 1 / 60), means: centers, variance: DEVIATION * DEVIATION });
const [first, second] = [0, 1].map((d) => ({ mean: moons.mean[d], std: Math.sqrt(moons.variance[d]) }));

/** Places of the first column, in its deviations. */
const PLACES = [-0.6, 0.8];

/** P(second column ≤ y | first), both in deviations. */
function conditionalCdf(y: number, place: number): number {
  const x = first.mean + first.std * place;
  const weights = centers.map(([center]) => Math.exp(-0.5 * ((x - center) / DEVIATION) ** 2));
  const total = weights.reduce((sum, w) => sum + w);
  const at = second.mean + second.std * y;
  return centers.reduce((sum, [, center], k) => sum + (weights[k] / total) * normalCdf((at - center) / DEVIATION), 0);
}

const GRID = Array.from({ length: 2001 }, (_, i) => -3.5 + (7 * i) / 2000);

/** W1 of draws of the second column, in deviations, to its law given the first. */
function distance(draws: Float64Array, cdf: readonly number[]): number {
  const sorted = draws.slice().sort();
  let [sum, below] = [0, 0];
  GRID.forEach((y, i) => {
    while (below < sorted.length && sorted[below] <= y) below++;
    sum += Math.abs(below / sorted.length - cdf[i]) * (GRID[1] - GRID[0]);
  });
  return sum;
}

/** The distance of exact draws, and its deviation from set to set. */
function floorOf(cdf: readonly number[]): { floor: number; deviation: number } {
  const distances = Array.from({ length: 40 }, (_, set) => {
    const random = new RowRandom(streamKey(set, purposes.metrics), 0);
    const draws = Float64Array.from({ length: DRAWS }, () => {
      const u = random.uniform();
      return GRID[
        Math.max(
          0,
          cdf.findIndex((value) => value >= u),
        )
      ];
    });
    return distance(draws, cdf);
  });
  const floor = mean(distances);
  return { floor, deviation: Math.sqrt(mean(distances.map((value) => (value - floor) ** 2))) };
}

async function trained(engine: Engine, masks: boolean, quick: boolean) {
  const network = createScoreNetwork(engine, { dim: 2, masks, seed: 1 });
  await train(network, moons.sample(20_000, { seed: 1 }), {
    sigmas: "auto",
    steps: quick ? 500 : masks ? 20_000 : 6000,
    seed: 1,
  });
  return network;
}

/** W1 of what `fill` draws of the second column, at both places, in sets of 600. */
async function* distances(
  what: string,
  wanted: (about: { floor: number; deviation: number }) => number,
  fill: (rows: number[], copies: number) => PromiseLike<Float64Array>,
  sets: number,
): AsyncGenerator<Figure, void, void> {
  for (const place of PLACES) {
    const cdf = GRID.map((y) => conditionalCdf(y, place));
    const about = floorOf(cdf);
    const drawn = await fill([first.mean + first.std * place, NaN], DRAWS * sets);
    const values = drawn.filter((_, k) => k % 2 === 1).map((value) => (value - second.mean) / second.std);
    const each = Array.from({ length: sets }, (_, s) => distance(values.slice(s * DRAWS, (s + 1) * DRAWS), cdf));
    yield {
      metric: `W1 of ${DRAWS} draws of x₂ | x₁ = ${place}, ${what}`,
      value: mean(each),
      error: about.deviation / Math.sqrt(sets),
      wanted: wanted(about),
    };
    yield {
      metric: `W1 of ${DRAWS} exact draws at ${place}`,
      value: about.floor,
      error: about.deviation,
      wanted: null,
    };
  }
}

async function* moonsWithMasks({ quick }: CaseOptions): AsyncGenerator<Figure, void, void> {
  const engine = await createEngine();
  const network = await trained(engine, true, quick);
  const fill = (evaluations: number) => (rows: number[], copies: number) =>
    impute(network, rows, { copies, evaluations, seed: 1 });
  yield* distances("20 scores", ({ floor, deviation }) => floor + 2 * deviation, fill(20), quick ? 1 : 4);
  engine.dispose();
}

async function* moonsWithoutMasks({ quick }: CaseOptions): AsyncGenerator<Figure, void, void> {
  const engine = await createEngine();
  const network = await trained(engine, false, quick);
  const fill = (method: "smc" | "repaint") => (rows: number[], copies: number) =>
    impute(network, rows, { copies, method, seed: 1 });
  yield* distances("twisted SMC", () => 0.06, fill("smc"), quick ? 1 : 4);
  yield* distances("RePaint", () => 0.2, fill("repaint"), 1);
  engine.dispose();
}

/** Moments of gaps of normal rows, in standard errors: D = 3, one particle. */
async function* normalRows({ quick }: CaseOptions): AsyncGenerator<Figure, void, void> {
  const correlation = 0.7;
  const covariance = [0, 1, 2].map((i) => [0, 1, 2].map((j) => correlation ** Math.abs(i - j)));
  const model = gaussian({ mean: [0, 0, 0], covariance });
  const copies = quick ? 500 : 4000;
  const rows = await impute(model, [1.5, NaN, NaN], { copies, method: "smc", particles: 1, evaluations: 200, seed: 1 });
  for (const column of [1, 2]) {
    const exact = { mean: 1.5 * correlation ** column, variance: 1 - correlation ** (2 * column) };
    const values = Array.from(rows).filter((_, k) => k % 3 === column);
    const average = mean(values);
    const variance = mean(values.map((value) => (value - exact.mean) ** 2));
    const errors = [
      (average - exact.mean) / Math.sqrt(exact.variance / copies),
      (variance / exact.variance - 1) / Math.sqrt(2 / copies),
    ];
    for (const [i, moment] of ["mean", "variance"].entries())
      yield { metric: `${moment} of column ${column}, standard errors`, value: errors[i], error: 1, wanted: 4 };
  }
}

/** The share of a mode given the first column: weights ∝ w_k·N(x₁; μ_k1, v). */
async function* mixtureRows({ quick }: CaseOptions): AsyncGenerator<Figure, void, void> {
  const weights = [0.3, 0.4, 0.3];
  const means = [[-0.6, -2], [0, 2], [0.6, -2]]; // prettier-ignore
  const [variance, y] = [0.05, 0.3];
  const model = gaussianMixture({ weights, means, variance });
  const shares = weights.map((w, k) => w * Math.exp(-((y - means[k][0]) ** 2) / (2 * variance)));
  const p = shares[1] / shares.reduce((sum, share) => sum + share);
  const copies = quick ? 300 : 2000;
  const rows = await impute(model, [y, NaN], { copies, method: "smc", particles: 64, seed: 2 });
  const found = rows.filter((value, i) => i % 2 === 1 && value > 0).length / copies;
  const error = (found - p) / Math.sqrt((p * (1 - p)) / copies);
  yield { metric: "share of a mode, 64 particles, standard errors", value: error, error: 1, wanted: 4 };
}
