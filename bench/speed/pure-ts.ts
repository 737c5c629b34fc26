import { BaselineNetwork } from "./baseline/network.ts";
import { exampleRows, SIGMAS } from "../kit/cases.ts";
import { ALPHA, DATA_ROWS, LEARNING_RATE, SIGMA, SIGMA_FREQUENCIES } from "./cases.ts";
import { serve } from "./serve.ts";

// The same network in TypeScript alone: bench/speed/baseline.

await serve(async ({ dim, hidden, batchSize, coordinateFrequencies }) => {
  const data = exampleRows(DATA_ROWS, dim);
  const x = exampleRows(batchSize, dim);
  const network = new BaselineNetwork({ dim, hidden, sigmaFrequencies: SIGMA_FREQUENCIES, coordinateFrequencies });
  let step = 0;
  return {
    version: "bench/speed/baseline",
    runs: {
      train: () => {
        const at = { sigmas: SIGMAS, batchSize, learningRate: LEARNING_RATE, step: ++step };
        network.trainStep(data, DATA_ROWS, at);
      },
      langevin: () => network.langevinStep(x, batchSize, SIGMA, ALPHA, 0, ++step),
    },
  };
});
