import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import {
  createEngine,
  createScoreNetwork,
  loadModel,
  saveModel,
  train,
  type Engine,
  type ScoreNetwork,
} from "langevin";
import { densities, type DensityName } from "./densities.ts";
import { LossBins, validateEvery } from "./loss-bins.ts";
import { defaults } from "./settings.ts";
import { noteOf } from "./shipped.ts";
import { sourceOf } from "./sources.ts";

/** Trains as any user of the library does, with nothing but its defaults, what the page's first pictures show. */
export async function trainAsUsersDo(engine: Engine, name: DensityName, steps = defaults.steps): Promise<ScoreNetwork> {
  const { seed } = defaults;
  const { rows, heldOut: validation } = sourceOf({ kind: "density", name }, seed);
  const network = createScoreNetwork(engine, { dim: 2, seed });
  const bins = new LossBins(steps);
  const found: [step: number, loss: number][] = [];
  const options = { sigmas: "auto", steps, seed, validation, validateEvery: validateEvery(steps) } as const;
  for await (const { step, loss, validationLoss } of train(network, rows, options)) {
    bins.add(loss);
    if (validationLoss !== undefined) found.push([step, rounded(validationLoss)]);
  }
  const losses = bins.take().map(rounded);
  network.notes = noteOf({ step: steps, steps, stepsPerLoss: bins.stepsPerLoss, losses, validation: found });
  return network;
}

export function shippedFile(name: DensityName): URL {
  return new URL(`./shipped/${name}.safetensors`, import.meta.url);
}

export function loadShipped(engine: Engine, name: DensityName): ScoreNetwork {
  return loadModel(engine, new Uint8Array(readFileSync(shippedFile(name))));
}

function rounded(loss: number): number {
  return Number(loss.toFixed(4));
}

/** Writes the networks that come with the page: those that are named, or all. */
async function main(names: readonly string[]): Promise<void> {
  const engine = await createEngine();
  mkdirSync(new URL(".", shippedFile("moons")), { recursive: true });
  for (const name of (names.length > 0 ? names : Object.keys(densities)) as DensityName[]) {
    const network = await trainAsUsersDo(engine, name);
    const bytes = saveModel(network, { for: "sampling" });
    writeFileSync(shippedFile(name), bytes);
    console.log(`${name}: ${bytes.length} bytes`);
    network.dispose();
  }
  engine.dispose();
}

if (process.argv[1] === new URL(import.meta.url).pathname) await main(process.argv.slice(2));
