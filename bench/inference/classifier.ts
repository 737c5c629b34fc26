import { gaussian } from "../../src/index.ts";
import { c2st } from "../../src/metrics/index.ts";
import { normalCdf } from "../../src/numerics/normal.ts";
import type { CaseOptions, InferenceCases } from "./groups.ts";
import type { Figure } from "./row.ts";

/** A classifier that says ½ of everything is no evidence: laws whose best accuracy is known. */
export const classifier: InferenceCases = {
  "classifier, normal laws": normalLaws,
};

async function* normalLaws({ quick }: CaseOptions): AsyncGenerator<Figure, void, void> {
  const rows = quick ? 500 : 5000;
  for (const shift of [0, 0.1, 0.5]) {
    const sets = [shift, 0].map((mean, k) => gaussian({ mean: [mean, 0], std: 1 }).sample(rows, { seed: k + 1 }));
    const { accuracy, nullError } = c2st(sets[0], sets[1], { dim: 2, classifier: "network", maxRows: rows });
    // What it loses of the best accuracy, Φ(m/2), beyond chance
    const best = normalCdf(shift / 2);
    yield {
      metric: `C2ST (perceptron 20-20, ${rows} rows) of normal laws ${shift} deviations apart, less the best of ${best.toFixed(4)}`,
      value: accuracy - best,
      error: nullError,
      wanted: 0.01 + 2 * nullError,
    };
  }
}
