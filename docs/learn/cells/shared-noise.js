import { gaussian, gaussianMixture } from "langevin";
import { show } from "langevin/cell";

const alpha = show.slider("α", { min: 0.1, max: 1.5, step: 0.1, value: 1 });
const count = 2000;
const normal = gaussian({ mean: [0], variance: 1 });
const [weights, means] = [
  [0.5, 0.5],
  [[1.2], [-1.2]],
];
const humps = gaussianMixture({ weights, means, variance: 0.5 });
const meanSquare = (rows) => rows.reduce((sum, x) => sum + x * x, 0) / count;

// Updates from exact rows. The noise is an update's own, or shared with the next one
function walk(model, shared) {
  let x = model.sample(count, { seed: 1 });
  let z = normal.sample(count, { seed: 100 });
  let square = 0; // the mean of x² over the last 80 updates
  for (let n = 1; n <= 100; n++) {
    const next = normal.sample(count, { seed: 100 + n });
    const noise = shared ? z.map((value, i) => (value + next[i]) / 2) : z;
    const drift = model.score(x).map((score) => (alpha / 2) * score);
    x = x.map((value, i) => value + drift[i] + Math.sqrt(alpha) * noise[i]);
    z = next;
    if (n > 20) square += meanSquare(x) / 80;
  }
  return { x, square };
}

const own = walk(humps, false);
const shared = walk(humps, true);
const density = (x) => Math.exp(humps.logDensity([x])[0]);
const frame = { density, xRange: [-5, 5], bins: 40, name: "rows" };
show.histogram(own.x, { ...frame, title: "each update its own noise" });
show.histogram(shared.x, { ...frame, title: "noise shared by two updates" });
show.number("mean of x², own noise", own.square, { exact: 1.94 });
show.number("mean of x², shared noise", shared.square, { exact: 1.94 });

// The same on N(0, 1)
const exact = 1 / (1 - alpha / 4);
show.number("N(0, 1), own noise: variance", walk(normal, false).square, { exact });
show.number("N(0, 1), shared noise: variance", walk(normal, true).square, { exact: 1 });
show.bits(own.x, shared.x);
