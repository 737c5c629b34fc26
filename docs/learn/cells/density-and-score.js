import { gaussianMixture } from "langevin";
import { grid, show } from "langevin/cell";

const means = [[2], [-2]];
const model = gaussianMixture({ weights: [0.8, 0.2], means, variance: 0.5 });
const x = grid(-5, 5);
const score = model.score(x);

// The slope of ln 7p(x), of a density that is not normalized
const log7p = (places) => model.logDensity(places).map((value) => value + Math.log(7));
const h = 1 / 8192;
const above = log7p(x.map((value) => value + h));
const below = log7p(x.map((value) => value - h));
const slope = x.map((_, i) => (above[i] - below[i]) / (2 * h));

const density = model.logDensity(x).map(Math.exp);
show.curve(density, { at: x, title: "density", x: "x", y: "p(x)" });
const curves = { score, "slope of ln 7p": slope };
show.curve(curves, { at: x, title: "score", x: "x", y: "d ln p / dx" });
const differences = slope.map((value, i) => Math.abs(value - score[i]));
show.number("largest difference", Math.max(...differences), { exact: 0 });
show.bits(score);
