import { toTable } from "../../data/rows.ts";
import { independentPrior } from "../../inference/prior.ts";
import { drawRows } from "../../numerics/draws.ts";
import { exp, log } from "../../numerics/math.ts";
import { cos, sin } from "../../numerics/trigonometry.ts";
import { readObservation } from "./observation.ts";
import { impossible, untilAccepted, type InferenceTask } from "./task.ts";

const NAME = "two moons";
/** The crescent: radius, its deviation, and where its center is. */
const [RADIUS, STD, SHIFT] = [0.1, 0.01, 0.25];

/** A point of the crescent at an angle within ±π/2. */
function crescent(angle: number, radius: number): [number, number] {
  return [radius * cos(angle) + SHIFT, radius * sin(angle)];
}

/** ln of the crescent's density: N(r; 0.1, 0.01²)/(π·r) on the right of its center. */
function logCrescent(x: number, y: number): number {
  if (!(x > SHIFT)) return -Infinity;
  const radius = Math.sqrt((x - SHIFT) * (x - SHIFT) + y * y);
  const z = (radius - RADIUS) / STD;
  return -(z * z) / 2 - log(Math.sqrt(2 * Math.PI) * STD * Math.PI * radius);
}

/** (|θ₁ + θ₂|, θ₁ − θ₂)/√2: how far parameters move the crescent, to the left and down. */
function shiftOf(a: number, b: number): [left: number, down: number] {
  return [Math.abs(a + b) / Math.SQRT2, (a - b) / Math.SQRT2];
}

const inside = (a: number, b: number): boolean => Math.abs(a) <= 1 && Math.abs(b) <= 1;

/** The two θ that move a point of the crescent to the observation, where there are any. */
function parametersOf(x: Float64Array, [p, q]: [number, number]): [left: number, down: number] | undefined {
  return p >= x[0] ? [p - x[0], q - x[1]] : undefined;
}

/**
 * Two crescents (Greenberg et al. 2019, arXiv:1905.07488; Lueckmann et al. 2021, arXiv:2101.04653, T.8): θ ~ U(−1, 1)²,
 * x = (r cos a + ¼ − |θ₁ + θ₂|/√2, r sin a − (θ₁ − θ₂)/√2) with a ~ U(−π/2, π/2) and r ~ N(0.1, 0.01²).
 *
 * Its log-density is exact where the prior cuts nothing off the crescents, which is nearly everywhere; elsewhere their mass is summed
 * on a grid, and right to 1e-3.
 */
export const twoMoons: InferenceTask = {
  name: NAME,
  dim: 2,
  conditions: 2,
  prior: /* @__PURE__ */ independentPrior([{ uniform: [-1, 1] }, { uniform: [-1, 1] }]),
  simulate(theta, random) {
    const [left, down] = shiftOf(theta[0], theta[1]);
    const [p, q] = crescent(Math.PI * (random.uniform() - 0.5), RADIUS + STD * random.normal());
    return [p - left, q - down];
  },
  logLikelihood(rows, observation) {
    const where = `${NAME}.logLikelihood`;
    const x = readObservation(where, observation, 2);
    const { values, count } = toTable(where, "rows", rows, 2, { empty: true });
    return Float64Array.from({ length: count }, (_, k) => {
      const [left, down] = shiftOf(values[2 * k], values[2 * k + 1]);
      return logCrescent(x[0] + left, x[1] + down);
    });
  },
  posterior(observation) {
    const x = readObservation(`${NAME}.posterior`, observation, 2);
    const where = `${NAME}.posterior.sample`;
    let logMass: number | undefined;
    return {
      dim: 2,
      sample: (count, options = {}) =>
        drawRows(where, count, options, {
          dim: 2,
          draw(random, out, at) {
            const theta = untilAccepted(where, x, () => {
              const point = crescent(Math.PI * (random.uniform() - 0.5), RADIUS + STD * random.normal());
              const shift = parametersOf(x, point);
              const side = random.uniform() < 0.5 ? -1 : 1;
              return shift && unshift(side * shift[0], shift[1]);
            });
            out.set(theta, at);
          },
        }),
      logDensity(rows) {
        const logs = twoMoons.logLikelihood(rows, x);
        const { values } = toTable(`${NAME}.posterior.logDensity`, "rows", rows, 2, { empty: true });
        logMass ??= logMassOf(`${NAME}.posterior.logDensity`, x);
        return logs.map((value, k) => (inside(values[2 * k], values[2 * k + 1]) ? value - logMass! : -Infinity));
      },
    };
  },
};

/** θ of (θ₁ + θ₂, θ₁ − θ₂)/√2; nothing outside the prior. */
function unshift(sum: number, difference: number): [number, number] | undefined {
  const [a, b] = [(sum + difference) / Math.SQRT2, (sum - difference) / Math.SQRT2];
  return inside(a, b) ? [a, b] : undefined;
}

/** ln ∫ p(x | θ) dθ over the prior's square: ln 2 where it cuts nothing off, by midpoints in the angle and in r. */
function logMassOf(where: string, x: Float64Array): number {
  const [angles, radii] = [4000, 41];
  let [sum, whole] = [0, 0];
  for (let j = 0; j < radii; j++) {
    const z = (8 * (j + 0.5)) / radii - 4;
    const weight = exp(-(z * z) / 2);
    for (let i = 0; i < angles; i++) {
      const shift = parametersOf(x, crescent(Math.PI * ((i + 0.5) / angles - 0.5), RADIUS + STD * z));
      whole += weight;
      if (shift === undefined) continue;
      for (const side of [-1, 1]) if (unshift(side * shift[0], shift[1])) sum += weight;
    }
  }
  if (sum > 0) return log(sum / whole);
  throw impossible(where, x);
}
