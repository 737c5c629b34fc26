import { toTable } from "../../data/rows.ts";
import { independentPrior } from "../../inference/prior.ts";
import { drawRows } from "../../numerics/draws.ts";
import { exp, log, log1p, pow } from "../../numerics/math.ts";
import type { RowRandom } from "../../numerics/random.ts";
import { LangevinError } from "../../support/errors.ts";
import { show } from "../../support/show.ts";
import { readObservation } from "./observation.ts";
import { untilAccepted, type InferenceTask } from "./task.ts";

const NAME = "slcp";
/** Parameters, points of an observation, and half of the prior's side. */
const [DIM, POINTS, HALF] = [5, 4, 3];

const LOG_2PI = log(2 * Math.PI);

function tanh(x: number): number {
  const e = exp(-2 * Math.abs(x));
  const value = (1 - e) / (1 + e);
  return x < 0 ? -value : value;
}

function atanh(x: number): number {
  return (log1p(x) - log1p(-x)) / 2;
}

/**
 * Simple likelihood, complex posterior (Papamakarios et al. 2019, arXiv:1805.07226; Lueckmann et al. 2021, arXiv:2101.04653, T.3):
 * θ ~ U(−3, 3)⁵, and x are four points of the plane, each N((θ₁, θ₂), [s₁², ρs₁s₂; ρs₁s₂, s₂²]) with s₁ = θ₃², s₂ = θ₄²,
 * ρ = tanh θ₅. Four modes, as the signs of θ₃ and θ₄ are never seen.
 *
 * Its posterior is drawn by rejection, exactly. With x̄ the points' mean and S their scatter matrix, what they say of the covariance Σ is
 * |Σ|^−3/2·exp(−½ tr Σ⁻¹S), and θ₁, θ₂ given Σ are N(x̄, Σ/4) cut to the box. A volume of (θ₃, θ₄, θ₅) is 1/(16·|Σ|^5/4·(1 − ρ²)^−1/4) of one
 * of Σ; so in Σ the density is an inverse Wishart law's with 2½ degrees of freedom times (1 − ρ²)^¼, with which its draws are accepted
 * where they are in the box.
 */
export const slcp: InferenceTask = {
  name: NAME,
  dim: DIM,
  conditions: 2 * POINTS,
  prior: /* @__PURE__ */ independentPrior(Array.from({ length: DIM }, () => ({ uniform: [-HALF, HALF] as const }))),
  simulate(theta, random) {
    const [s1, s2, rho] = [theta[2] * theta[2], theta[3] * theta[3], tanh(theta[4])];
    return Array.from({ length: POINTS }, () => {
      const [a, b] = [random.normal(), random.normal()];
      return [theta[0] + s1 * a, theta[1] + s2 * (rho * a + Math.sqrt(1 - rho * rho) * b)];
    }).flat();
  },
  logLikelihood(rows, observation) {
    const where = `${NAME}.logLikelihood`;
    const x = readObservation(where, observation, 2 * POINTS);
    const { values, count } = toTable(where, "rows", rows, DIM, { empty: true });
    return Float64Array.from({ length: count }, (_, k) => logLikelihood(values.subarray(k * DIM, (k + 1) * DIM), x));
  },
  posterior(observation) {
    const x = readObservation(`${NAME}.posterior`, observation, 2 * POINTS);
    const scatter = scatterOf(`${NAME}.posterior`, x);
    const where = `${NAME}.posterior.sample`;
    return {
      dim: DIM,
      sample: (count, options = {}) =>
        drawRows(where, count, options, {
          dim: DIM,
          draw: (random, out, at) =>
            out.set(
              untilAccepted(where, x, () => attempt(scatter, random)),
              at,
            ),
        }),
      logDensity: undefined,
    };
  },
};

function logLikelihood(theta: Float64Array, x: Float64Array): number {
  const [s1, s2, rho] = [theta[2] * theta[2], theta[3] * theta[3], tanh(theta[4])];
  const left = 1 - rho * rho;
  let sum = 0;
  for (let k = 0; k < POINTS; k++) {
    const [a, b] = [(x[2 * k] - theta[0]) / s1, (x[2 * k + 1] - theta[1]) / s2];
    sum += (a * a - 2 * rho * a * b + b * b) / left;
  }
  const value = -sum / 2 - POINTS * (LOG_2PI + log(s1) + log(s2) + log(left) / 2);
  return value > -Infinity ? value : -Infinity;
}

/** Mean of the points, and of their scatter matrix S Cholesky's factor of S⁻¹: [[a, 0], [b, c]]. */
interface Scatter {
  mean: [number, number];
  factor: [a: number, b: number, c: number];
}

function scatterOf(where: string, x: Float64Array): Scatter {
  const mean: [number, number] = [0, 0];
  x.forEach((value, i) => (mean[i % 2] += value / POINTS));
  let [xx, xy, yy] = [0, 0, 0];
  for (let k = 0; k < POINTS; k++) {
    const [a, b] = [x[2 * k] - mean[0], x[2 * k + 1] - mean[1]];
    xx += a * a;
    xy += a * b;
    yy += b * b;
  }
  const determinant = xx * yy - xy * xy;
  if (!(determinant > 0 && determinant < Infinity))
    throw new LangevinError("invalid-data", `${where}: expected an observation of points in no line, got ${show(x)}`);
  const a = Math.sqrt(yy / determinant);
  const b = -xy / determinant / a;
  return { mean, factor: [a, b, 1 / Math.sqrt(yy)] };
}

/** A draw of the inverse Wishart law, and θ of it where it is accepted. */
function attempt({ mean, factor: [a, b, c] }: Scatter, random: RowRandom): Float64Array | undefined {
  // Σ⁻¹ = M·Mᵀ with M = L·T, T lower triangular (Bartlett 1933): χ of 2½ and 1½ degrees of freedom, N(0, 1) below
  const [t11, t22] = [Math.sqrt(2 * gamma(random, 1.25)), Math.sqrt(2 * gamma(random, 0.75))];
  const t21 = random.normal();
  const [m11, m21, m22] = [a * t11, b * t11 + c * t21, c * t22];
  // N = M⁻¹ = [[1/m11, 0], [−m21/(m11·m22), 1/m22]], Σ = NᵀN
  const [n11, n21, n22] = [1 / m11, -m21 / (m11 * m22), 1 / m22];
  const [s1, s2] = [Math.sqrt(n11 * n11 + n21 * n21), n22];
  const rho = n21 / s1;
  const theta5 = atanh(rho);
  if (s1 > HALF * HALF || s2 > HALF * HALF || !(Math.abs(theta5) <= HALF)) return undefined;
  if (random.uniform() > Math.sqrt(Math.sqrt(1 - rho * rho))) return undefined;
  // N(x̄, Σ/4): Nᵀz has covariance Σ
  const [z1, z2] = [random.normal() / 2, random.normal() / 2];
  const [theta1, theta2] = [mean[0] + n11 * z1 + n21 * z2, mean[1] + n22 * z2];
  if (Math.abs(theta1) > HALF || Math.abs(theta2) > HALF) return undefined;
  const sign = (): number => (random.uniform() < 0.5 ? -1 : 1);
  return Float64Array.of(theta1, theta2, sign() * Math.sqrt(s1), sign() * Math.sqrt(s2), theta5);
}

/** A number of the gamma law of a shape, of scale 1 (Marsaglia & Tsang 2000, doi:10.1145/358407.358414). */
function gamma(random: RowRandom, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * pow(random.uniform(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) * (1 + c * x) * (1 + c * x);
    if (v > 0 && log(random.uniform()) < (x * x) / 2 + d - d * v + d * log(v)) return d * v;
  }
}
