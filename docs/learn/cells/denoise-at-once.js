import { gaussianMixture, thetaAdams } from "langevin";
import { show } from "langevin/cell";

const sigma = show.slider("σ", { min: 0.25, max: 4, step: 0.25, value: 2 });
const count = 1000;
const onAxes = [
  [3, 0],
  [0, 3],
  [-3, 0],
  [0, -3],
];
const between = [
  [2.125, 2.125],
  [-2.125, 2.125],
  [-2.125, -2.125],
  [2.125, -2.125],
];
const means = [...onAxes, ...between];
const weights = means.map(() => 1 / 8);
const model = gaussianMixture({ weights, means, variance: 0.1 });
const smoothed = gaussianMixture({ weights, means, variance: 0.1 + sigma * sigma });
const noised = smoothed.sample(count, { seed: 1 });

// At once: D = x̃ + σ²·score, the mean of all rows that x̃ can have come from
const score = model.score(noised, sigma);
const once = noised.map((value, i) => value + sigma * sigma * score[i]);

// Little by little: the same score at 40 levels, from large noise down
const many = await thetaAdams(model, "auto", { count, evaluations: 40, seed: 1 });

const frame = { xRange: [-6, 6], yRange: [-6, 6], x: "x₁", y: "x₂" };
show.points(noised, { ...frame, title: "noised rows" });
show.points(once, { ...frame, title: "denoised at once" });
show.points(many, { ...frame, title: "denoised in 40 steps" });
const variance = (rows) => rows.reduce((sum, x) => sum + x * x, 0) / rows.length;
const exact = model.variance[0];
show.number("variance, denoised at once", variance(once), { exact });
show.number("variance, denoised in 40 steps", variance(many), { exact });
show.bits(once, many);
