import { gaussian, geometricSigmas, impute } from "langevin";
import { show } from "langevin/cell";

// Two columns with correlation r; the first is 1.5, the second is missing
const r = 0.9;
const model = gaussian({
  mean: [0, 0],
  covariance: [
    [1, r],
    [r, 1],
  ],
});
const sigmas = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.01, count: 100 });
const options = { sigmas, copies: 1000, seed: 1 };
const fill = (resamples) => impute(model, [1.5, NaN], { ...options, resamples });
const second = (rows) => rows.filter((_, i) => i % 2 === 1);

const once = second(await fill(1));
const repeated = second(await fill(10));

const [mean, variance] = [r * 1.5, 1 - r * r];
const density = (x) =>
  Math.exp((-(x - mean) * (x - mean)) / (2 * variance)) /
  Math.sqrt(2 * Math.PI * variance);
show.histogram(
  { "one pass": once, "10 repeats": repeated },
  { density, xRange: [-2, 4], bins: 40, title: "the missing column" },
);
const meanOf = (rows) => rows.reduce((sum, value) => sum + value, 0) / rows.length;
const varianceOf = (rows) => meanOf(rows.map((x) => x * x)) - meanOf(rows) ** 2;
show.number("mean, one pass", meanOf(once), { exact: mean });
show.number("mean, 10 repeats", meanOf(repeated), { exact: mean });
show.number("variance, one pass", varianceOf(once), { exact: variance });
show.number("variance, 10 repeats", varianceOf(repeated), { exact: variance });
show.bits(once, repeated);
