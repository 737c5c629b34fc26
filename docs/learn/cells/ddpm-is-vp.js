import { gaussian, gaussianMixture, subVpSde, veSde, vpSde } from "langevin";
import { show } from "langevin/cell";

const model = gaussianMixture({
  weights: [0.8, 0.2],
  means: [[2], [-2]],
  variance: 0.25,
});
const N = 250;
const count = 2000;

// DDPM in its paper's symbols: β rises in a line, ᾱ is the product of all 1 − β
const beta = Array.from({ length: N }, (_, i) => (0.1 + (19.9 * (i + 0.5)) / N) / N);
const alphaBar = [];
beta.forEach((b, i) => alphaBar.push((1 - b) * (alphaBar[i - 1] ?? 1)));
const sigma = alphaBar.map((a) => Math.sqrt(1 / a - 1));

// The ideal noise predictor. What DDPM calls x is m·(row + σz), m = √ᾱ
function predictNoise(x, i) {
  const row = x.map((value) => value / Math.sqrt(alphaBar[i]));
  return model.score(row, sigma[i]).map((score) => -sigma[i] * score);
}

const normal = gaussian({ mean: [0], variance: 1 });
let x = normal.sample(count, { seed: 1 });
for (let i = N - 1; i >= 0; i--) {
  const noise = predictNoise(x, i);
  const z = normal.sample(count, { seed: 2 + i });
  const size = i > 0 ? Math.sqrt(beta[i]) : 0;
  const factor = beta[i] / Math.sqrt(1 - alphaBar[i]);
  const denoised = x.map((value, k) => value - factor * noise[k]);
  x = denoised.map((value, k) => value / Math.sqrt(1 - beta[i]) + size * z[k]);
}
const density = (x) => Math.exp(model.logDensity([x])[0]);
show.histogram(x, { density, xRange: [-5, 5], title: "DDPM", name: "rows" });

// Noise over signal, σ = std/m, along the way
const at = beta.map((_, i) => (i + 1) / N);
const of = (sde) => at.map((t) => Math.log10(sde.sigma(t)));
const [vp, ve] = [vpSde(), veSde({ sigmaMax: 150, sigmaMin: 0.01 })];
const curves = {
  DDPM: sigma.map(Math.log10),
  VP: of(vp),
  "sub-VP": of(subVpSde()),
  VE: of(ve),
};
show.curve(curves, { at, x: "t", title: "log₁₀ σ" });
const share = x.filter((value) => value < 0).length / count;
show.number("share of the small mode", share, { exact: 0.2 });
show.number("σ of DDPM halfway", sigma[N / 2 - 1], { exact: vp.sigma(0.5) });
show.bits(x, sigma);
