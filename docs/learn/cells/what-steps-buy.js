import { geometricSigmas, predictGaussianStd } from "langevin";
import { show } from "langevin/cell";

// Error of the deviation that NCSN's rule leaves on N(0, 1), by the exact law
const [sigmaMax, sigmaMin] = [10, 0.01];
const rule = { noise: "independent", handOver: false };
function error(levels, stepsPerSigma, u) {
  const sigmas = geometricSigmas({ sigmaMax, sigmaMin, count: levels });
  const stepSize = 2 * u * sigmaMin * sigmaMin;
  return predictGaussianStd({ sigmas, stepsPerSigma, stepSize, ...rule }) - 1;
}

const updates = [50, 100, 200, 500, 1000, 2000, 5000];
const curve = (u) => updates.map((levels) => Math.log10(error(levels, 1, u)));
const curves = { "u = .05": curve(0.05), "u = .2": curve(0.2), "u = .5": curve(0.5) };
const axes = { x: "log₁₀ of all updates", y: "log₁₀ of the error" };
show.curve(curves, { at: updates.map(Math.log10), title: "error", ...axes });

const deals = [10, 100, 1000].map((levels) => {
  const steps = 1000 / levels;
  return [levels, steps, ...[0.05, 0.2, 0.5].map((u) => error(levels, steps, u))];
});
const columns = ["levels", "updates a level", "u = .05", "u = .2", "u = .5"];
show.table(columns, deals, { title: "1,000 updates in all" });
show.bits(updates.map((levels) => error(levels, 1, 0.5)));
