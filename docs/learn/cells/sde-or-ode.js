import { ancestral, annealedLangevin, thetaAdams } from "langevin";
import { gaussian, gaussianMixture } from "langevin";
import { show } from "langevin/cell";

const model = gaussianMixture({
  weights: [0.8, 0.2],
  means: [[2], [-2]],
  variance: 0.25,
});
const count = 3000;
const all = [];
async function shares(options) {
  const found = [];
  for (const sampler of [thetaAdams, ancestral, annealedLangevin]) {
    const rows = await sampler(model, "auto", { count, seed: 1, ...options });
    all.push(rows);
    found.push(rows.filter((x) => x < 0).length / count);
  }
  return found;
}

const columns = ["scores", "ODE (thetaAdams)", "SDE (ancestral)", "annealedLangevin"];
const table = [];
for (const evaluations of [5, 10, 20, 50])
  table.push([evaluations, ...(await shares({ evaluations }))]);
show.table(columns, table, { title: "Share of the small mode; .2 is right" });

// A start that is 20 % too narrow
const { sigmaMax } = model.sigmaRange;
const variance = 0.8 * 0.8 * (model.variance[0] + sigmaMax * sigmaMax);
const start = gaussian({ mean: model.mean, variance }).sample(count, { seed: 2 });
const wrong = [[50, ...(await shares({ evaluations: 50, start }))]];
show.table(columns, wrong, { title: "The same, from a start that is 20 % too narrow" });
show.bits(...all);
