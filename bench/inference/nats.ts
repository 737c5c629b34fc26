import {
  createEngine,
  createScoreNetwork,
  gaussian,
  idealDenoiser,
  logDensity,
  lossInNats,
  sample,
  train,
  type ScoreNetwork,
  type TrainOptions,
  type TrainResult,
} from "../../src/index.ts";
import { densities, type DensityName } from "../../src/toys/index.ts";
import { scoreForest } from "../quality/forest-metrics.ts";
import { readForestSet, takeRows } from "../quality/forest-sets.ts";
import { mean, standardError } from "../quality/row.ts";
import { sharedPath } from "../quality/shared-data.ts";
import { trainTestSplit } from "../quality/split.ts";
import type { InferenceCase, InferenceCases } from "./groups.ts";

const names = Object.keys(densities) as DensityName[];

/** Steps of the networks of the plane. */
const STEPS = 4000;

/** A network trained for a while, what came of it, and work with it; everything is released. */
async function withTrained<T>(
  { rows, dim, ...options }: { rows: Float64Array; dim: number } & Omit<TrainOptions, "sigmas">,
  use: (network: ScoreNetwork, result: TrainResult) => Promise<T>,
): Promise<T> {
  const engine = await createEngine();
  try {
    const network = createScoreNetwork(engine, { dim });
    const result = await train(network, rows, { sigmas: "auto", ...options });
    return await use(network, result);
  } finally {
    engine.dispose();
  }
}

/** Rows of which differences are means. */
function difference(a: Float64Array, b: Float64Array): { value: number; error: number } {
  const apart = Array.from(a, (value, k) => value - b[k]);
  return { value: mean(apart), error: standardError(apart) };
}

/** An ideal denoiser of a few rows: its bound, and −ln p of these rows noised by σ_min, which is its law. */
function exactScores(name: DensityName): InferenceCase {
  return async function* ({ quick }) {
    const [sigmaMin, count, copies] = [0.1, quick ? 50 : 400, quick ? 50 : 200];
    const rows = densities[name].sample(count, { seed: 1 });
    const model = idealDenoiser(rows, { dim: 2 });
    const options = { sigmaMin, sigmaMax: 40, draws: quick ? 64 : 1024 };
    const { rows: nats } = await lossInNats(model, rows, options);
    const noises = gaussian({ mean: [0, 0], variance: sigmaMin ** 2 }).sample(count * copies, { seed: 2 });
    const noised = noises.map((z, i) => z + rows[2 * Math.floor(i / (2 * copies)) + (i % 2)]);
    const logs = model.logDensity(noised, sigmaMin);
    const exact = nats.map((_, k) => -mean(logs.subarray(k * copies, (k + 1) * copies)));
    yield { metric: "bound − exact NLL, nats", ...difference(nats, exact), wanted: 0.01 };
  };
}

/** A network trained on one of the plane's densities: its bound, and the ODE's NLL of the same rows. */
function trained(name: DensityName): InferenceCase {
  return async function* ({ quick }) {
    const rows = densities[name].sample(100_000, { seed: 1 });
    const fresh = densities[name].sample(quick ? 500 : 4000, { seed: 2 });
    const options = { rows, dim: 2, steps: quick ? 300 : STEPS };
    const apart = await withTrained(options, async (network) => {
      const { rows: nats } = await lossInNats(network, fresh, { draws: quick ? 32 : 128 });
      const { logDensity: ode } = await logDensity(network, fresh);
      return difference(
        nats,
        ode.map((one) => -one),
      );
    });
    yield { metric: "bound − NLL of the ODE, nats", ...apart, wanted: 0.01 };
  };
}

/** What stopping early, with a tenth of many rows held out, costs: NLL of fresh rows beside that of a whole training. */
function costOfStopping(name: DensityName): InferenceCase {
  return async function* ({ quick }) {
    const rows = densities[name].sample(20_000, { seed: 1 });
    const fresh = densities[name].sample(quick ? 500 : 4000, { seed: 2 });
    const options = { rows, dim: 2, steps: quick ? 300 : STEPS };
    const logs = async (stopEarly: boolean): Promise<[Float64Array, TrainResult]> =>
      withTrained({ ...options, stopEarly }, async (network, result) => [
        (await logDensity(network, fresh)).logDensity,
        result,
      ]);
    const [[early, { steps, bestStep }], [whole]] = [await logs(true), await logs(false)];
    yield { metric: "NLL with stopEarly − without, nats", ...difference(whole, early), wanted: 0.01 };
    yield { metric: "steps", value: steps, error: null, wanted: null };
    yield { metric: "best step", value: bestStep, error: null, wanted: null };
  };
}

/** W1 of samples to the rows trained on over that to others, by the protocol of ForestDiffusion's figures, without labels. */
function small(name: string, steps: number): InferenceCase {
  return async function* ({ quick }) {
    const folder = sharedPath("forest");
    if (!folder) return;
    const whole = { ...readForestSet(folder, name), labels: undefined, classes: 0 };
    const split = trainTestSplit(whole.count, 0);
    const [learned, test] = [takeRows(whole, split.train), takeRows(whole, split.test)];
    const options = { rows: learned.rows, dim: whole.dim, steps, stopEarly: true };
    const scores = await withTrained(options, async (network) => {
      const all = [];
      for (let seed = 0; seed < (quick ? 1 : 3); seed++) {
        const rows = Float64Array.from(await sample(network, { count: learned.count, evaluations: 60, seed }));
        all.push(scoreForest(learned, test, { ...learned, rows }));
      }
      return all;
    });
    const ratio = mean(scores.map(({ w1Train }) => w1Train)) / mean(scores.map(({ w1Test }) => w1Test));
    yield { metric: "W1 to training rows ÷ to test rows", value: ratio, error: null, wanted: 0.6, atLeast: true };
  };
}

const all = <K extends string | number>(
  keys: readonly K[],
  nameOf: (key: K) => string,
  of: (key: K) => InferenceCase,
) => Object.fromEntries(keys.map((key) => [nameOf(key), of(key)]));

export const nats: InferenceCases = {
  ...all(names, (name) => `loss in nats, exact scores of 400 rows, ${name}`, exactScores),
  ...all(names, (name) => `loss in nats, networks, ${name}`, trained),
  ...all(["moons", "8gaussians"], (name) => `stopEarly, 20000 rows, ${name}`, costOfStopping),
  ...Object.assign(
    {},
    ...["iris", "connectionist_bench_sonar", "wine"].map((name) =>
      all(
        [300, 1000, 10_000],
        (steps) => `stopEarly, ${name}, ${steps} steps`,
        (steps) => small(name, steps),
      ),
    ),
  ),
};
