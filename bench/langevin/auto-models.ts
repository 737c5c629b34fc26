import { annealedLangevin, dpmSolverPlusPlus, thetaAdams, type ScoreModel } from "../../src/index.ts";
import type { CaseOptions } from "./cases.ts";
import { mixture, modeStatistics, quickModel, type Mixture } from "./mixtures.ts";
import { langevinRow, type LangevinRow } from "./row.ts";
import { measureSets, type AnySampler } from "./sets.ts";

const NAME = "auto-models";

/** Laws in units of their own: where they are and how wide is the model's to tell. */
const LAWS: Record<string, Mixture> = {
  "N(0, 1)": mixture([1], [[0]], [1]),
  "N(10⁴, 100²)": mixture([1], [[1e4]], [100]),
  "N(0, 10⁻⁶)": mixture([1], [[0]], [1e-3]),
  "0.7·N(9900, 10²) + 0.3·N(10100, 10²)": mixture([0.7, 0.3], [[9900], [10_100]], [10, 10]),
};

const SAMPLERS: readonly { sampler: AnySampler; name: string; evaluations: number }[] = [
  { sampler: annealedLangevin, name: "annealedLangevin", evaluations: 100 },
  { sampler: thetaAdams, name: "thetaAdams", evaluations: 40 },
  { sampler: dpmSolverPlusPlus, name: "dpmSolverPlusPlus", evaluations: 40 },
];

/** Shares and widths with sigmas "auto": of exact models, and of the same laws as a user's own model. */
export async function* autoModels({ quick }: CaseOptions): AsyncGenerator<LangevinRow, void, void> {
  const rows = quick ? 5000 : 100_000;
  for (const [law, own] of Object.entries(LAWS)) {
    const exact = quickModel(own);
    const { dim, mean, variance, score } = exact;
    const models: [string, ScoreModel][] = [
      ["exact model", exact],
      ["own model with mean and variance", { dim, mean, variance, score }],
    ];
    for (const [kind, model] of models)
      for (const { sampler, name, evaluations } of SAMPLERS) {
        const found = await measureSets(sampler, model, { rows, sets: 1, evaluations }, (made) => {
          const { totalVariation, width } = modeStatistics(made, own);
          return { totalVariation, width };
        });
        const of = (what: string): string => `${name}: ${what}, ${law}, ${kind}`;
        const width = { evaluations, error: 1 / Math.sqrt(2 * rows), floor: 0, wanted: 0.02 };
        yield langevinRow(NAME, of("relative error of the width"), found.width[0], width);
        if (own.weights.length === 1) continue;
        const error = Math.sqrt((own.weights[0] * own.weights[1]) / rows);
        const share = { evaluations, error, floor: error, wanted: 0.01 };
        yield langevinRow(NAME, of("total variation of the modes' shares"), found.totalVariation[0], share);
      }
  }
}
