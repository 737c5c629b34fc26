// Learns 3,823 handwritten digits of 8 × 8 pixels with their labels, then writes new ones to order, 0 to 9. Needs UCI's
// "Optical Recognition of Handwritten Digits" (optdigits.tra: 64 pixels 0…16 and the digit, with commas) in the current
// folder, or where you say it is.
//
//     npm run example digits [training steps] [path]
import { existsSync, readFileSync } from "node:fs";
import { createEngine, createScoreNetwork, dpmSolverPlusPlus, withLabels, train } from "langevin";

const steps = Number(process.argv[2] ?? 3000);
const path = process.argv[3] ?? "optdigits.tra";
if (existsSync(path)) await write(readFileSync(path, "utf8"));
else console.log(`There is no ${path}: get optdigits.tra from https://archive.ics.uci.edu/dataset/80 and name it.`);

async function write(text: string): Promise<void> {
  const table = text
    .trim()
    .split("\n")
    .map((line) => line.split(",").map(Number));
  const data = table.map((row) => row.slice(0, 64));
  const labels = table.map((row) => row[64]);

  const engine = await createEngine();
  const network = createScoreNetwork(engine, {
    dim: 64,
    hidden: [256, 256, 256],
    coordinateFrequencies: 0,
    classes: 10,
    seed: 1,
  });
  const settings = {
    sigmas: [20, 0.05],
    noiseDistribution: "log-normal",
    steps,
    batchSize: 256,
    learningRate: 1.5e-3,
    seed: 1,
  } as const;
  for await (const { step, loss, secondsLeft } of train(network, data, { ...settings, labels }))
    if (step % 250 === 0) console.log(`step ${step}: loss ${loss.toFixed(3)}, ${Math.round(secondsLeft)} s left`);

  const wanted = Array.from({ length: 10 }, (_, digit) => digit);
  const samples = await dpmSolverPlusPlus(withLabels(network, wanted), "auto", {
    count: 10,
    evaluations: 40,
    seed: 2,
  });
  for (let first = 0; first < 10; first += 5) {
    for (let y = 0; y < 8; y++)
      console.log(
        wanted
          .slice(first, first + 5)
          .map((digit) => line(samples, digit, y))
          .join("   "),
      );
    console.log();
  }
  engine.dispose();
}

/** Row y of a digit's pixels. */
function line(samples: Float64Array, digit: number, y: number): string {
  const pixels = samples.subarray(64 * digit + 8 * y, 64 * digit + 8 * y + 8);
  return Array.from(pixels, (value) => "  .:+*#@@"[Math.min(8, Math.max(0, Math.round(value / 2)))].repeat(2)).join("");
}
