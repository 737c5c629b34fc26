import {
  guided,
  samplers,
  type DescentOptions,
  type Sampler,
  type SamplerName,
  type ScoreModel,
} from "../../src/index.ts";
import type { CaseOptions } from "./cases.ts";
import { langevinRow, withinChance, type LangevinRow } from "./row.ts";

const NAME = "class-start";

/** Two classes of equal weight, N(1, ¼) and N(−1, ¼); what is sampled is the first. */
const [MEAN, VARIANCE] = [1, 0.25];
const STD = Math.sqrt(VARIANCE);
const SIGMA_MAX = [2.83, 5, 10];
/** Bound of the errors of mean and deviation, beside 2 standard errors. */
const WANTED = 0.005;
/** Scores a row for samplers whose own error is of first order in the step, so that it is below 0.002. */
const MANY = 1000;
const SECOND_ORDER: readonly SamplerName[] = ["dpmSolverPlusPlus", "heunOde", "thetaAdams"];

/** The law of both classes, guided by p(class | x) = ½(1 + tanh(x/v)), v = ¼ + σ²: the score is then the first class's, exactly. */
export function firstClass(sigmaMax: number): ScoreModel {
  const both: ScoreModel = {
    dim: 1,
    mean: [0],
    variance: [VARIANCE + MEAN * MEAN],
    sigmaRange: { sigmaMax, sigmaMin: 0.01, eigenvalues: [VARIANCE + MEAN * MEAN], shares: [1] },
    score(x, sigma) {
      const v = VARIANCE + sigma * sigma;
      return x.map((value) => (MEAN * Math.tanh((MEAN * value) / v) - value) / v);
    },
  };
  return guided(both, (x, sigma) => {
    const v = VARIANCE + sigma * sigma;
    return x.map((value) => (MEAN * (1 - Math.tanh((MEAN * value) / v))) / v);
  });
}

interface Worst {
  value: number;
  sigmaMax: number;
}

const NONE: Worst = { value: 0, sigmaMax: SIGMA_MAX[0] };

/** Mean and deviation of a class from every sampler of the registry, the worst of three σ_max. */
export async function* classStart({ quick }: CaseOptions): AsyncGenerator<LangevinRow, void, void> {
  for (const [name, one] of Object.entries(samplers)) {
    const sampler = one as unknown as Sampler<DescentOptions>;
    const { levels, evaluations: usual, options } = sampler.description;
    // At one level it has no σ_max to start from
    if (levels === "level or ladder") continue;
    const evaluations = SECOND_ORDER.includes(name as SamplerName) ? 2 * usual! : usual && Math.max(MANY, usual);
    const rows = quick ? 1000 : evaluations && evaluations >= MANY ? 25_000 : 160_000;
    const worst: Record<"mean" | "deviation", Worst> = { mean: NONE, deviation: NONE };
    for (const sigmaMax of SIGMA_MAX) {
      const own = "evaluations" in options ? { evaluations } : {};
      const { mean, std } = momentsOf(await sampler(firstClass(sigmaMax), "auto", { count: rows, seed: 1, ...own }));
      worst.mean = worse(worst.mean, { value: mean - MEAN, sigmaMax });
      worst.deviation = worse(worst.deviation, { value: std - STD, sigmaMax });
    }
    const errors = { mean: STD / Math.sqrt(rows), deviation: STD / Math.sqrt(2 * rows) };
    for (const what of ["mean", "deviation"] as const) {
      const { value, sigmaMax } = worst[what];
      const metric = `${name}: error of the ${what}, worst of σ_max ${SIGMA_MAX.join(", ")} (at ${sigmaMax})`;
      const about = { evaluations: evaluations ?? null, error: errors[what], floor: 0 };
      const row = langevinRow(NAME, metric, value, about);
      // NCSN's rule, kept literal, has an error of its own there, from any start
      yield name === "ncsnLangevin" && what === "deviation" ? row : withinChance(row, WANTED);
    }
  }
}

function worse(one: Worst, other: Worst): Worst {
  return Math.abs(other.value) > Math.abs(one.value) ? other : one;
}

function momentsOf(rows: Float64Array): { mean: number; std: number } {
  let [sum, squares] = [0, 0];
  for (const value of rows) sum += value;
  const mean = sum / rows.length;
  for (const value of rows) squares += (value - mean) ** 2;
  return { mean, std: Math.sqrt(squares / rows.length) };
}
