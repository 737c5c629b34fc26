import { createScoreNetwork, train, type Engine, type ScoreNetwork } from "../../src/index.ts";
import { densities, type DensityName } from "../../src/toys/index.ts";
import { progress } from "../kit/print.ts";

/** Seeds of draws from the exact densities: what is trained on, and what everything is compared with. */
export const SEEDS = { train: 1, test: 2, floor: 3 };

/** A network trained on one of the plane's test densities, by the library's defaults. */
export interface TrainedDensity {
  name: DensityName;
  network: ScoreNetwork;
  seconds: number;
}

const ROWS = 500_000;

/** What networks are trained on. */
export function densityRows(name: DensityName): Float64Array {
  return densities[name].sample(ROWS, { seed: SEEDS.train });
}

export async function trainDensity(engine: Engine, name: DensityName, quick: boolean): Promise<TrainedDensity> {
  progress(`quality: training on ${name}`);
  const rows = densityRows(name);
  const began = performance.now();
  const network = createScoreNetwork(engine, { dim: 2 });
  const steps = quick ? { steps: 1000 } : {};
  await train(network, rows, { sigmas: "auto", ...steps });
  return { name, network, seconds: (performance.now() - began) / 1000 };
}
