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
const run = (more) => annealedLangevin(model, sigmas, { ...common, ...more });
const plain = await run({ noise: "independent", handOver: false });
const noiseOnly = await run({ noise: "averaged", handOver: false });
const handOverOnly = await run({ noise: "independent", handOver: true });
const both = await run({ noise: "averaged", handOver: true });

const density = (x) => Math.exp(model.logDensity([x])[0]);
const frame = { density, xRange: [-10, 10], name: "rows" };
show.histogram(plain, { ...frame, title: "own noise, no hand-over" });
show.histogram(both, { ...frame, title: "shared noise, hand-over" });

const mean = (values) => values.reduce((sum, x) => sum + x, 0) / values.length;
const variance = (values) => mean(values.map((x) => x * x)) - mean(values) ** 2;
function shareAndWidth(rows) {
  const large = rows.filter((x) => x > 0);
  return [1 - large.length / rows.length, Math.sqrt(variance(large))];
}
show.table(
  ["", "share of the small mode", "width of the large mode"],
  [
    ["exact", 0.2, 1],
    ["own noise, no hand-over", ...shareAndWidth(plain)],
    ["shared noise, no hand-over", ...shareAndWidth(noiseOnly)],
    ["own noise, hand-over", ...shareAndWidth(handOverOnly)],
    ["shared noise, hand-over", ...shareAndWidth(both)],
  ],
  { title: "40 levels, one update on each" },
);
show.bits(plain, noiseOnly, handOverOnly, both);
