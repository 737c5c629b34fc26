import { gaussianMixture, geometricSigmas, logDensity } from "langevin";
import { grid, show } from "langevin/cell";

const model = gaussianMixture({
  weights: [0.8, 0.2],
  means: [[2], [-2]],
  variance: 0.25,
});
const [sigmaMin, sigmaMax] = [0.01, 50];
const sigmas = geometricSigmas({ sigmaMax, sigmaMin, count: 401 }).reverse(); // upward

// Rows follow dx/dσ = −σ·score up to σ_max; we note how their intervals stretch
const rows = grid(-5, 5, 101);
let x = rows;
let stretched = new Float64Array(rows.length);
for (let i = 0; i < 400; i += 2) {
  const [sigma, middle, next] = [sigmas[i], sigmas[i + 1], sigmas[i + 2]];
  const first = model.score(x, sigma);
  const half = x.map((value, k) => value - sigma * (middle - sigma) * first[k]);
  const score = model.score(half, middle);
  const trace = model.divergence(half, middle); // the trace of ∂score/∂x
  const step = middle * (next - sigma);
  x = x.map((value, k) => value - step * score[k]);
  stretched = stretched.map((value, k) => value - step * trace[k]);
}

// At σ_max the density is nearly normal
const variance = model.variance[0] + sigmaMax * sigmaMax;
const constant = Math.log(2 * Math.PI * variance) / 2;
const normal = x.map(
  (value) => -((value - model.mean[0]) ** 2) / (2 * variance) - constant,
);
const byHand = normal.map((value, k) => value + stretched[k]);
const exact = model.logDensity(rows, sigmaMin);
show.curve({ "by hand": byHand, exact }, { at: rows, x: "x", title: "ln p(x)" });

const library = await logDensity(model, rows, { sigmaMin, sigmaMax });
const difference = (a) => Math.max(...a.map((value, k) => Math.abs(value - exact[k])));
show.number("largest difference, by hand", difference(byHand), { exact: 0 });
show.number("largest difference, logDensity", difference(library.logDensity), {
  exact: 0,
});
show.number("largest error that logDensity tells", Math.max(...library.error));
show.bits(x, stretched, library.logDensity);
