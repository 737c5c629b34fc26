import { gaussian, gaussianMixture } from "langevin";
import { show } from "langevin/cell";

const alpha = show.slider("α", { min: 0.1, max: 1.5, step: 0.1, value: 1 });
const count = 2000;
const normal = gaussian({ mean: [0], variance: 1 });
const humps = gaussianMixture({
  weights: [0.5, 0.5],
  means: [[1.2], [-1.2]],
  variance: 0.5,
});

// Updates from exact rows of the model. The noise is one update's own, or shared with the next one.
async function walk(model, shared) {
  let x = model.sample(count, { seed: 1 });
  let z = normal.sample(count, { seed: 100 });
  let square = 0; // the mean of x² over all rows and the last 80 updates
  for (let n = 1; n <= 100; n++) {
    const next = normal.sample(count, { seed: 100 + n });
    const score = model.score(x);
    const noise = shared ? z.map((value, i) => (value + next[i]) / 2) : z;
    x = x.map(
      (value, i) => value + (alpha / 2) * score[i] + Math.sqrt(alpha) * noise[i],
    );
    z = next;
    if (n > 20)
      square += x.reduce((sum, value) => sum + value * value, 0) / (80 * count);
  }
  return { x, square };
}

const own = await walk(humps, false);
const shared = await walk(humps, true);
const density = (x) => Math.exp(humps.logDensity([x])[0]);
show.histogram(own.x, {
  density,
  xRange: [-5, 5],
  bins: 40,
  title: "each update its own noise",
  name: "rows",
});
show.histogram(shared.x, {
  density,
  xRange: [-5, 5],
  bins: 40,
  title: "noise shared by two updates",
  name: "rows",
});
show.number("mean of x², own noise", own.square, { exact: 1.94 });
show.number("mean of x², shared noise", shared.square, { exact: 1.94 });

const normalOwn = await walk(normal, false);
const normalShared = await walk(normal, true);
show.number("N(0, 1), own noise: variance", normalOwn.square, {
  exact: 1 / (1 - alpha / 4),
});
show.number("N(0, 1), shared noise: variance", normalShared.square, { exact: 1 });
show.bits(own.x, shared.x, normalShared.x);
