import { gaussianMixture } from "langevin";
import { show } from "langevin/cell";

// Two humps on a line: .8 of the mass at −2, .2 at 2
const model = gaussianMixture({
  weights: [0.8, 0.2],
  means: [[-2], [2]],
  variance: 0.5,
});
const density = (x) => Math.exp(model.logDensity([x])[0]);
const score = (x) => model.score([x])[0];

const samples = model.sample(4000, { seed: 1 });
show.histogram(samples, {
  title: "density",
  x: "x",
  y: "p(x)",
  xRange: [-5, 5],
  density,
});

// The slope of ln p, by the library and by a difference
const slope = (x) =>
  (model.logDensity([x + 1e-4])[0] - model.logDensity([x - 1e-4])[0]) / 2e-4;
show.curve(
  { score, "slope of ln p": slope },
  { title: "score", x: "x", y: "d ln p / dx", xRange: [-5, 5] },
);

const left = samples.filter((x) => x < 0).length / samples.length;
show.number("share of samples left of 0", left, { exact: 0.7986 });
show.bits(samples, model.score([-3, -1, 0, 1, 3]));
