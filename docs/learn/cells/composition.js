import {
  annealedLangevin,
  gaussian,
  geometricSigmas,
  product,
  reverseSde,
  thetaAdams,
  veSde,
} from "langevin";
import { show } from "langevin/cell";

// θ ~ N(0, 1), observations xᵢ ~ N(θ, 1): given one of them, θ ~ N(xᵢ/2, ½)
const prior = gaussian({ mean: [0], variance: 1 });
const one = gaussian({ mean: [0.5], variance: 0.5 }); // of an observation x = 1
const ends = { sigmaMax: 20, sigmaMin: 0.002 };
const sigmas = geometricSigmas({ ...ends, count: 100 });
const count = 2000;

const variance = (rows) => {
  const mean = rows.reduce((sum, value) => sum + value, 0) / rows.length;
  return rows.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows.length;
};

const table = [];
const all = [];
for (const n of [1, 2, 10]) {
  // Σ scores − (n − 1)·prior's score, on each level
  const sum = {
    dim: 1,
    mean: [0],
    variance: [1],
    score: (x, sigma) => {
      const [a, b] = [prior.score(x, sigma), one.score(x, sigma)];
      return a.map((value, i) => n * b[i] - (n - 1) * value);
    },
  };
  const ode = await thetaAdams(sum, sigmas, { count, seed: 1 });
  const sde = await reverseSde(sum, veSde(ends), { count, steps: 100, seed: 1 });
  // The same as independentObservations(prior, n posteriors), as these are all alike
  const composed = product([one, prior], { weights: [n, 1 - n] });
  const langevin = await annealedLangevin(composed, sigmas, {
    count,
    stepsPerSigma: 1,
    seed: 1,
  });
  table.push([
    n,
    1 / (1 + n),
    variance(ode),
    1 / 2 ** n,
    variance(sde),
    variance(langevin),
  ]);
  all.push(ode, langevin);
}
const columns = [
  "n",
  "exact 1/(1 + n)",
  "ODE",
  "by the formula 2⁻ⁿ",
  "reverse SDE",
  "annealed Langevin",
];
show.table(columns, table, { title: "Variance of θ given n observations" });
show.bits(...all);
