// Trains and samples in a worker, so that this thread stays free: it counts how often it got a turn meanwhile. The same
// lines work in a browser, where the page would draw instead of count.
//
//     npm run example in-a-worker [training steps]
import { densities } from "langevin/toys";
import { startWorker } from "langevin/worker";

const steps = Number(process.argv[2] ?? 1000);
let turns = 0;
const timer = setInterval(() => turns++, 10);

const langevin = await startWorker({ progressMillis: 50 }); // everything langevin exports, off this thread
const engine = await langevin.createEngine({ threads: 1 });
const network = await langevin.createScoreNetwork(engine, { dim: 2, hidden: [64, 64, 64], seed: 1 });
const data = densities.checkerboard.sample(5000, { seed: 1 });
for await (const { step, loss } of langevin.train(network, data, { sigmas: "auto", steps, batchSize: 256, seed: 1 }))
  if (step % 250 === 0) console.log(`step ${step}: loss ${loss.toFixed(3)}`);
const samples = await langevin.annealedLangevin(network, "auto", { count: 2000, seed: 2 });
langevin.dispose();
clearInterval(timer);

const dark = samples.filter((x, i) => i % 2 === 0 && onDark(x, samples[i + 1])).length / 2000;
console.log(`${(100 * dark).toFixed(0)} % of the samples are on dark squares, of noise half would be`);
console.log(`meanwhile this thread got ${turns} turns`);

/** Whether a place is on one of the checkerboard's squares, 2 wide, that have points on them. */
function onDark(x: number, y: number): boolean {
  return (Math.floor(x / 2) + Math.floor(y / 2)) % 2 === 0;
}
