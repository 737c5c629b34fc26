import { createEngine, createScoreNetwork, gaussianMixture } from "langevin";
import { geometricSigmas, train } from "langevin";
import { grid, show } from "langevin/cell";

const means = [[0.45], [-1.8]];
const model = gaussianMixture({ weights: [0.8, 0.2], means, variance: 0.19 });
const data = model.sample(4000, { seed: 1 }); // all that the network sees

const network = createScoreNetwork(await createEngine(), { dim: 1, hidden: [32, 32] });
const sigmas = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.05, count: 20 });
const settings = { steps: 1000, batchSize: 256, weighting: "noise" };
await train(network, data, { sigmas, ...settings, encoding: "identity", seed: 1 });

const x = grid(-3, 2);
const errors = [0.1, 0.3, 1].map((sigma) => {
  const [learned, exact] = [network.score(x, sigma), model.score(x, sigma)];
  const frame = { at: x, x: "x̃", y: "score", title: `σ = ${sigma}` };
  show.curve({ network: learned, exact }, frame);
  // The mean over noised rows: each place counts by its density
  const density = model.logDensity(x, sigma).map(Math.exp);
  const sum = density.reduce((all, p) => all + p);
  const square = (i) => (sigma * (learned[i] - exact[i])) ** 2;
  return [sigma, density.reduce((all, p, i) => all + (p / sum) * square(i), 0)];
});
show.table(["σ", "error"], errors, { title: "σ²·E(network − exact)²" });
show.bits(network.score(x, 0.3));
