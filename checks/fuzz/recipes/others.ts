import { code, type Value } from "../code.ts";
import { recipe } from "../recipe.ts";
import { densities } from "langevin/toys";

const nested = [
  [1, 2],
  [0, 1],
  [2, 2],
];
const flat = [1, 2, 0, 1];
/** Two chains of four states. */
const chained = [...flat, 3, 1, 2, 2, 1, 0, 4, 2, 1, 1, 0, 3];
const minute = { pauseSeconds: 5 };
const sample: Value = { seed: 1, offset: 2 };

export const metricRecipes = [
  recipe("metrics.energyDistance(§, §, §)", [nested, flat, { dim: 2, statistic: "V", maxRows: 100, seed: 1 }], minute),
  recipe("metrics.wasserstein(§, §, §)", [nested, flat, { dim: 2, order: 2, metric: "euclidean" }], minute),
  recipe("metrics.slicedWasserstein(§, §, §)", [nested, flat, { dim: 2, order: 1, projections: 5, seed: 1 }], minute),
  recipe("metrics.splitRhat(§, §)", [chained, { chains: 2, dim: 2 }], minute),
  recipe("metrics.effectiveSampleSize(§, §)", [chained, { chains: 2, dim: 2, of: "tail" }], minute),
  recipe("metrics.autocorrelation(§, §)", [chained, { chains: 2, dim: 2, lags: 3 }], minute),
  recipe("metrics.summarizeChains(§, §)", [chained, { chains: 2, dim: 2 }], minute),
  recipe("metrics.coverage(§, §, §)", [flat, nested, { dim: 2, neighbors: 1, metric: "maximum" }], minute),
  recipe(
    "metrics.nearestDistances(§, §, §)",
    [nested, flat, { dim: 2, metric: "manhattan", excludeSelf: true }],
    minute,
  ),
];

export const toyRecipes = Object.keys(densities).flatMap((name) => [
  recipe(`toys.densities["${name}"].sample(§, §)`, [3, sample], { weight: 0.3, ...minute }),
  recipe(`toys.densities["${name}"].logDensity(§)`, [nested], { weight: 0.3, ...minute }),
]);

export const fileRecipes = [
  recipe("langevin.saveModel(§)", [code("trained")]),
  recipe("langevin.loadModel(§, §, §)", [code("engine"), code("bytes"), { checksum: "optional" }]),
  recipe("langevin.readTorchParameters(§, §)", [code("bytes"), { layers: ["average.0"] }]),
  recipe("node.saveModelFile(§, §)", [code("trained"), "model.safetensors"], { files: true, weight: 0.5 }),
  recipe("node.loadModelFile(§, §)", [code("engine"), code("new URL('file:///dev/null')")], {
    files: true,
    weight: 0.5,
  }),
];

/** In a worker: the same by messages. */
export const workerRecipes = [
  recipe("workers.startWorker(§)", [{ worker: undefined, progressMillis: 10, startMillis: 20_000 }], { weight: 0.05 }),
  recipe("worker.gaussian(§)", [{ mean: [1, 2], variance: 1 }], { weight: 0.5 }),
  recipe("worker.eulerOde(§, §, §)", [code("remoteModel"), [3, 1], { count: 2, seed: 1, signal: code("signal") }]),
  recipe("worker.energyDistance(§, §, §)", [nested, flat, { dim: 2 }], { weight: 0.5 }),
  recipe("worker.karrasSigmas(§)", [{ sigmaMax: 3, sigmaMin: 1, count: 3, rho: 7 }], { weight: 0.5 }),
];
