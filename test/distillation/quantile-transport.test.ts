import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createEngine,
  createScoreNetwork,
  eulerOde,
  flowSigmas,
  gaussian,
  gaussianMixture,
  logDensity,
  reflow,
  type Engine,
  type ScoreModel,
  type ScoreNetwork,
} from "../../src/index.ts";
import { normalCdf } from "../../src/numerics/normal.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const means = [-1, 1];
const weights = [0.3, 0.7];
const std = 0.5;
const mixture = gaussianMixture({ weights, means: means.map((m) => [m]), variance: std * std });
const mixtureCdf = (x: number): number => means.reduce((sum, m, c) => sum + weights[c] * normalCdf((x - m) / std), 0);

/** The x of which cdf(x) = u. */
function inverse(cdf: (x: number) => number, u: number): number {
  let [low, high] = [-20, 20];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (cdf(middle) < u) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Rows of one evaluation, and of eight, from noises that lie at equal steps of ζ between ±2.5. */
async function ends(student: ScoreNetwork) {
  const { sigmaMax } = student.sigmaRange!;
  const latents = Float64Array.from({ length: 101 }, (_, k) => (k - 50) / 20);
  const start = student.encoding.decode(latents.map((z) => z * Math.sqrt(1 + sigmaMax * sigmaMax)));
  const how = { count: latents.length, start };
  const one = await eulerOde(student, "auto", { ...how, evaluations: 1 });
  const eight = await eulerOde(student, flowSigmas({ count: 8, sigmaMax }), how);
  return { latents, one, eight };
}

/**
 * On a line the ODE's map is monotone, T = F⁻¹∘Φ, and paths from ζ to T(ζ) cannot cross: they are the student's own, straight
 * ones, and its density at σ_min that of x + σ_min·z.
 */
describe("on a line a student is the quantile transport, in one step as in eight", () => {
  const cases: [string, ScoreModel, (z: number) => number, { settings: object; error: number }][] = [
    ["N(3, 4)", gaussian({ mean: [3], std: [2] }), (z) => 3 + 2 * z, { settings: { steps: 800 }, error: 0.04 }],
    ["a mixture", mixture, (z) => inverse(mixtureCdf, normalCdf(z)), { settings: { steps: 1500 }, error: 0.06 }],
  ];
  test.each(cases)("%s", async (_name, teacher, transport, { settings, error }) => {
    const student = createScoreNetwork(engine, { dim: 1, hidden: [32, 32], coordinateFrequencies: 0, seed: 1 });
    const how = { pairs: 20_000, batchSize: 256, learningRate: 0.006, seed: 1, ...settings };
    await reflow(teacher, student, how);
    const { latents, one, eight } = await ends(student);
    const apart = (a: ArrayLike<number>, b: (k: number) => number): number =>
      Math.sqrt(latents.reduce((sum, _z, k) => sum + (a[k] - b(k)) ** 2, 0) / latents.length);
    expect(apart(one, (k) => eight[k])).toBeLessThan(0.02);
    expect(apart(one, (k) => transport(latents[k]))).toBeLessThan(error);
    const rows = latents.map((z) => transport(z));
    const found = await logDensity(student, rows);
    const exact = await logDensity(teacher, rows, { sigmaMax: 100, sigmaMin: 1e-3 });
    expect(apart(found.logDensity, (k) => exact.logDensity[k])).toBeLessThan(0.1);
    student.dispose();
  });
});
