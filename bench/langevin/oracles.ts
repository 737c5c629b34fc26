import {
  annealedLangevin,
  dpmSolverPlusPlus,
  flowSigmas,
  karrasSigmas,
  ncsnLangevin,
  thetaAdams,
  type DescentOptions,
  type Sampler,
  type ScoreModel,
} from "../../src/index.ts";
import { mean } from "../quality/row.ts";
import type { CaseOptions } from "./cases.ts";
import { langevinRow, type LangevinRow } from "./row.ts";

const NAME = "oracles";

/** Known answers of samplers on normal laws. */
export async function* oracles({ quick }: CaseOptions): AsyncGenerator<LangevinRow, void, void> {
  yield* exactOnStandardNormal();
  yield* fewStepTable();
  yield* stationaryVariance(quick ? 20_000 : 1_000_000);
}

/** N(0, std²) by its score alone, so that a sampler takes it for standardized data. */
function normalScore(std: number): ScoreModel {
  return { dim: 1, score: (x, sigma) => x.map((value) => -value / (std * std + sigma * sigma)) };
}

/** Rows whose roundings differ. */
const ROWS = Array.from({ length: 64 }, (_, k) => (k % 2 === 0 ? 1 : -1) * (0.5 + k / 63));

/** Relative error of the deviation that a deterministic sampler makes of a start of the right one. */
async function stdError(sampler: Sampler<DescentOptions>, std: number, sigmas: Float64Array): Promise<number> {
  const scale = Math.hypot(std, sigmas[0]);
  const start = ROWS.map((row) => row * scale);
  const end = await sampler(normalScore(std), sigmas, { count: ROWS.length, start });
  return mean(ROWS.map((row, k) => end[k] / row)) / std - 1;
}

async function* exactOnStandardNormal(): AsyncGenerator<LangevinRow, void, void> {
  for (const count of [2, 5, 20]) {
    const ladders = {
      "equal steps of σ/(1 + σ)": flowSigmas({ sigmaMax: 80, count }),
      "Karras's": karrasSigmas({ sigmaMax: 80, sigmaMin: 0.002, count }),
    };
    for (const [ladder, sigmas] of Object.entries(ladders)) {
      const value = await stdError(thetaAdams, 1, sigmas);
      const metric = `thetaAdams: relative error of the deviation, N(0, 1) from σ 80, ${ladder}; f32 alone remains`;
      yield langevinRow(NAME, metric, value, { evaluations: count, floor: 0, wanted: 1e-4 });
    }
  }
}

/** Relative errors of the deviation of N(0, std²), from σ 80 in 4, 8, 16, 32 and 64 equal steps of σ/(1 + σ). */
const TABLE = [
  { sampler: thetaAdams, std: 0.5, errors: [-0.15122, -0.04817, -0.01325, -0.00343, -0.00087] },
  { sampler: thetaAdams, std: 0.1, errors: [-0.74614, -0.37114, -0.13298, -0.03896, -0.0103] },
  { sampler: dpmSolverPlusPlus, std: 0.5, errors: [-0.24739, -0.03098, 0.01164, 0.00671, 0.00231] },
];

async function* fewStepTable(): AsyncGenerator<LangevinRow, void, void> {
  for (const { sampler, std, errors } of TABLE)
    for (const [k, known] of errors.entries()) {
      const count = 4 << k;
      const error = await stdError(sampler as Sampler<DescentOptions>, std, flowSigmas({ sigmaMax: 80, count }));
      const metric = `${sampler.description.name}: its error of the deviation of N(0, ${std}²), relative to the known ${known}, less 1`;
      yield langevinRow(NAME, metric, error / known - 1, { evaluations: count, floor: 0, wanted: 0.01 });
    }
}

/** At one level and a step α, of N(0, 1) smoothed, whose curvature is k: after so many updates the start is forgotten. */
async function* stationaryVariance(rows: number): AsyncGenerator<LangevinRow, void, void> {
  const [sigma, updates] = [0.1, 60];
  const k = 1 / (1 + sigma * sigma);
  const error = Math.sqrt(2 / rows);
  for (const alpha of [0.5, 1, 1.5]) {
    for (const sampler of [annealedLangevin, ncsnLangevin]) {
      const made = await sampler(normalScore(1), [sigma], {
        ...{ count: rows, seed: 1, start: new Float64Array(rows) },
        ...{ stepsPerSigma: updates, stepSize: alpha / k, denoise: false },
      });
      const wanted = sampler === annealedLangevin ? 4 * error : null;
      const chance = wanted === null ? "" : ", wanted 4 standard errors";
      const metric = `${sampler.description.name}: stationary variance·k less 1, αk = ${alpha}${chance}`;
      const value = k * mean(made.map((x) => x * x)) - 1;
      yield langevinRow(NAME, metric, value, { evaluations: updates, error, floor: 0, wanted });
    }
  }
}
