import { annealedLangevin, dpmSolverPlusPlus, ncsnLangevin, thetaAdams, type ScoreNetwork } from "../../src/index.ts";
import { slicedWasserstein } from "../../src/metrics/index.ts";
import { densities, type DensityName } from "../../src/toys/index.ts";
import { mean } from "../quality/row.ts";
import type { CaseOptions } from "./cases.ts";
import { pairedRatio, pooled, type Ratio } from "./ratio.ts";
import { averaged, langevinRow, withinChance, type LangevinRow } from "./row.ts";
import type { AnySampler } from "./sets.ts";
import { fastEngine, trainedNetwork } from "./trained.ts";

const SET_ROWS = 2500;
/** Larger sets of real rows to compare with, so that their own chance counts less. */
const REAL_ROWS = 10_000;

interface Trial {
  sampler: AnySampler;
  label: string;
  evaluations: number;
  /** Bounds of the distance, for some densities. */
  wanted?: Partial<Record<DensityName, number>>;
}

const TRIALS: readonly Trial[] = [
  { sampler: annealedLangevin, label: "annealedLangevin", evaluations: 100 },
  { sampler: ncsnLangevin, label: "ncsnLangevin", evaluations: 1000 },
  { sampler: thetaAdams, label: "thetaAdams", evaluations: 5, wanted: { moons: 0.045 } },
  { sampler: thetaAdams, label: "thetaAdams", evaluations: 10 },
  { sampler: dpmSolverPlusPlus, label: "dpmSolverPlusPlus", evaluations: 20 },
];

/** Pairs of trials of which the first is to be no worse than the second. */
const COMPARED: readonly (readonly [few: string, many: string])[] = [
  ["annealedLangevin 100", "ncsnLangevin 1000"],
  ["thetaAdams 10", "dpmSolverPlusPlus 20"],
];

/** Sliced W2 of each set of rows to fresh real rows, in standardized units. */
type Distances = (rows: Float64Array) => number[];

/** Networks trained by the library on its eight densities: sliced W2 of samplers at few evaluations beside others at many. */
export async function* networks({ quick }: CaseOptions): AsyncGenerator<LangevinRow, void, void> {
  const names = (quick ? ["moons", "8gaussians"] : Object.keys(densities)) as DensityName[];
  const sets = quick ? 4 : 32;
  const ratios = new Map<string, Ratio[]>();
  for (const name of names) {
    const engine = await fastEngine();
    const network = await trainedNetwork(engine, name, quick);
    const distances = distancesTo(name, sets);
    const floor = mean(distances(densities[name].sample(sets * SET_ROWS, { seed: 3 })));
    yield* measureNetwork(name, network, { sets, distances, floor, ratios });
    engine.dispose();
  }
  for (const [metric, all] of ratios) yield ratioRow("networks, all", metric, pooled(all));
}

interface Setting {
  sets: number;
  distances: Distances;
  floor: number;
  /** Where the ratios of all densities are gathered. */
  ratios: Map<string, Ratio[]>;
}

async function* measureNetwork(
  density: DensityName,
  network: ScoreNetwork,
  { sets, distances, floor, ratios }: Setting,
): AsyncGenerator<LangevinRow, void, void> {
  const name = `networks, ${density}`;
  const measured: Record<string, number[]> = {};
  for (const { sampler, label, evaluations, wanted } of TRIALS) {
    const count = sets * SET_ROWS;
    const values = distances(await sampler(network, "auto", { count, evaluations, seed: 1 }));
    measured[`${label} ${evaluations}`] = values;
    yield averaged(name, `${label}: sliced W2`, values, { evaluations, floor, wanted: wanted?.[density] ?? null });
  }
  for (const [few, many] of COMPARED) {
    const metric = `${few} / ${many}: ratio of sliced W2`;
    const ratio = pairedRatio(measured[few], measured[many]);
    ratios.set(metric, [...(ratios.get(metric) ?? []), ratio]);
    yield ratioRow(name, metric, ratio);
  }
}

function ratioRow(name: string, metric: string, { value, error }: Ratio): LangevinRow {
  return withinChance(langevinRow(name, metric, value, { error, floor: 1 }), 1);
}

function distancesTo(name: DensityName, sets: number): Distances {
  const real = densities[name].sample(sets * REAL_ROWS, { seed: 2 });
  const { center, scale } = momentsOf(real);
  const standardized = (rows: Float64Array): Float64Array =>
    rows.map((value, k) => (value - center[k % 2]) / scale[k % 2]);
  const part = (rows: Float64Array, set: number, count: number): Float64Array =>
    rows.subarray(2 * set * count, 2 * (set + 1) * count);
  const reference = standardized(real);
  return (rows) => {
    const made = standardized(rows);
    return Array.from({ length: sets }, (_, k) =>
      slicedWasserstein(part(made, k, SET_ROWS), part(reference, k, REAL_ROWS), { dim: 2 }),
    );
  };
}

/** Mean and deviation of both columns. */
function momentsOf(rows: Float64Array): { center: number[]; scale: number[] } {
  const columns = [0, 1].map((d) => rows.filter((_, k) => k % 2 === d));
  const center = columns.map(mean);
  const scale = columns.map((values, d) => Math.sqrt(mean(values.map((value) => (value - center[d]) ** 2))));
  return { center, scale };
}
