import { annealedLangevin, gaussian, independentObservations, type ScoreModel } from "../../src/index.ts";
import { mean } from "../quality/row.ts";
import type { CaseOptions } from "./cases.ts";
import { langevinRow, type LangevinRow } from "./row.ts";

const NAME = "independent-observations";

/**
 * Prior N(0, 1), n observations N(θ, 1), all of them 0: relative error of the posterior's variance, 1/(1 + n), from the
 * posteriors N(0, ½) of one observation each.
 */
export async function* observations({ quick }: CaseOptions): AsyncGenerator<LangevinRow, void, void> {
  const rows = quick ? 5000 : 200_000;
  const error = Math.sqrt(2 / rows);
  for (const count of [2, 10, 100])
    for (const evaluations of [300, 1000]) {
      // Given n times, a model is evaluated once
      const model = independentObservations(normal(1), Array<ScoreModel>(count).fill(normal(0.5)));
      const made = await annealedLangevin(model, "auto", { count: rows, evaluations, seed: 1 });
      const value = mean(made.map((x) => x * x)) * (1 + count) - 1;
      const metric = `annealedLangevin: relative error of the posterior's variance, ${count} observations`;
      yield langevinRow(NAME, metric, value, { evaluations, error, floor: 0, wanted: 0.01 });
    }
}

/** The exact model N(0, variance), its score in fewer steps. */
function normal(variance: number): ScoreModel {
  const exact = gaussian({ mean: [0], variance });
  return { ...exact, score: (x, sigma) => x.map((value) => -value / (variance + sigma * sigma)) };
}
