import { gaussian, langevin } from "langevin";
import { show } from "langevin/cell";

const alpha = show.slider("α", { min: 0.05, max: 1, step: 0.05, value: 0.1 });
const target = gaussian({ mean: [0], variance: 1 });
const count = 6000;
const start = target.sample(count, { seed: 1 });
const options = { start, count, stepSize: alpha, stepsPerSigma: 60, seed: 2 };

// Ours: x ← x + (α/2)·score + √α·z
const half = await langevin(target, 0.001, options);

// With α instead of α/2: the same loop, given twice the score
const score = (x, sigma) => target.score(x, sigma).map((value) => 2 * value);
const whole = await langevin({ dim: 1, score }, 0.001, options);

const density = (x) => Math.exp(target.logDensity([x])[0]);
const frame = { name: "samples", density, xRange: [-4, 4], x: "x", y: "p(x)" };
show.histogram(half, { ...frame, title: "drift (α/2)·score" });
show.histogram(whole, { ...frame, title: "drift α·score" });
const variance = (rows) => rows.reduce((sum, x) => sum + x * x, 0) / rows.length;
show.number("variance with α/2", variance(half), { exact: 1 / (1 - alpha / 4) });
show.number("variance with α", variance(whole), { exact: 1 / (2 - alpha) });
show.bits(half, whole);
