import { gaussian, gaussianMixture, langevin } from "langevin";
import { show } from "langevin/cell";

const means = [[1.5], [-1.5]];
const model = gaussianMixture({ weights: [0.5, 0.5], means, variance: 0.5 });
const [count, stepSize, steps] = [2000, 0.1, 150]; // stepSize is α
const start = gaussian({ mean: [0], variance: 9 }).sample(count, { seed: 1 });

// Without noise: x ← x + (α/2)·score(x)
let climbed = Float32Array.from(start);
for (let n = 0; n < steps; n++) {
  const score = model.score(climbed);
  climbed = climbed.map((value, i) => value + (stepSize / 2) * score[i]);
}

// With noise: x ← x + (α/2)·score(x) + √α·z
const options = { start, count, stepSize, stepsPerSigma: steps, seed: 2 };
const sampled = await langevin(model, 0.001, options);

const density = (x) => Math.exp(model.logDensity([x])[0]);
const frame = { name: "samples", density, xRange: [-5, 5], x: "x", y: "p(x)" };
show.histogram(climbed, { ...frame, title: "without noise" });
show.histogram(sampled, { ...frame, title: "with noise" });
const variance = (rows) => rows.reduce((sum, x) => sum + x * x, 0) / rows.length;
const exact = model.variance[0];
show.number("variance without noise", variance(climbed), { exact });
show.number("variance with noise", variance(sampled), { exact });
show.bits(sampled);
