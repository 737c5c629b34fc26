import { annealedLangevin, gaussian, gaussianMixture } from "langevin";
import { geometricSigmas, langevin, rowsOf } from "langevin";
import { show } from "langevin/cell";

const means = [
  [5, 5],
  [-5, -5],
];
const model = gaussianMixture({ weights: [0.8, 0.2], means, variance: 1 });
const count = 1000;

// One small level: plain Langevin dynamics, started all over the plane
const start = gaussian({ mean: [0, 0], variance: 64 }).sample(count, { seed: 1 });
const options = { start, count, stepSize: 0.3, stepsPerSigma: 200, seed: 2 };
const one = await langevin(model, 0.1, options);

// A ladder of levels, with half as many scores a row
const sigmas = geometricSigmas({ sigmaMax: 20, sigmaMin: 0.1, count: 100 });
const many = await annealedLangevin(model, sigmas, { count, seed: 2 });

const frame = { xRange: [-10, 10], yRange: [-10, 10], x: "x₁", y: "x₂" };
show.points(one, { ...frame, title: "one level, 200 updates" });
show.points(many, { ...frame, title: "100 levels, 100 updates" });
const right = (rows) => rowsOf(rows, 2).filter(([x, y]) => x + y > 0).length / count;
const shares = (rows) => [right(rows), 1 - right(rows)];
const bars = { exact: [0.8, 0.2], "one level": shares(one), ladder: shares(many) };
show.bars(bars, { labels: ["(5, 5)", "(−5, −5)"], title: "shares of the modes" });
show.number("share at (5, 5), start", right(start), { exact: 0.8 });
show.number("share at (5, 5), one level", right(one), { exact: 0.8 });
show.number("share at (5, 5), ladder", right(many), { exact: 0.8 });
show.bits(one, many);
