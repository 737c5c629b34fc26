import { annealedLangevin, gaussian, geometricSigmas, product } from "langevin";
import { reverseSde, thetaAdams, veSde } from "langevin";
import { show } from "langevin/cell";

// θ ~ N(0, 1), observations xᵢ ~ N(θ, 1): given one of them, θ ~ N(xᵢ/2, ½)
const prior = gaussian({ mean: [0], variance: 1 });
const one = gaussian({ mean: [0.5], variance: 0.5 }); // of an observation x = 1
const ends = { sigmaMax: 20, sigmaMin: 0.002 };
const sigmas = geometricSigmas({ ...ends, count: 100 });
const common = { count: 2000, seed: 1 };

// The sum of n scores less n − 1 times the prior's, as a model like any other
function sumOf(n) {
  const score = (x, sigma) => {
    const [a, b] = [prior.score(x, sigma), one.score(x, sigma)];
    return a.map((value, i) => n * b[i] - (n - 1) * value);
  };
  return { dim: 1, mean: [0], variance: [1], score };
}

const mean = (values) => values.reduce((sum, x) => sum + x, 0) / values.length;
const variance = (values) => mean(values.map((x) => x * x)) - mean(values) ** 2;
const all = [];
const table = [];
for (const n of [1, 2, 10]) {
  const ode = await thetaAdams(sumOf(n), sigmas, common);
  const sde = await reverseSde(sumOf(n), veSde(ends), { ...common, steps: 100 });
  // The same sum, which the library knows to be one
  const composed = product([one, prior], { weights: [n, 1 - n] });
  const rows = await annealedLangevin(composed, sigmas, {
    ...common,
    stepsPerSigma: 1,
  });
  all.push(ode, rows);
  const variances = [variance(ode), variance(sde), variance(rows)];
  table.push([n, 1 / (1 + n), 1 / 2 ** n, ...variances]);
}
const columns = ["n", "1/(1 + n)", "2⁻ⁿ", "ODE", "reverse SDE", "Langevin"];
show.table(columns, table, { title: "Variance of θ given n observations" });
show.bits(...all);
