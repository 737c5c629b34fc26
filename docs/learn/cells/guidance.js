import { annealedLangevin, contrast, gaussian, gaussianMixture } from "langevin";
import { geometricSigmas, thetaAdams } from "langevin";
import { grid, show } from "langevin/cell";

const w = show.slider("w", { min: 1, max: 6, step: 0.5, value: 4 });
const all = gaussianMixture({ weights: [0.5, 0.5], means: [[-1], [1]], variance: 0.5 });
const label = gaussian({ mean: [1], variance: 0.5 }); // p(x | y)
const sigmas = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.01, count: 60 });
const common = { count: 2000, seed: 1 };

// The guided score at every level, along the ODE
function score(x, sigma) {
  const [a, b] = [all.score(x, sigma), label.score(x, sigma)];
  return a.map((value, i) => (1 - w) * value + w * b[i]);
}
const { dim, mean: center, variance: spread } = label;
const guided = { dim, mean: center, variance: spread, score };
const ode = await thetaAdams(guided, sigmas, common);

// The same sum of scores, by Langevin dynamics on each level
const sum = contrast(label, all, w - 1);
const langevin = await annealedLangevin(sum, sigmas, { ...common, stepsPerSigma: 2 });

// p(x)·p(y | x)^w, which is the law of this sum at σ = 0, and its moments
const x = grid(-4, 6, 1001);
const [lnAll, lnLabel] = [all.logDensity(x), label.logDensity(x)];
const tilted = x.map((_, k) => Math.exp((1 - w) * lnAll[k] + w * lnLabel[k]));
const total = tilted.reduce((sum, value) => sum + value, 0);
const q = tilted.map((value) => value / total);
const exactMean = q.reduce((sum, p, k) => sum + p * x[k], 0);
const exactVariance = q.reduce((sum, p, k) => sum + p * (x[k] - exactMean) ** 2, 0);

const density = (at) => 100 * (q[Math.round((at + 4) * 100)] ?? 0);
const frame = { density, xRange: [-3, 5], name: "rows" };
show.histogram(ode, { ...frame, title: "guided score, along the ODE" });
show.histogram(langevin, { ...frame, title: "the same scores, Langevin" });
const mean = (values) => values.reduce((sum, x) => sum + x, 0) / values.length;
const variance = (values) => mean(values.map((x) => x * x)) - mean(values) ** 2;
show.number("mean, ODE", mean(ode), { exact: exactMean });
show.number("mean, Langevin", mean(langevin), { exact: exactMean });
show.number("variance, ODE", variance(ode), { exact: exactVariance });
show.number("variance, Langevin", variance(langevin), { exact: exactVariance });
show.bits(ode, langevin);
