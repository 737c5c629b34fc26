// Samples a density of your own, without any network: whatever has `dim` and `score(x, sigma)` is a model. Here two unequal
// hills whose noised density is known by hand, and the shares of the hills as the samples have them.
//
//     npm run example own-score
import { annealedLangevin, geometricSigmas, type ScoreModel } from "langevin";

const hills = [
  { share: 0.8, center: [5, 5] },
  { share: 0.2, center: [-5, -5] },
];

/** ∇ ln Σ share·N(x; center, (1 + σ²)·I): each hill pulls with the probability that x belongs to it. */
const model: ScoreModel = {
  dim: 2,
  mean: [3, 3],
  variance: [17, 17],
  score(x, sigma) {
    const variance = 1 + sigma * sigma;
    const score = new Float32Array(x.length);
    for (let row = 0; row < x.length; row += 2) {
      const logs = hills.map(
        ({ share, center: [cx, cy] }) =>
          Math.log(share) - ((x[row] - cx) ** 2 + (x[row + 1] - cy) ** 2) / (2 * variance),
      );
      const weights = logs.map((log) => Math.exp(log - Math.max(...logs)));
      const total = weights.reduce((sum, weight) => sum + weight);
      hills.forEach(({ center }, k) => {
        for (const i of [0, 1]) score[row + i] += ((weights[k] / total) * (center[i] - x[row + i])) / variance;
      });
    }
    return score;
  },
};

const sigmas = geometricSigmas({ sigmaMax: 20, sigmaMin: 0.1, count: 100 });
const samples = await annealedLangevin(model, sigmas, { count: 4000, seed: 1 }); // one score a level

const upper = samples.filter((value, i) => i % 2 === 0 && value > 0).length / 4000;
console.log(`share of the upper hill: ${upper.toFixed(3)} (it is 0.8)`);
