import { createEngine, gaussian, geometricSigmas, ncsnLangevin } from "langevin";
import { show } from "langevin/cell";

const u = show.slider("u", { min: 0.02, max: 1, step: 0.02, value: 0.1 });
const steps = show.slider("updates a level", { min: 1, max: 30, step: 1, value: 5 });
const sigmas = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.1, count: 12 });
const [engine, count] = [await createEngine(), 2000];
const model = gaussian({ mean: [0], variance: 1 });
const std = (rows) => Math.sqrt(rows.reduce((sum, x) => sum + x * x, 0) / count);

let v = 1 + sigmas[0] * sigmas[0];
let rows = gaussian({ mean: [0], variance: v }).sample(count, { seed: 99 });
const curves = { rows: [], law: [], "N(0, 1) smoothed": [] };
for (const [seed, sigma] of sigmas.entries()) {
  const stepSize = 2 * u * sigma * sigma; // α
  const options = { start: rows, count, stepsPerSigma: steps, stepSize, seed, engine };
  rows = await ncsnLangevin(model, [sigma], { ...options, denoise: false });
  curves.rows.push(std(rows));

  // The law: V is the target, end where updates lead, r the factor of one of them
  const V = 1 + sigma * sigma;
  const end = V / (1 - stepSize / (4 * V));
  const r = 1 - stepSize / (2 * V);
  v = end + r ** (2 * steps) * (v - end);
  curves.law.push(Math.sqrt(v));
  curves["N(0, 1) smoothed"].push(Math.sqrt(V));
}
const at = sigmas.map(Math.log10);
show.curve(curves, { at, title: "after each level", x: "log₁₀ σ", y: "deviation" });

// At the end one denoising: x + σ²·score
const score = model.score(rows, 0.1);
const denoised = rows.map((x, i) => x + 0.1 * 0.1 * score[i]);
show.number("deviation at the end", std(denoised), { exact: Math.sqrt(v) / 1.01 });
show.bits(denoised);
