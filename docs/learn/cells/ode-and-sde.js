import { ancestral, eulerOde, gaussianMixture, geometricSigmas } from "langevin";
import { show } from "langevin/cell";

const model = gaussianMixture({
  weights: [0.8, 0.2],
  means: [[2], [-2]],
  variance: 0.25,
});
const end = show.slider("σ at the end", { min: 0.1, max: 2, step: 0.1, value: 1 });
const sigmas = geometricSigmas({ sigmaMax: 20, sigmaMin: end, count: 100 });
const count = 3000;

// Down to `end`, and no further: same starts, same score, with and without noise. A few paths are kept.
async function follow(sampler) {
  const run = sampler(model, sigmas, { count, seed: 1, denoise: false });
  const paths = Array.from({ length: 16 }, () => []);
  for await (const { sigma, current } of run) {
    const rows = current();
    paths.forEach((path, k) => path.push(-Math.log10(sigma), rows[k]));
  }
  return { rows: await run, paths };
}
const ode = await follow(eulerOde);
const sde = await follow(ancestral);

const frame = { x: "−log₁₀ σ", y: "x", equal: false, yRange: [-30, 30] };
show.plot({ ...frame, title: "ODE: paths" }, { name: "paths", paths: ode.paths });
show.plot(
  { ...frame, title: "SDE: paths from the same starts" },
  { name: "paths", paths: sde.paths },
);

const density = (x) => Math.exp(model.logDensity([x], end)[0]);
const sets = { ODE: ode.rows, SDE: sde.rows };
show.histogram(sets, {
  density,
  xRange: [-6, 6],
  bins: 40,
  title: "all rows at the last σ",
});

const mean = (rows) => rows.reduce((sum, x) => sum + x, 0) / rows.length;
const deviation = (rows) => Math.sqrt(mean(rows.map((x) => (x - mean(rows)) ** 2)));
const exact = Math.sqrt(model.variance[0] + end * end);
show.number("deviation, ODE", deviation(ode.rows), { exact });
show.number("deviation, SDE", deviation(sde.rows), { exact });
show.bits(ode.rows, sde.rows);
