import { gaussianMixture, geometricSigmas } from "langevin";
import { grid, show } from "langevin/cell";

const mixture = (w) =>
  gaussianMixture({ weights: [w, 1 - w], means: [[5], [-5]], variance: 1 });
const [right, wrong] = [mixture(0.8), mixture(0.5)];

const x = grid(-10, 10);
for (const sigma of [0.5, 6]) {
  const curves = { ".8, .2": right.score(x, sigma), ".5, .5": wrong.score(x, sigma) };
  const title = `σ = ${sigma}`;
  show.curve(curves, { at: x, title, x: "x̃", y: "score" });
}

// What a level's loss says against .5, .5: σ²·E(difference of the scores)²
const sigmas = geometricSigmas({ sigmaMax: 1000, sigmaMin: 0.01, count: 80 });
const seen = sigmas.map((sigma) => {
  const wide = 8 * Math.sqrt(26 + sigma * sigma);
  const places = grid(-wide, wide, 801);
  const [a, b] = [right.score(places, sigma), wrong.score(places, sigma)];
  const density = right.logDensity(places, sigma).map(Math.exp);
  const square = (i) => (sigma * (a[i] - b[i])) ** 2;
  return density.reduce((sum, p, i) => sum + p * square(i), 0) * (wide / 400);
});
const at = sigmas.map(Math.log10);
const title = "what a level sees of the weights";
show.curve(seen, { at, title, x: "log₁₀ σ", y: "σ²·E(difference)²" });

// The area over ln σ is the divergence of .8, .2 from .5, .5
const area = seen.reduce((sum, y) => sum + y) * Math.log(sigmas[0] / sigmas[1]);
const exact = 0.8 * Math.log(0.8 / 0.5) + 0.2 * Math.log(0.2 / 0.5);
show.number("area", area, { exact });
show.bits(right.score(x, 0.5), right.score(x, 6));
