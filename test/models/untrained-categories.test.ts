import { expect, test } from "vitest";
import { createEngine, createScoreNetwork } from "../../src/index.ts";
import { categoricalMixture } from "../../src/models/exact/categorical-mixture.ts";

test("an untrained network with categories is the law of independent columns, numbers normal: its scores are exact", async () => {
  const shares = [[0.9, 0.1], [0.2, 0.5, 0.3], Array.from({ length: 40 }, (_, k) => (k + 1) / 820)];
  const exact = categoricalMixture({
    weights: [1],
    tables: shares.map((share) => [share]),
    means: [[0, 0]],
    variance: 1,
  });
  const engine = await createEngine();
  try {
    const network = createScoreNetwork(engine, { dim: exact.dim, categories: exact.categories });
    const rows = Float32Array.from(exact.sample(100, { seed: 2 }));
    for (const sigma of [0.05, 0.3, 1, 3, 10]) {
      const noised = rows.map((value, i) => value + sigma * Math.sin(i * i));
      const scores = exact.score(noised, sigma);
      // f32: x·v − ‖v‖²/2 of up to 40, divided by σ², and rows of up to 40 beside codes of 2
      const tolerance = (2 ** -21 * (1 + 40 * sigma)) / sigma ** 2 + 2 ** -21 / sigma ** 4;
      network.score(noised, sigma).forEach((value, i) => {
        expect(Math.abs(value - scores[i]), `${i} at sigma ${sigma}`).toBeLessThan(tolerance);
      });
    }
  } finally {
    engine.dispose();
  }
});
