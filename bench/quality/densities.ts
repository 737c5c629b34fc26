import { annealedLangevin, dpmSolverPlusPlus, logDensity } from "../../src/index.ts";
import { energyDistance, slicedWasserstein } from "../../src/metrics/index.ts";
import { densities, type DensityName } from "../../src/toys/index.ts";
import { progress } from "../kit/print.ts";
import { excessNats } from "./excess.ts";
import { modeWeights } from "./modes.ts";
import { mean, qualityRow, standardError, type QualityRow } from "./row.ts";
import { SEEDS, type TrainedDensity } from "./train-density.ts";

/** Nats above the entropy that the defaults are to reach. */
const WANTED: Partial<Record<DensityName, number>> = {
  "8gaussians": 0.03,
  moons: 0.03,
  circles: 0.03,
  rings: 0.03,
  swissroll: 0.03,
  "2spirals": 0.03,
  checkerboard: 0.05,
};

/** Samples of two samplers, for figures and pictures. */
export interface DensitySamples {
  name: DensityName;
  solver: Float64Array;
  langevin: Float64Array;
}

/** How near a trained network comes to its density: likelihood, and distances of samples beside those of real rows. */
export async function measureDensity(
  { name, network, seconds }: TrainedDensity,
  quick: boolean,
): Promise<{ rows: QualityRow[]; samples: DensitySamples }> {
  const density = densities[name];
  const count = quick ? 500 : SET_ROWS;
  const rows: QualityRow[] = [];

  progress(`quality: log-density of ${name}`);
  const excess = await excessNats(logDensity, network, name, REPEATS * count);
  rows.push(
    qualityRow(name, "NLL-H", mean(excess), {
      error: standardError(excess),
      floor: 0,
      published: WANTED[name],
      seconds,
    }),
  );

  progress(`quality: sampling ${name}`);
  const samples = {
    name,
    solver: await dpmSolverPlusPlus(network, "auto", { count: REPEATS * count, evaluations: 20, seed: 1 }),
    langevin: await annealedLangevin(network, "auto", { count: REPEATS * count, evaluations: 1000, seed: 2 }),
  };
  const floors = parts(density.sample(REPEATS * count, { seed: SEEDS.floor }), count);
  const tests = parts(density.sample(REPEATS * count, { seed: SEEDS.test }), count);
  for (const [metric, distance] of DISTANCES) {
    const against = (sets: Float64Array[]): number[] => sets.map((set, k) => distance(set, tests[k]));
    const [solver, langevin, floor] = [parts(samples.solver, count), parts(samples.langevin, count), floors].map(
      against,
    );
    const figures = (values: number[]) => ({ error: standardError(values), floor: mean(floor) });
    rows.push(qualityRow(name, `${metric}, DPM-Solver++ 20`, mean(solver), figures(solver)));
    rows.push(qualityRow(name, `${metric}, Langevin 1,000`, mean(langevin), figures(langevin)));
    if (metric === "sliced W2") {
      const ratios = solver.map((value, k) => value / langevin[k]);
      const figures = { error: standardError(ratios), published: 1.05 };
      rows.push(qualityRow(name, "sliced W2, solver / Langevin", mean(solver) / mean(langevin), figures));
    }
  }
  if (name === "25gaussians") rows.push(...measureModes(samples.solver));
  return { rows, samples };
}

/** Sets of samples, so that distances have an error, and rows of each. */
const [REPEATS, SET_ROWS] = [8, 2500];

const DISTANCES: readonly [string, (a: Float64Array, b: Float64Array) => number][] = [
  ["sliced W2", (a, b) => slicedWasserstein(a, b, { dim: 2 })],
  ["energy distance", (a, b) => energyDistance(a, b, { dim: 2 })],
];

function measureModes(samples: Float64Array): QualityRow[] {
  const weights = modeWeights(samples);
  const found = weights.filter((weight) => weight > 0.2 / 25).length;
  const worst = Math.max(...weights.map((weight) => Math.abs(25 * weight - 1)));
  return [
    qualityRow("25gaussians", "modes found", found, { published: 25 }),
    qualityRow("25gaussians", "largest relative error of a mode's weight", worst, {
      error: Math.sqrt(24 / (samples.length / 2)),
      published: 0.2,
    }),
  ];
}

function parts(rows: Float32Array | Float64Array, count: number): Float64Array[] {
  return Array.from({ length: REPEATS }, (_, k) =>
    Float64Array.from(rows.subarray(2 * k * count, 2 * (k + 1) * count)),
  );
}
