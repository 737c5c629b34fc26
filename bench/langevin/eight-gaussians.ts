import { ancestral, annealedLangevin, ncsnLangevin, thetaAdams } from "../../src/index.ts";
import { mean } from "../quality/row.ts";
import type { CaseOptions } from "./cases.ts";
import { quickModel, mixture, modeStatistics, standardized } from "./mixtures.ts";
import { averaged, withinChance, type LangevinRow } from "./row.ts";
import { measureSets, transposed, type AnySampler } from "./sets.ts";

const NAME = "eight-gaussians";

const LAW = standardized(
  mixture(
    [0.3, 0.2, 0.15, 0.1, 0.1, 0.05, 0.05, 0.05],
    Array.from({ length: 8 }, (_, k) => [4 * Math.cos((k * Math.PI) / 4), 4 * Math.sin((k * Math.PI) / 4)]),
    Array<number>(8).fill(0.3),
  ),
);

interface Trial {
  sampler: AnySampler;
  name: string;
  evaluations: number;
  sets: number;
  /** Bounds of the total variation and of the relative error of the width. */
  wanted?: { shares: number; width: number };
}

const near = { shares: 0.008, width: 0.02 };
const nearer = { shares: 0.006, width: 0.01 };

const TRIALS: readonly Trial[] = [
  { sampler: annealedLangevin, name: "annealedLangevin", evaluations: 50, sets: 24, wanted: near },
  { sampler: annealedLangevin, name: "annealedLangevin", evaluations: 100, sets: 24, wanted: nearer },
  { sampler: annealedLangevin, name: "annealedLangevin", evaluations: 300, sets: 24, wanted: nearer },
  { sampler: annealedLangevin, name: "annealedLangevin", evaluations: 1000, sets: 8, wanted: nearer },
  { sampler: thetaAdams, name: "thetaAdams", evaluations: 10, sets: 4 },
  { sampler: thetaAdams, name: "thetaAdams", evaluations: 20, sets: 4 },
  { sampler: ncsnLangevin, name: "ncsnLangevin", evaluations: 50, sets: 4 },
  { sampler: ncsnLangevin, name: "ncsnLangevin", evaluations: 100, sets: 4 },
  { sampler: ncsnLangevin, name: "ncsnLangevin", evaluations: 300, sets: 2 },
  { sampler: ncsnLangevin, name: "ncsnLangevin", evaluations: 1000, sets: 2 },
  { sampler: ancestral, name: "ancestral", evaluations: 50, sets: 4 },
  { sampler: ancestral, name: "ancestral", evaluations: 100, sets: 4 },
  { sampler: ancestral, name: "ancestral", evaluations: 300, sets: 2 },
];

/** Total variation of the modes' shares and relative error of their width, exact score. */
export async function* eightGaussians({ quick }: CaseOptions): AsyncGenerator<LangevinRow, void, void> {
  const model = quickModel(LAW);
  const rows = quick ? 3000 : 30_000;
  const measure = (made: ArrayLike<number>) => {
    const { totalVariation, width } = modeStatistics(made, LAW);
    return { totalVariation, width };
  };
  const real = Array.from({ length: quick ? 8 : 400 }, (_, k) => measure(model.sample(rows, { seed: 1000 + k })));
  const floor = mean(transposed(real).totalVariation);
  for (const { sampler, name, evaluations, sets, wanted } of TRIALS) {
    if (quick && evaluations > 100) continue;
    const run = { rows, evaluations, sets: quick ? 2 : sets };
    const found = await measureSets(sampler, model, run, measure);
    const width = { evaluations, floor: 0, wanted: wanted?.width ?? null };
    const shares = averaged(NAME, `${name}: total variation of the modes' shares`, found.totalVariation, {
      evaluations,
      floor,
    });
    yield wanted ? withinChance(shares, wanted.shares) : shares;
    yield averaged(NAME, `${name}: relative error of the modes' width`, found.width, width);
  }
}
