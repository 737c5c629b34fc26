import {
  createEngine,
  createScoreNetwork,
  gaussianMixture,
  logDensity,
  train,
  type ExactModel,
} from "../../src/index.ts";
import { RowRandom, purposes, streamKey } from "../../src/numerics/random.ts";
import { mean, standardError } from "../quality/row.ts";
import type { CaseOptions, InferenceCases } from "./groups.ts";
import type { Figure } from "./row.ts";

/** Densities of some columns given the others. */
export const conditionalDensity: InferenceCases = {
  "conditional log-density, 16 columns": sixteenColumns,
};

const DIM = 16;
/** The columns that are given; the others are as many. */
const GIVEN = Array.from({ length: DIM / 2 }, (_, i) => 2 * i);
const FREE = GIVEN.map((d) => d + 1);

/** Three clusters that some columns tell apart and others do not. */
const weights = [0.2, 0.3, 0.5];
const centers = weights.map((_, k) => {
  const random = new RowRandom(streamKey(k, purposes.metrics), 0);
  return Array.from({ length: DIM }, () => 0.7 * random.normal());
});
const variances = [0.1, 0.3, 1];
const law = gaussianMixture({ weights, means: centers, variance: variances });

/** The law of a row's free columns given the others. */
function conditional(row: Float64Array, noise: ArrayLike<number>): ExactModel {
  const logs = weights.map((w, k) =>
    GIVEN.reduce(
      (sum, d) => sum - 0.5 * ((row[d] - centers[k][d]) ** 2 / variances[k] + Math.log(variances[k])),
      Math.log(w),
    ),
  );
  const top = Math.max(...logs);
  const shares = logs.map((value) => Math.max(Math.exp(value - top), 1e-12));
  const total = shares.reduce((sum, share) => sum + share);
  return gaussianMixture({
    weights: shares.map((share) => share / total),
    means: centers.map((center) => FREE.map((d) => center[d])),
    variance: variances.map((v) => FREE.map((d) => v + noise[d])),
  });
}

const freeOf = (row: Float64Array): number[] => FREE.map((d) => row[d]);

async function* sixteenColumns({ quick }: CaseOptions): AsyncGenerator<Figure, void, void> {
  const count = quick ? 50 : 500;
  const rows = law.sample(count, { seed: 2 });
  const each = Array.from({ length: count }, (_, r) => rows.slice(r * DIM, (r + 1) * DIM));
  const none = new Float64Array(DIM);
  const errors: number[] = [];
  for (const row of each.slice(0, 50)) {
    const model = conditional(row, none);
    const { logDensity: found } = await logDensity(model, [freeOf(row)], { sigmaMax: 300, sigmaMin: 0.02 });
    errors.push(found[0] - model.logDensity([freeOf(row)], 0.02)[0]);
  }
  yield {
    metric: "exact scores: largest error of ln p(8 columns | 8 others), nats",
    value: Math.max(...errors.map(Math.abs)),
    error: null,
    wanted: 0.002,
  };

  const engine = await createEngine();
  const network = createScoreNetwork(engine, { dim: DIM, masks: true, seed: 1 });
  await train(network, law.sample(100_000, { seed: 1 }), { sigmas: "auto", steps: quick ? 1000 : 20_000, seed: 1 });
  const { std } = network.encoding.parameters;
  const { sigmaMin } = network.sigmaRange!;
  const noise = Float64Array.from(std, (s) => (s * sigmaMin) ** 2);
  const { logDensity: found } = await logDensity(network, rows, { given: GIVEN });
  const differences = each.map((row, r) => conditional(row, noise).logDensity([freeOf(row)])[0] - found[r]);
  yield {
    metric: "trained: exact less found ln p(8 columns | 8 others), nats, mean of rows",
    value: mean(differences),
    error: standardError(differences),
    wanted: 0.05,
  };
  engine.dispose();
}
