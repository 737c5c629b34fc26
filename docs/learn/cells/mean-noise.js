import { gaussian, gaussianMixture } from "langevin";
import { show } from "langevin/cell";

const [sigma, count] = [0.7, 100_000];
const means = [[1], [-2]];
const model = gaussianMixture({ weights: [0.8, 0.2], means, variance: 0.1 });
const x = model.sample(count, { seed: 1 });
const z = gaussian({ mean: [0], variance: 1 }).sample(count, { seed: 2 });

// Of the rows whose x̃ = x + σz falls into one bin: the mean of z. No score is used
const [low, width, bins] = [-4.5, 0.125, 64];
const sum = new Float64Array(bins);
const rows = new Float64Array(bins);
x.forEach((value, i) => {
  const bin = Math.floor((value + sigma * z[i] - low) / width);
  sum[bin] += z[i];
  rows[bin] += 1;
});
const used = [...rows.keys()].filter((bin) => rows[bin] >= 100);
const mean = used.map((bin) => sum[bin] / rows[bin]);

const at = used.map((bin) => low + (bin + 0.5) * width);
const exact = Array.from(model.score(at, sigma), (score) => -sigma * score);
const curves = { "mean noise in a bin": mean, "−σ·score": exact };
show.curve(curves, { at, title: "noise", x: "x̃", y: "z" });
const total = used.reduce((all, bin) => all + rows[bin], 0);
const squares = used.map((bin, k) => (rows[bin] / total) * (mean[k] - exact[k]) ** 2);
const rms = Math.sqrt(squares.reduce((all, square) => all + square));
show.number("root mean square of the difference", rms, { exact: 0 });
show.bits(mean);
