import { guided, samplers, type SamplerOptions, type ScoreModel } from "../../src/index.ts";
import type { Sampler } from "../../src/index.ts";
import type { CaseOptions } from "./cases.ts";
import { langevinRow, type LangevinRow } from "./row.ts";

const NAME = "class-start";

/** Two classes of equal weight, N(1, ¼) and N(−1, ¼); what is sampled is the first. */
const [MEAN, VARIANCE] = [1, 0.25];
const STD = Math.sqrt(VARIANCE);
const SIGMA_MAX = [2.83, 5, 10];
/** Bound of the errors of mean and deviation. */
const WANTED = 0.005;

/** The law of both classes, guided by p(class | x) = ½(1 + tanh(x/v)), v = ¼ + σ²: the score is then the first class's, exactly. */
function firstClass(sigmaMax: number): ScoreModel {
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

/** Mean and deviation of a class from every sampler of the registry, the worst of three σ_max. */
export async function* classStart({ quick }: CaseOptions): AsyncGenerator<LangevinRow, void, void> {
  for (const sampler of Object.values(samplers) as unknown as Sampler<SamplerOptions>[]) {
    const { name, levels, evaluations = null } = sampler.description;
    // At one level it has no σ_max to start from
    if (levels === "level or ladder") continue;
    // Fewer rows where they cost more; 4 standard errors of the mean are below what is wanted at 160,000
    const rows = quick ? 5000 : (evaluations ?? 0) > 300 ? 60_000 : 160_000;
    let [mean, std]: Worst[] = [
      { value: 0, sigmaMax: 0 },
      { value: 0, sigmaMax: 0 },
    ];
    for (const sigmaMax of SIGMA_MAX) {
      const made = await sampler(firstClass(sigmaMax), "auto", { count: rows, seed: 1 });
      const found = momentsOf(made);
      mean = worse(mean, { value: found.mean - MEAN, sigmaMax });
      std = worse(std, { value: found.std - STD, sigmaMax });
    }
    const of = (what: string, { sigmaMax }: Worst): string =>
      `${name}: error of the class's ${what}, worst of σ_max ${SIGMA_MAX.join(", ")} (at ${sigmaMax})`;
    const about = { evaluations, floor: 0, wanted: WANTED };
    yield langevinRow(NAME, of("mean", mean), mean.value, { ...about, error: STD / Math.sqrt(rows) });
    yield langevinRow(NAME, of("deviation", std), std.value, { ...about, error: STD / Math.sqrt(2 * rows) });
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
