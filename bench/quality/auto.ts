import Table from "cli-table3";
import {
  annealedLangevin,
  chooseSigmas,
  createEngine,
  geometricSigmas,
  idealDenoiser,
  type Engine,
} from "../../src/index.ts";
import { energyDistance, wasserstein } from "../../src/metrics/index.ts";
import { autoCases } from "./auto-cases.ts";
import { mean, standardError } from "./row.ts";

/** One of the choices that chooseSigmas has within a budget; u = α/(2σ²). */
interface Setting {
  levels: number;
  steps: number;
  u: number;
}

export interface AutoRow {
  benchmark: "auto";
  case: string;
  dim: number;
  evaluations: number;
  auto: Setting;
  best: Setting;
  /** Means over the judging seeds, of deviations: samples of each, and rows drawn from the data themselves. */
  autoW2: number;
  bestW2: number;
  floorW2: number;
  /** autoW2/bestW2 − 1, and its standard error over the seeds. */
  loss: number;
  lossError: number;
  autoEnergy: number;
  bestEnergy: number;
  floorEnergy: number;
}

const PARTICLES = 240;
/** The search and the verdict have seeds of their own: the best of many is partly the luckiest. */
const SEARCHED = [1];
const JUDGED = Array.from({ length: 12 }, (_, k) => 2 + k);
const STEPS = [1, 10];
const U = [0.5, 0.354, 0.25, 0.125, 0.0625];

/**
 * What annealed Langevin dynamics loses by `sigmas: "auto"`: W₂ and energy distance between its rows and the data, with
 * the data's own exact score (`idealDenoiser`), against the best of 10 settings (steps a level, u, as many levels as the
 * budget pays for) between the same ends.
 */
export async function benchmarkAuto({ only }: { only: string }): Promise<AutoRow[]> {
  const engine = await createEngine({ threads: 1 });
  const result: AutoRow[] = [];
  for (const evaluations of [300, 1000])
    for (const { name, rows, dim } of autoCases())
      if (name.includes(only)) result.push(await judge(engine, { name, rows, dim, evaluations }));
  engine.dispose();
  return result;
}

async function judge(
  engine: Engine,
  { name, rows, dim, evaluations }: { name: string; rows: Float32Array; dim: number; evaluations: number },
): Promise<AutoRow> {
  const model = idealDenoiser(rows, { dim });
  const { sigmas, stepsPerSigma, stepSize, sigmaRange } = chooseSigmas(rows, { dim, evaluations });
  const { sigmaMin, sigmaMax } = sigmaRange;
  const unit = 2 * sigmaMin * sigmaMin;
  const auto = { levels: sigmas.length, steps: stepsPerSigma, u: stepSize / unit };

  const distances = async ({ levels, steps, u }: Setting, seeds: readonly number[]) => {
    const ladder = geometricSigmas({ sigmaMax, sigmaMin, count: levels });
    const chain = { engine, count: PARTICLES, stepsPerSigma: steps, stepSize: u * unit };
    const sets = [];
    for (const seed of seeds) sets.push(await annealedLangevin(model, ladder, { ...chain, seed }));
    return distancesTo(rows, dim, sets);
  };
  let best: Setting = auto;
  let least = Infinity;
  for (const steps of STEPS)
    for (const u of U) {
      const setting = { levels: Math.floor((evaluations - 1) / steps), steps, u };
      const { w2 } = await distances(setting, SEARCHED);
      if (mean(w2) < least) [best, least] = [setting, mean(w2)];
    }
  const [ours, theirs] = [await distances(auto, JUDGED), await distances(best, JUDGED)];
  const floor = distancesTo(
    rows,
    dim,
    JUDGED.map((seed) => model.sample(PARTICLES, { seed })),
  );
  return {
    ...{ benchmark: "auto", case: name, dim, evaluations, auto, best },
    ...{ autoW2: mean(ours.w2), bestW2: mean(theirs.w2), floorW2: mean(floor.w2) },
    ...lossOf(ours.w2, theirs.w2),
    ...{ autoEnergy: mean(ours.energy), bestEnergy: mean(theirs.energy), floorEnergy: mean(floor.energy) },
  };
}

/** Distances from the rows to each set. */
function distancesTo(rows: Float32Array, dim: number, sets: readonly ArrayLike<number>[]) {
  return {
    w2: sets.map((set) => wasserstein(set, rows, { dim, order: 2 })),
    energy: sets.map((set) => energyDistance(set, rows, { dim })),
  };
}

function lossOf(ours: readonly number[], theirs: readonly number[]): { loss: number; lossError: number } {
  const ratio = mean(ours) / mean(theirs);
  // To first order, the samples of the two being independent
  const relative = (values: readonly number[]): number => standardError(values) / mean(values);
  return { loss: ratio - 1, lossError: ratio * Math.hypot(relative(ours), relative(theirs)) };
}

export function formatAuto(rows: readonly AutoRow[]): string {
  const table = new Table({
    head: [
      "case",
      "D",
      "budget",
      "auto",
      "best of the search",
      "W₂",
      "best",
      "floor",
      "loss",
      "energy",
      "best",
      "floor",
    ],
    colAligns: ["left", "right", "right", "left", "left", ...Array<"right">(7).fill("right")],
    style: { head: [], border: [] },
  });
  const show = ({ levels, steps, u }: Setting): string => `${levels} × ${steps}, u ${u.toFixed(3)}`;
  for (const row of rows)
    table.push([
      ...[row.case, row.dim, row.evaluations, show(row.auto), show(row.best)],
      ...[row.autoW2, row.bestW2, row.floorW2].map((w2) => w2.toFixed(3)),
      `${(100 * row.loss).toFixed(0)} ± ${(100 * row.lossError).toFixed(0)} %`,
      ...[row.autoEnergy, row.bestEnergy, row.floorEnergy].map((energy) => energy.toFixed(4)),
    ]);
  return table.toString();
}
