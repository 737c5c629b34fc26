import { toTable } from "../../data/rows.ts";
import { independentPrior } from "../../inference/prior.ts";
import { drawRows } from "../../numerics/draws.ts";
import { exp, log, logSumExp } from "../../numerics/math.ts";
import { logNormalInterval } from "../normal-interval.ts";
import { readObservation } from "./observation.ts";
import { truncatedNormal, type InferenceTask } from "./task.ts";

const NAME = "gaussian mixture";
const HALF = 10;
/** Deviations of the wide part and of the narrow one. */
const STDS = [1, 0.1];

/** ln N(x; θ, std²I) in the plane. */
function logNormal(squares: number, std: number): number {
  return -squares / (2 * std * std) - log(2 * Math.PI * std * std);
}

/** ln (½N(x; θ, I) + ½N(x; θ, 0.1²I)) of each row. */
function logSums(where: string, rows: Parameters<InferenceTask["logLikelihood"]>[0], x: Float64Array) {
  const { values, count } = toTable(where, "rows", rows, 2, { empty: true });
  const logs = Float64Array.from({ length: count }, (_, k) => {
    const [a, b] = [x[0] - values[2 * k], x[1] - values[2 * k + 1]];
    return logSumExp(STDS.map((std) => logNormal(a * a + b * b, std))) - Math.LN2;
  });
  return { values, logs };
}

/**
 * Two normals about one mean (Lueckmann et al. 2021, arXiv:2101.04653, T.7): θ ~ U(−10, 10)², x ~ ½N(θ, I) + ½N(θ, 0.1²I).
 * The posterior is the same mixture about x, cut to the square.
 */
export const gaussianMixtureMean: InferenceTask = {
  name: NAME,
  dim: 2,
  conditions: 2,
  prior: /* @__PURE__ */ independentPrior([{ uniform: [-HALF, HALF] }, { uniform: [-HALF, HALF] }]),
  simulate(theta, random) {
    const std = STDS[random.uniform() < 0.5 ? 0 : 1];
    return [theta[0] + std * random.normal(), theta[1] + std * random.normal()];
  },
  logLikelihood: (rows, observation) =>
    logSums(`${NAME}.logLikelihood`, rows, readObservation(`${NAME}.logLikelihood`, observation, 2)).logs,
  posterior(observation) {
    const x = readObservation(`${NAME}.posterior`, observation, 2);
    const ends = STDS.map((std) =>
      Array.from(x, (mean): [number, number] => [(-HALF - mean) / std, (HALF - mean) / std]),
    );
    // ln of each part's mass within the square
    const masses = ends.map((sides) => sides.reduce((sum, side) => sum + logNormalInterval(...side), 0) - Math.LN2);
    const whole = logSumExp(masses);
    const wide = exp(masses[0] - whole);
    return {
      dim: 2,
      sample: (count, options = {}) =>
        drawRows(`${NAME}.posterior.sample`, count, options, {
          dim: 2,
          draw(random, out, at) {
            const part = random.uniform() < wide ? 0 : 1;
            ends[part].forEach((side, i) => (out[at + i] = x[i] + STDS[part] * truncatedNormal(random, ...side)));
          },
        }),
      logDensity(rows) {
        const { values, logs } = logSums(`${NAME}.posterior.logDensity`, rows, x);
        const inside = (k: number): boolean => Math.abs(values[2 * k]) <= HALF && Math.abs(values[2 * k + 1]) <= HALF;
        return logs.map((value, k) => (inside(k) ? value - whole : -Infinity));
      },
    };
  },
};
