import { annealedLangevin, gaussianMixture, geometricSigmas } from "langevin";
import { show } from "langevin/cell";

// The mixture of page 4 on a line, the exact score, and 40 scores a row
const model = gaussianMixture({ weights: [0.8, 0.2], means: [[5], [-5]], variance: 1 });
const sigmas = geometricSigmas({ sigmaMax: 20, sigmaMin: 0.05, count: 40 });
const u = 0.5;
const common = {
  count: 8000,
  stepsPerSigma: 1,
  stepSize: 2 * u * 0.05 * 0.05,
  seed: 1,
};

const run = (noise, handOver) =>
  annealedLangevin(model, sigmas, { ...common, noise, handOver });
const plain = await run("independent", false);
const noiseOnly = await run("averaged", false);
const handOverOnly = await run("independent", true);
const both = await run("averaged", true);

const share = (rows) => rows.filter((x) => x < 0).length / rows.length;
function width(rows) {
  const mode = rows.filter((x) => x > 0);
  const mean = mode.reduce((sum, x) => sum + x, 0) / mode.length;
  return Math.sqrt(mode.reduce((sum, x) => sum + (x - mean) ** 2, 0) / mode.length);
}

const density = (x) => Math.exp(model.logDensity([x])[0]);
const frame = { density, xRange: [-10, 10], name: "rows" };
show.histogram(plain, { ...frame, title: "own noise, no hand-over" });
show.histogram(both, { ...frame, title: "shared noise and hand-over" });
show.table(
  ["", "share of the small mode", "width of the large mode"],
  [
    ["exact", 0.2, 1],
    ["own noise, no hand-over", share(plain), width(plain)],
    ["shared noise, no hand-over", share(noiseOnly), width(noiseOnly)],
    ["own noise, hand-over", share(handOverOnly), width(handOverOnly)],
    ["shared noise, hand-over", share(both), width(both)],
  ],
  { title: "40 levels, one update on each" },
);
show.bits(plain, noiseOnly, handOverOnly, both);
