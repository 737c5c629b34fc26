import { ancestral, annealedLangevin, ncsnLangevin, type ScoreModel } from "../../src/index.ts";
import type { CaseOptions } from "./cases.ts";
import { quickModel, mixture, modeStatistics } from "./mixtures.ts";
import { averaged, type LangevinRow } from "./row.ts";
import { measureSets, type AnySampler } from "./sets.ts";

const NAME = "small-mode";
const LAW = mixture([0.95, 0.05], [[0], [6]], [0.6, 0.2]);
const SHARE = LAW.weights[1];

/** Between the ends that the figures of other rules were found with. */
const ENDS = { sigmaMax: 20, sigmaMin: 0.003, eigenvalues: [2.05], shares: [1] };

interface Trial {
  sampler: AnySampler;
  name: string;
  evaluations: number;
  sets: number;
  wanted: boolean;
}

const TRIALS: readonly Trial[] = [
  { sampler: annealedLangevin, name: "annealedLangevin", evaluations: 40, sets: 8, wanted: false },
  { sampler: annealedLangevin, name: "annealedLangevin", evaluations: 80, sets: 16, wanted: true },
  { sampler: annealedLangevin, name: "annealedLangevin", evaluations: 320, sets: 4, wanted: true },
  { sampler: ncsnLangevin, name: "ncsnLangevin", evaluations: 80, sets: 4, wanted: false },
  { sampler: ancestral, name: "ancestral", evaluations: 80, sets: 4, wanted: false },
];

/** 0.95·N(0, 0.6²) + 0.05·N(6, 0.2²): relative errors of the small mode's share and of both widths, exact score. */
export async function* smallMode({ quick }: CaseOptions): AsyncGenerator<LangevinRow, void, void> {
  const exact = quickModel(LAW);
  const models: [string, ScoreModel][] = [
    ["σ from 20 to 0.003", { ...exact, sigmaRange: ENDS }],
    ['σ by "auto"', exact],
  ];
  const measure = (made: ArrayLike<number>) => {
    const { shares, widths } = modeStatistics(made, LAW);
    return { share: shares[1] / SHARE - 1, large: widths[0], small: widths[1] };
  };
  for (const [ends, model] of models)
    for (const { sampler, name, evaluations, sets, wanted } of TRIALS) {
      const run = { rows: quick ? 10_000 : 100_000, evaluations, sets: quick ? 2 : sets };
      const found = await measureSets(sampler, model, run, measure);
      const about = (bound: number) => ({ evaluations, floor: 0, wanted: wanted ? bound : null });
      const of = (what: string): string => `${name}: relative error of ${what}, ${ends}`;
      yield averaged(NAME, of("the small mode's share"), found.share, about(0.05));
      yield averaged(NAME, of("the large mode's width"), found.large, about(0.025));
      yield averaged(NAME, of("the small mode's width"), found.small, about(0.025));
    }
}
