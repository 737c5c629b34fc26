import { toTable } from "../../data/rows.ts";
import { independentPrior } from "../../inference/prior.ts";
import { gaussian } from "../../models/exact/gaussian.ts";
import { log } from "../../numerics/math.ts";
import { drawRows } from "../../numerics/draws.ts";
import { logNormalInterval } from "../normal-interval.ts";
import { readObservation } from "./observation.ts";
import { truncatedNormal, type ExactPosterior, type InferenceTask } from "./task.ts";

const DIM = 10;
/** Variance of the noise, and of the normal prior. */
const VARIANCE = 0.1;
const STD = Math.sqrt(VARIANCE);
const LOG_NORM = log(2 * Math.PI * VARIANCE) / 2;

/** x ~ N(θ, 0.1 I) in ten columns, under some prior. */
function linearTask(
  name: string,
  column: { normal: [number, number] } | { uniform: [number, number] },
  posteriorOf: (x: Float64Array) => ExactPosterior,
): InferenceTask {
  return {
    name,
    dim: DIM,
    conditions: DIM,
    prior: independentPrior(Array.from({ length: DIM }, () => column)),
    simulate: (theta, random) => Array.from({ length: DIM }, (_, i) => theta[i] + STD * random.normal()),
    logLikelihood(rows, observation) {
      const where = `${name}.logLikelihood`;
      const x = readObservation(where, observation, DIM);
      const { values, count } = toTable(where, "rows", rows, DIM, { empty: true });
      return Float64Array.from({ length: count }, (_, k) => {
        let squares = 0;
        for (let i = 0; i < DIM; i++) squares += (x[i] - values[k * DIM + i]) * (x[i] - values[k * DIM + i]);
        return -squares / (2 * VARIANCE) - DIM * LOG_NORM;
      });
    },
    posterior: (observation) => posteriorOf(readObservation(`${name}.posterior`, observation, DIM)),
  };
}

/**
 * Ten normal means (Lueckmann et al. 2021, arXiv:2101.04653, T.1): θ ~ N(0, 0.1 I), x ~ N(θ, 0.1 I), both variances. The
 * posterior is N(x/2, 0.05 I).
 */
export const gaussianLinear: InferenceTask = /* @__PURE__ */ linearTask(
  "gaussian linear",
  { normal: [0, STD] },
  (x) => {
    const { sample, logDensity } = gaussian({ mean: x.map((value) => value / 2), variance: VARIANCE / 2 });
    return { dim: DIM, sample, logDensity: (rows) => logDensity(rows) };
  },
);

const NAME = "gaussian linear uniform";

/**
 * Ten normal means within a box (Lueckmann et al. 2021, T.2): θ ~ U(−1, 1)¹⁰, x ~ N(θ, 0.1 I), a variance. The posterior is
 * N(x, 0.1 I) cut to the box, so independent in its columns.
 */
export const gaussianLinearUniform: InferenceTask = /* @__PURE__ */ linearTask(NAME, { uniform: [-1, 1] }, (x) => ({
  dim: DIM,
  sample: (count, options = {}) =>
    drawRows(`${NAME}.posterior.sample`, count, options, {
      dim: DIM,
      draw: (random, out, at) =>
        x.forEach(
          (mean, i) => (out[at + i] = mean + STD * truncatedNormal(random, (-1 - mean) / STD, (1 - mean) / STD)),
        ),
    }),
  logDensity(rows) {
    const { values, count } = toTable(`${NAME}.posterior.logDensity`, "rows", rows, DIM, { empty: true });
    const logMass = x.reduce((sum, mean) => sum + logNormalInterval((-1 - mean) / STD, (1 - mean) / STD), 0);
    return Float64Array.from({ length: count }, (_, k) => {
      const theta = values.subarray(k * DIM, (k + 1) * DIM);
      if (theta.some((value) => Math.abs(value) > 1)) return -Infinity;
      const squares = theta.reduce((sum, value, i) => sum + (value - x[i]) * (value - x[i]), 0);
      return -squares / (2 * VARIANCE) - DIM * LOG_NORM - logMass;
    });
  },
}));
