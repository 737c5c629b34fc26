import { createEngine, createScoreNetwork, gaussianMixture } from "langevin";
import { gaussian, geometricSigmas, train } from "langevin";
import { show } from "langevin/cell";

const means = [[0.45], [-1.8]];
const model = gaussianMixture({ weights: [0.8, 0.2], means, variance: 0.19 });
const sigmas = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.05, count: 20 });

// Rows that are not trained on, with the same noise for whoever predicts it
const count = 2000;
const x = model.sample(count, { seed: 2 });
const z = gaussian({ mean: [0], variance: 1 }).sample(count, { seed: 4 });
const losses = (predictor) =>
  sigmas.map((sigma) => {
    const score = predictor.score(
      x.map((value, i) => value + sigma * z[i]),
      sigma,
    );
    return (
      z.reduce((sum, noise, i) => sum + (-sigma * score[i] - noise) ** 2, 0) / count
    );
  });

const network = createScoreNetwork(await createEngine(), { dim: 1, hidden: [32, 32] });
const before = losses(network);
const settings = { steps: 1000, batchSize: 256, weighting: "noise" };
const data = model.sample(4000, { seed: 1 });
await train(network, data, { sigmas, ...settings, encoding: "identity", seed: 1 });
const after = losses(network);
const floor = losses(model);

const curves = { "before training": before, "after training": after, floor };
const at = sigmas.map(Math.log10);
show.curve(curves, { at, x: "log₁₀ σ", y: "loss", title: "loss at each level" });
const mean = (values) => values.reduce((sum, value) => sum + value) / values.length;
show.number("mean loss before training", mean(before), { exact: mean(floor) });
show.number("mean loss after training", mean(after), { exact: mean(floor) });
show.bits(network.score(x, 0.3));
