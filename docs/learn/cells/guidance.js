import {
  annealedLangevin,
  contrast,
  gaussian,
  gaussianMixture,
  geometricSigmas,
  thetaAdams,
} from "langevin";
import { grid, show } from "langevin/cell";

const w = show.slider("w", { min: 1, max: 6, step: 0.5, value: 4 });
const all = gaussianMixture({ weights: [0.5, 0.5], means: [[-1], [1]], variance: 0.5 });
const label = gaussian({ mean: [1], variance: 0.5 }); // p(x | y)
const sigmas = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.01, count: 60 });
const count = 2000;

// The guided score at every level, as withLabels(network, y, { guidanceScale: w }) has it
const guided = {
  dim: 1,
  mean: label.mean,
  variance: label.variance,
  score(x, sigma) {
    const [a, b] = [all.score(x, sigma), label.score(x, sigma)];
    return a.map((value, i) => (1 - w) * value + w * b[i]);
  },
};
const ode = await thetaAdams(guided, sigmas, { count, seed: 1 });

// The same sum of scores, told to the library: at σ = 0 it is the score of p(x)·p(y | x)^w, and Langevin samples that
const langevin = await annealedLangevin(contrast(label, all, w - 1), sigmas, {
  count,
  stepsPerSigma: 2,
  seed: 1,
});

const x = grid(-4, 6, 1001);
const [lnAll, lnLabel] = [all.logDensity(x), label.logDensity(x)];
const tilted = x.map((_, k) => Math.exp((1 - w) * lnAll[k] + w * lnLabel[k]));
const total = tilted.reduce((sum, value) => sum + value, 0);
const mean = tilted.reduce((sum, value, k) => sum + value * x[k], 0) / total;
const variance =
  tilted.reduce((sum, value, k) => sum + value * (x[k] - mean) ** 2, 0) / total;

const density = (at) =>
  tilted[Math.min(1000, Math.max(0, Math.round((at + 4) * 100)))] / (total / 100);
const frame = { density, xRange: [-3, 5], name: "rows" };
show.histogram(ode, {
  ...frame,
  title: "guided score, along the ODE; curve: p(x)·p(y | x)^w",
});
show.histogram(langevin, { ...frame, title: "the same scores, Langevin" });
const meanOf = (rows) => rows.reduce((sum, value) => sum + value, 0) / rows.length;
const varianceOf = (rows) => meanOf(rows.map((value) => (value - meanOf(rows)) ** 2));
show.number("mean, ODE", meanOf(ode), { exact: mean });
show.number("mean, Langevin", meanOf(langevin), { exact: mean });
show.number("variance, ODE", varianceOf(ode), { exact: variance });
show.number("variance, Langevin", varianceOf(langevin), { exact: variance });
show.bits(ode, langevin);
