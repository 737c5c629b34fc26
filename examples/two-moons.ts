// Learns two moons from 5,000 points and draws new points as text. Shows the whole way in one page: rows, network,
// training watched in a loop, samples, and a number that says how good they are.
//
//     npm run example two-moons [training steps]
import { annealedLangevin, createEngine, createScoreNetwork, train } from "langevin";
import { energyDistance } from "langevin/metrics";
import { densities } from "langevin/toys";

const steps = Number(process.argv[2] ?? 2000);
const data = densities.moons.sample(5000, { seed: 1 }); // x, y, x, y, …: any rows of numbers will do

const engine = await createEngine();
const network = createScoreNetwork(engine, { dim: 2, hidden: [64, 64, 64], seed: 1 });
for await (const { step, loss } of train(network, data, { sigmas: "auto", steps, batchSize: 256, seed: 1 }))
  if (step % 500 === 0) console.log(`step ${step}: loss ${loss.toFixed(3)}`);

const samples = await annealedLangevin(network, "auto", { count: 5000, seed: 2 });
console.log(draw(samples));

const unseen = densities.moons.sample(5000, { seed: 3 });
const far = energyDistance(samples, unseen, { dim: 2 }).toFixed(4);
const floor = energyDistance(data, unseen, { dim: 2 }).toFixed(4);
console.log(`energy distance to unseen points: ${far}; of the training points: ${floor}`);
engine.dispose();

/** Points as text: the more of them in a cell, the darker its letter. */
function draw(points: ArrayLike<number>): string {
  const [width, height] = [64, 22];
  const counts = new Int32Array(width * height);
  for (let i = 0; i < points.length; i += 2) {
    const column = Math.floor(((points[i] + 4) / 8) * width);
    const row = Math.floor(((2.5 - points[i + 1]) / 5) * height);
    if (column >= 0 && column < width && row >= 0 && row < height) counts[row * width + column]++;
  }
  const letters = Array.from(counts, (count) => " .:+#@"[Math.min(5, Math.ceil(Math.sqrt(count) / 1.5))]);
  return Array.from({ length: height }, (_, row) => letters.slice(row * width, (row + 1) * width).join("")).join("\n");
}
