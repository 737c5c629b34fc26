// Samples Müller & Brown's potential with Langevin dynamics: three wells of unequal depth, as molecules have them. Draws paths, the
// histogram of x beside the exact density, and how fast three integrators forget, each by scores; writes out/chains.png.
//
//     npm run example chains [steps]
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createCanvas, GlobalFonts, type SKRSContext2D } from "@napi-rs/canvas";
import { langevinDynamics, type ScoreModel } from "langevin";
import { autocorrelation, summarizeChains } from "langevin/metrics";

const steps = Number(process.argv[2] ?? 20_000);
const temperature = 30; // the highest barrier is 106

/** U = Σ A·exp(a·dx² + b·dx·dy + c·dy²), dx = x − x₀, dy = y − y₀ (Theoretica Chimica Acta 53, 1979). */
const hills = [
  { A: -200, a: -1, b: 0, c: -10, x0: 1, y0: 0 },
  { A: -100, a: -1, b: 0, c: -10, x0: 0, y0: 0.5 },
  { A: -170, a: -6.5, b: 11, c: -6.5, x0: -0.5, y0: 1.5 },
  { A: 15, a: 0.7, b: 0.6, c: 0.7, x0: -1, y0: 1 },
];
function potential(x: number, y: number): { energy: number; force: [number, number] } {
  let [energy, fx, fy] = [0, 0, 0];
  for (const { A, a, b, c, x0, y0 } of hills) {
    const [dx, dy] = [x - x0, y - y0];
    const hill = A * Math.exp(a * dx * dx + b * dx * dy + c * dy * dy);
    energy += hill;
    fx -= hill * (2 * a * dx + b * dy);
    fy -= hill * (b * dx + 2 * c * dy);
  }
  return { energy, force: [fx, fy] };
}
const model: ScoreModel = {
  dim: 2,
  score: (rows) => rows.map((_, i) => potential(rows[i - (i % 2)], rows[i - (i % 2) + 1]).force[i % 2]),
};

// Sixteen chains, half of them in each of the two deepest wells
const start = Array.from({ length: 16 }, (_, chain) => (chain % 2 === 0 ? [-0.558, 1.442] : [0.623, 0.028]));
const common = { temperature, start, chains: 16, steps, seed: 1 };
const runs = {
  baoab: await langevinDynamics(model, { ...common, integrator: "baoab", friction: 5 }),
  "leimkuhler-matthews": await langevinDynamics(model, { ...common, integrator: "leimkuhler-matthews" }),
  "metropolis, 2 scores a step": await langevinDynamics(model, { ...common, metropolis: true, steps: steps / 2 }),
};

// The exact density of x: e^(−U/T) summed over y, on all of the plane that has any
const [left, right, low, high, cells] = [-3, 3, -2, 4, 400];
const cell = (from: number, to: number, i: number): number => from + ((to - from) * (i + 0.5)) / cells;
const boltzmann = (x: number, y: number): number => Math.exp(-potential(x, y).energy / temperature);
const column = Array.from({ length: cells }, (_, i) => {
  const x = cell(left, right, i);
  return {
    x,
    weight: Array.from({ length: cells }, (_, j) => boltzmann(x, cell(low, high, j))).reduce((a, b) => a + b),
  };
});
const total = column.reduce((sum, { weight }) => sum + weight, 0);
const exact = column.reduce((sum, { x, weight }) => sum + (x * weight) / total, 0);

console.log(`exact mean of x: ${exact.toFixed(3)}`);
for (const [name, { states, chains, dim, stepSize }] of Object.entries(runs)) {
  const [x] = summarizeChains(states, { chains, dim });
  const found = `mean of x ${x.mean.toFixed(3)} ± ${x.standardError.toFixed(3)}, R̂ ${x.rhat.toFixed(3)}`;
  console.log(`${name}: ${found}, effective sample size ${Math.round(x.bulk)}, step ${stepSize.toPrecision(2)}`);
}

const colors = ["#1f6feb", "#d1495b", "#2a9d5c"];
GlobalFonts.registerFromPath(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"), "Example");
const canvas = createCanvas(1500, 520);
const context = canvas.getContext("2d");
context.fillStyle = "#ffffff";
context.fillRect(0, 0, 1500, 520);
context.font = "15px Example";

/** A panel's frame; gives the place of a point in it. */
function panel(
  at: number,
  title: string,
  [x0, x1]: number[],
  [y0, y1]: number[],
): (x: number, y: number) => [number, number] {
  context.strokeStyle = "#333333";
  context.lineWidth = 1;
  context.strokeRect(at, 50, 440, 420);
  context.fillStyle = "#111111";
  context.fillText(title, at, 36);
  for (const [text, x, y] of [
    [x0, at, 490],
    [x1, at + 440, 490],
    [y1, at - 8, 62],
    [y0, at - 8, 470],
  ]) {
    // prettier-ignore
    context.textAlign = y === 490 ? (x === at ? "left" : "right") : "right";
    context.fillText(`${text}`, x, y);
  }
  context.textAlign = "left";
  return (x, y) => [at + (440 * (x - x0)) / (x1 - x0), 470 - (420 * (y - y0)) / (y1 - y0)];
}

function line(context: SKRSContext2D, points: [number, number][], color: string, width: number): void {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.beginPath();
  points.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.stroke();
}

// The density, and the first 600 states of two chains
const window = { x: [-1.7, 1.3], y: [-0.6, 2.1] };
const plane = panel(50, "e^(−U/T), and two BAOAB chains", window.x, window.y);
const most = boltzmann(-0.558, 1.442);
for (let i = 0; i < 440; i += 2)
  for (let j = 0; j < 420; j += 2) {
    const [x, y] = [-1.7 + (3 * (i + 1)) / 440, 2.1 - (2.7 * (j + 1)) / 420];
    context.fillStyle = `rgba(90, 90, 110, ${0.8 * Math.sqrt(boltzmann(x, y) / most)})`;
    context.fillRect(50 + i, 50 + j, 2, 2);
  }
const { states, kept, chains, dim } = runs.baoab;
context.save();
context.beginPath();
context.rect(50, 50, 440, 420);
context.clip();
for (const chain of [0, 1]) {
  const places = Array.from({ length: Math.min(600, kept) }, (_, t) => (chain * kept + t) * dim);
  line(context, places.map((at) => plane(states[at], states[at + 1])), colors[chain], 0.9); // prettier-ignore
}
context.restore();

// x of all chains as bars of 0.05
const bars = new Float64Array(60);
for (let i = 0; i < states.length; i += dim) bars[Math.floor((states[i] + 1.7) / 0.05)]++; // elsewhere is none
const marginal = panel(540, "x by BAOAB, and its exact density", window.x, [0, 1.2]);
bars.forEach((count, b) => {
  const [x, y] = marginal(-1.7 + 0.05 * b, count / 0.05 / (states.length / dim));
  context.fillStyle = "#b9d0f5";
  context.fillRect(x, y, 440 / 60 - 1, 470 - y);
});
const inside = column.filter(({ x }) => x > -1.7 && x < 1.3);
line(context, inside.map(({ x, weight }) => marginal(x, (weight * cells) / (right - left) / total)), "#111111", 1.8); // prettier-ignore

// Autocorrelation of x
const lags = Math.min(2000, kept / 4);
const memory = panel(1030, "autocorrelation of x, by scores", [0, lags], [0, 1]);
Object.entries(runs).forEach(([name, run], k) => {
  const scores = name.startsWith("metropolis") ? 2 : 1;
  const [rho] = autocorrelation(run.states, { chains, dim, lags: lags / scores });
  line(context, Array.from(rho, (value, lag) => memory(lag * scores, Math.max(0, value))), colors[k], 2); // prettier-ignore
  context.fillStyle = colors[k];
  context.fillText(name, 1240, 80 + 22 * k);
});

mkdirSync("out", { recursive: true });
writeFileSync("out/chains.png", canvas.toBuffer("image/png"));
console.log("out/chains.png");
