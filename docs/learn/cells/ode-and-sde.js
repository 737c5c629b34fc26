import { gaussian, gaussianMixture, geometricSigmas } from "langevin";
import { show } from "langevin/cell";

const model = gaussianMixture({
  weights: [0.8, 0.2],
  means: [[2], [-2]],
  variance: 0.25,
});
const end = show.slider("σ at the end", { min: 0.1, max: 2, step: 0.1, value: 1 });
const sigmas = geometricSigmas({ sigmaMax: 20, sigmaMin: end, count: 201 });
const count = 2000;
const variance = model.variance[0] + 20 * 20;
const start = gaussian({ mean: model.mean, variance }).sample(count, { seed: 1 });
const normal = gaussian({ mean: [0], variance: 1 });

// The step of the table, with noise of strength d; 16 rows leave their paths
function follow(d) {
  let x = start;
  const paths = Array.from({ length: 16 }, (_, k) => [-Math.log10(20), x[k]]);
  for (let i = 0; i < 200; i++) {
    const delta = sigmas[i] * sigmas[i] - sigmas[i + 1] * sigmas[i + 1];
    const score = model.score(x, sigmas[i]);
    const z = normal.sample(count, { seed: 2 + i });
    const [drift, noise] = [((1 + d) / 2) * delta, Math.sqrt(d * delta)];
    x = x.map((value, k) => value + drift * score[k] + noise * z[k]);
    if (i % 5 < 4) continue; // every fifth place is enough for a picture
    paths.forEach((path, k) => path.push(-Math.log10(sigmas[i + 1]), x[k]));
  }
  return { rows: x, paths };
}
const ode = follow(0);
const sde = follow(1);

const frame = { x: "−log₁₀ σ", y: "x", equal: false, yRange: [-40, 40] };
show.plot({ ...frame, title: "ODE, d = 0" }, { paths: ode.paths });
show.plot({ ...frame, title: "reverse SDE, d = 1" }, { paths: sde.paths });
const density = (x) => Math.exp(model.logDensity([x], end)[0]);
const here = { density, xRange: [-6, 6], bins: 40 };
show.histogram(
  { ODE: ode.rows, SDE: sde.rows },
  { ...here, title: "all rows at the last σ" },
);

const mean = (rows) => rows.reduce((sum, x) => sum + x, 0) / rows.length;
const deviation = (rows) => Math.sqrt(mean(rows.map((x) => x * x)) - mean(rows) ** 2);
const exact = Math.sqrt(model.variance[0] + end * end);
show.number("deviation, ODE", deviation(ode.rows), { exact });
show.number("deviation, SDE", deviation(sde.rows), { exact });
show.bits(ode.rows, sde.rows);
