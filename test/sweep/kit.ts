import { testData } from "../reference/gradient-check.ts";
import type { SweepOptions } from "../../src/sweep/plan-sweep.ts";

/** Rows of two columns, one a parabola of the other with some noise. */
export const rows = Array.from({ length: 120 }, (_, r) => {
  const [x, noise] = testData(240, 7).subarray(2 * r, 2 * r + 2);
  return [x, x * x + 0.2 * noise];
});

/** A sweep that takes about a second. */
export const options = {
  space: {
    learningRate: { logUniform: [0.0005, 0.05] },
    hidden: { choices: [[4], [8], [8, 8], [16]] },
    batchSize: { logIntegers: [8, 64] },
    emaDecay: { uniform: [0.5, 0.99] },
  },
  settings: { sigmas: [5, 1, 0.2, 0.05], coordinateFrequencies: 4 },
  ...{ trials: 9, steps: 45, seed: 3 },
} as const satisfies SweepOptions;
