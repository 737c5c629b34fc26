import { describe, expect, it } from "vitest";
import {
  annealedLangevin,
  gaussian,
  gaussianMixture,
  idealDenoiser,
  thetaAdams,
  type SamplerOptions,
  type SamplingRun,
  type ScoreModel,
} from "../../../src/index.ts";
import { fourErrors } from "../../kit/statistics.ts";

type Sample = (model: ScoreModel, options: SamplerOptions) => SamplingRun;

const samplers: Readonly<Record<string, Sample>> = {
  thetaAdams: (model, options) => thetaAdams(model, "auto", { ...options, evaluations: 40 }),
  annealedLangevin: (model, options) => annealedLangevin(model, "auto", { ...options, evaluations: 100 }),
};

/** Two groups on a diagonal, the smaller one far off: kept apart by the mean of a row's columns. */
const [low, high, std, share] = [-0.3, 1.2, Math.sqrt(0.02), 0.2];
const border = (low + high) / 2;

describe.each(Object.entries(samplers))('%s by "auto"', (_, sample) => {
  it.each([2, 6, 12, 30])(
    "has a fifth of the rows in the smaller of two groups of %d columns, and their width",
    async (dim) => {
      const means = [low, high].map((value) => new Array<number>(dim).fill(value));
      const model = gaussianMixture({ weights: [1 - share, share], means, variance: std ** 2 });
      const count = 3000;
      const rows = await sample(model, { count, seed: 1 });
      let [small, squares] = [0, 0];
      for (let i = 0; i < rows.length; i += dim) {
        const row = rows.subarray(i, i + dim);
        const isSmall = row.reduce((sum, value) => sum + value, 0) / dim > border;
        if (isSmall) small++;
        for (const value of row) squares += (value - (isSmall ? high : low)) ** 2;
      }
      expect(Math.abs(small / count - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / count));
      // The solver's own error beside chance: 3 % of the width
      expect(Math.abs(Math.sqrt(squares / rows.length) - std)).toBeLessThan(0.03 * std + fourErrors(std, rows.length));
    },
  );

  it("makes every one of 42 rows of 24 columns equally often, by their exact score", async () => {
    const dim = 24;
    const data = gaussian({ mean: new Array<number>(dim).fill(0), variance: 1 }).sample(42, { seed: 5 });
    const count = 2100;
    const rows = await sample(idealDenoiser(data, { dim }), { count, seed: 2 });
    const hits = new Float64Array(42);
    for (let i = 0; i < rows.length; i += dim) hits[nearest(data, rows.subarray(i, i + dim))]++;
    // χ² with 41 degrees of freedom: mean 41, variance 82
    const chiSquared = hits.reduce((sum, hit) => sum + (hit - 50) ** 2 / 50, 0);
    expect(Math.abs(chiSquared - 41)).toBeLessThan(4 * Math.sqrt(82));
    // P(Poisson(50) ≥ 84) is 7e-6: 3e-4 for the largest of 42
    expect(Math.max(...hits)).toBeLessThan(84);
  });
});

function nearest(data: Float64Array, row: Float64Array): number {
  const dim = row.length;
  let [best, least] = [0, Infinity];
  for (let j = 0; j < data.length / dim; j++) {
    const squared = row.reduce((sum, value, d) => sum + (value - data[j * dim + d]) ** 2, 0);
    if (squared < least) [best, least] = [j, squared];
  }
  return best;
}
