import { annealedLangevin } from "../../src/index.ts";
import type { CaseOptions } from "./cases.ts";
import { quickModel, mixture, modeStatistics } from "./mixtures.ts";
import { langevinRow, type LangevinRow } from "./row.ts";

const NAME = "ncsn-mixture";
const [LARGE, SMALL] = [0.8, 0.2];
const LAW = mixture(
  [LARGE, SMALL],
  [
    [-5, -5],
    [5, 5],
  ],
  [1, 1],
);

/** 0.8·N((−5, −5), I) + 0.2·N((5, 5), I): error of the small mode's share, exact score, all settings the sampler's own. */
export async function* ncsnMixture({ quick }: CaseOptions): AsyncGenerator<LangevinRow, void, void> {
  const model = quickModel(LAW);
  const rows = quick ? 2000 : 40_000;
  const error = Math.sqrt((LARGE * SMALL) / rows);
  const { evaluations } = annealedLangevin.description;
  const made = await annealedLangevin(model, "auto", { count: rows, seed: 1 });
  const { shares, width } = modeStatistics(made, LAW);
  const about = { evaluations: evaluations!, error, floor: 0 };
  yield langevinRow(
    NAME,
    "annealedLangevin: error of the small mode's share, wanted 4 standard errors",
    shares[1] - SMALL,
    {
      ...about,
      wanted: 4 * error,
    },
  );
  yield langevinRow(NAME, "annealedLangevin: relative error of the modes' width", width, {
    ...about,
    error: 1 / Math.sqrt(4 * rows),
  });
}
