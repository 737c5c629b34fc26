import { annealedLangevin, createEngine, createScoreNetwork, geometricSigmas, train } from "langevin";

/** Trains 200 steps, samples, and gives the samples' hash: the same wherever it runs, and whatever the defaults are. */
export async function program() {
  const engine = await createEngine({ threads: 2 });
  const data = Array.from({ length: 600 }, (_, i) => [(i % 20) - 10, ((i * 7) % 30) / 10]);
  const sigmas = geometricSigmas({ sigmaMax: 6, sigmaMin: 0.05, count: 8 });
  const network = createScoreNetwork(engine, { dim: 2, hidden: [64, 64], maxCoordinateFrequency: 24, seed: 1 });
  const settings = { sigmas, steps: 200, batchSize: 256, learningRate: 2e-3, seed: 2 };
  let steps = 0;
  for await (const { step } of train(network, data, settings)) steps = step;
  const samples = await annealedLangevin(network, sigmas, {
    count: 1000,
    stepsPerSigma: 10,
    stepSize: 0.0025,
    seed: 3,
  });
  const digest = await crypto.subtle.digest("SHA-256", Float32Array.from(samples));
  const hash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  // By then a worker that cannot start has said so
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { threads, notice } = engine;
  return { hash, steps, threads, notice };
}
