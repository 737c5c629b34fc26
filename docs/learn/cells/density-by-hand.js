import { gaussianMixture, geometricSigmas, logDensity } from "langevin";
import { grid, show } from "langevin/cell";

const model = gaussianMixture({
  weights: [0.8, 0.2],
  means: [[2], [-2]],
  variance: 0.25,
});
const [sigmaMin, sigmaMax] = [0.01, 50];
const sigmas = geometricSigmas({ sigmaMax, sigmaMin, count: 401 }).reverse(); // upward

// Each row follows dx/dσ = −σ·score up to σ_max; ln p is what its interval has been stretched by
const rows = grid(-5, 5, 101);
let x = rows;
let stretched = new Float64Array(rows.length);
for (let i = 0; i < 400; i += 2) {
  const [sigma, middle, next] = [sigmas[i], sigmas[i + 1], sigmas[i + 2]];
  const first = model.score(x, sigma);
  const half = x.map((value, k) => value - sigma * (middle - sigma) * first[k]);
  const score = model.score(half, middle);
  const trace = model.divergence(half, middle); // the trace of ∂score/∂x
  x = x.map((value, k) => value - middle * (next - sigma) * score[k]);
  stretched = stretched.map((value, k) => value - middle * (next - sigma) * trace[k]);
}

// At σ_max the density is nearly normal
const [mean, variance] = [model.mean[0], model.variance[0] + sigmaMax * sigmaMax];
const lnNormal = x.map(
  (value) =>
    -((value - mean) ** 2) / (2 * variance) - Math.log(2 * Math.PI * variance) / 2,
);
const byHand = lnNormal.map((value, k) => value + stretched[k]);
const exact = model.logDensity(rows, sigmaMin);
show.curve({ "by hand": byHand, exact }, { at: rows, x: "x", title: "ln p(x)" });

const difference = (a, b) => Math.max(...a.map((value, k) => Math.abs(value - b[k])));
const library = await logDensity(model, rows, { sigmaMin, sigmaMax });
show.number(
  "largest difference from the exact ln p, by hand",
  difference(byHand, exact),
  { exact: 0 },
);
show.number("the same, logDensity", difference(library.logDensity, exact), {
  exact: 0,
});
show.number("largest error that logDensity tells", Math.max(...library.error));
show.bits(x, stretched, library.logDensity);
