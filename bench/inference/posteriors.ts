import { fastEngine } from "../langevin/trained.ts";
import { simulate, trainPosterior, type PosteriorEstimator } from "../../src/inference/index.ts";
import { calibrationRanks, tarpCoverage } from "../../src/metrics/index.ts";
import { tasks, type InferenceTask, type TaskName } from "../../src/toys/index.ts";
import { mean, standardError } from "../quality/row.ts";
import { c2stOf, classifierName, observe, ROWS } from "./c2st.ts";
import type { CaseOptions, InferenceCase, InferenceCases } from "./groups.ts";
import type { Figure } from "./row.ts";

interface Setting {
  task: TaskName;
  simulations: number;
  /** Bound of the C2ST. */
  wanted: number;
}

const SETTINGS: readonly Setting[] = [
  { task: "two moons", simulations: 1000, wanted: 0.65 },
  { task: "two moons", simulations: 10_000, wanted: 0.55 },
  { task: "two moons", simulations: 30_000, wanted: 0.52 },
  { task: "gaussian linear", simulations: 30_000, wanted: 0.51 },
  { task: "gaussian linear uniform", simulations: 30_000, wanted: 0.52 },
  { task: "gaussian mixture", simulations: 30_000, wanted: 0.53 },
  { task: "slcp", simulations: 30_000, wanted: 0.7 },
];

/** As published tables have it. */
const OBSERVATIONS = 10;
/** Simulations whose parameters are looked for among draws. */
const [TRUTHS, DRAWS] = [500, 50];

export const posteriors: InferenceCases = Object.fromEntries(
  SETTINGS.map((setting): [string, InferenceCase] => [
    `${setting.task}, ${setting.simulations} simulations`,
    (options) => figuresOf(setting, options),
  ]),
);

async function* figuresOf(
  { task: name, simulations: count, wanted }: Setting,
  { quick }: CaseOptions,
): AsyncGenerator<Figure, void, void> {
  const task = tasks[name];
  const engine = await fastEngine();
  const simulations = await simulate(task.prior, task.simulate, { count, seed: 1 });
  const began = performance.now();
  const estimator = await trainPosterior(engine, simulations, { seed: 1, ...(quick && { steps: 200 }) });
  const seconds = (performance.now() - began) / 1000;
  yield { metric: `seconds of training, ${engine.threads} threads`, value: seconds, error: null, wanted: 120 };
  yield await accuracy(task, estimator, quick ? 2 : OBSERVATIONS, wanted);
  yield* coverages(task, estimator, quick ? 50 : TRUTHS);
  engine.dispose();
}

/** C2ST of draws and the exact posterior's, the mean of some observations. */
async function accuracy(
  task: InferenceTask,
  estimator: PosteriorEstimator,
  observations: number,
  wanted: number,
): Promise<Figure> {
  const values: number[] = [];
  for (const x of await observe(task, observations)) {
    const { parameters } = await estimator.posterior(x).sample({ count: ROWS, seed: 3 });
    values.push(c2stOf(task, parameters, task.posterior(x).sample(ROWS, { seed: 4 })));
  }
  const metric = `C2ST (${classifierName(task.dim)}), mean of ${observations} observations`;
  return { metric, value: mean(values), error: standardError(values), wanted };
}

/** How often the parameters of a simulation are where their share of the posterior should hold them. */
async function* coverages(
  task: InferenceTask,
  estimator: PosteriorEstimator,
  count: number,
): AsyncGenerator<Figure, void, void> {
  const { dim, conditions } = task;
  const { parameters, observations } = await simulate(task.prior, task.simulate, { count, seed: 6 });
  const draws = new Float64Array(count * DRAWS * dim);
  for (let k = 0; k < count; k++) {
    const posterior = estimator.posterior(observations.subarray(k * conditions, (k + 1) * conditions));
    draws.set((await posterior.sample({ count: DRAWS, seed: 7, offset: k * DRAWS })).parameters, k * DRAWS * dim);
  }
  const columns = calibrationRanks(draws, parameters, { dim, seed: 8 });
  const joint = tarpCoverage(draws, parameters, { dim, seed: 8 });
  for (const level of [0.5, 0.8, 0.95]) {
    // Columns of one simulation are not independent: their mean counts as one
    const held = Array.from({ length: count }, (_, k) =>
      mean(columns.map(({ transform }) => Number(Math.abs(transform[k] - 0.5) <= level / 2))),
    );
    yield coverage(`central intervals of ${100 * level} %`, mean(held) - level, standardError(held));
    const { coverage: share, error } = joint.levels.find((one) => one.level === level)!;
    yield coverage(`TARP at ${100 * level} %`, share - level, error);
  }
}

/** Six figures are looked at in each case: one of them is beyond 3 errors by chance in 1.6 % of cases. */
function coverage(what: string, value: number, error: number): Figure {
  return { metric: `coverage of ${what} less that, wanted 3 standard errors`, value, error, wanted: 3 * error };
}
