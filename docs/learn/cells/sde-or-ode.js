import {
  ancestral,
  annealedLangevin,
  gaussian,
  gaussianMixture,
  thetaAdams,
} from "langevin";
import { show } from "langevin/cell";

const model = gaussianMixture({
  weights: [0.8, 0.2],
  means: [[2], [-2]],
  variance: 0.25,
});
const samplers = { thetaAdams, ancestral, annealedLangevin };
const count = 3000;
const share = (rows) => rows.filter((x) => x < 0).length / rows.length;
const all = [];

async function sharesOf(options) {
  const shares = [];
  for (const sampler of Object.values(samplers)) {
    const rows = await sampler(model, "auto", { count, seed: 1, ...options });
    all.push(rows);
    shares.push(share(rows));
  }
  return shares;
}

const columns = [
  "scores",
  "ODE (thetaAdams)",
  "SDE (ancestral)",
  "Langevin (annealedLangevin)",
];
const table = [];
for (const evaluations of [5, 10, 20, 50])
  table.push([evaluations, ...(await sharesOf({ evaluations }))]);
show.table(columns, table, { title: "Share of the small mode; .2 is right" });

// A start that is 20 % too narrow
const { sigmaMax } = model.sigmaRange;
const variance = 0.8 * 0.8 * (model.variance[0] + sigmaMax * sigmaMax);
const start = gaussian({ mean: model.mean, variance }).sample(count, { seed: 2 });
const wrong = await sharesOf({ evaluations: 50, start });
show.table(columns, [[50, ...wrong]], {
  title: "The same, from a start that is 20 % too narrow",
});
show.bits(...all);
