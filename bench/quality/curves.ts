import {
  ancestral,
  annealedLangevin,
  consistentAnnealed,
  dpmSolverPlusPlus,
  eulerOde,
  heunOde,
  predictorCorrector,
  type ScoreNetwork,
} from "../../src/index.ts";
import { slicedWasserstein } from "../../src/metrics/index.ts";
import { densities } from "../../src/toys/index.ts";
import { progress } from "../kit/print.ts";
import { qualityRow, type QualityRow } from "./row.ts";
import { SEEDS, type TrainedDensity } from "./train-density.ts";

type Sampler = (model: ScoreNetwork, sigmas: "auto", options: Sampling) => PromiseLike<Float64Array>;
interface Sampling {
  count: number;
  evaluations: number;
  seed: number;
}

const SAMPLERS: Record<string, Sampler> = {
  "DPM-Solver++ 2M": dpmSolverPlusPlus,
  "DPM-Solver++ 2M SDE": (model, sigmas, options) => dpmSolverPlusPlus(model, sigmas, { ...options, eta: 1 }),
  Heun: heunOde,
  "Euler (DDIM with η = 0)": eulerOde,
  ancestral,
  "predictor-corrector": predictorCorrector,
  "consistent annealed": consistentAnnealed,
  "annealed Langevin": annealedLangevin,
};

const EVALUATIONS = [5, 10, 20, 40, 80, 160, 320];

/** Error against evaluations of the network, of one sampler. */
export interface Curve {
  sampler: string;
  points: { evaluations: number; error: number }[];
}

/** Every sampler on one trained network, with its own choice of noise levels for each number of evaluations. */
export async function measureCurves(
  { name, network }: TrainedDensity,
  quick: boolean,
): Promise<{ rows: QualityRow[]; curves: Curve[]; floor: number }> {
  const count = quick ? 1000 : 5000;
  const density = densities[name];
  const real = density.sample(count, { seed: SEEDS.test });
  const floor = slicedWasserstein(density.sample(count, { seed: SEEDS.floor }), real, { dim: 2 });
  const rows: QualityRow[] = [];
  const curves: Curve[] = [];
  for (const [sampler, run] of Object.entries(SAMPLERS)) {
    progress(`quality: ${sampler} on ${name}`);
    const points: Curve["points"] = [];
    for (const evaluations of EVALUATIONS) {
      const began = performance.now();
      const samples = await run(network, "auto", { count, evaluations, seed: 1 });
      const seconds = (performance.now() - began) / 1000;
      const error = slicedWasserstein(samples, real, { dim: 2 });
      points.push({ evaluations, error });
      rows.push(
        qualityRow(`curves ${name}, ${sampler}`, `sliced W2 at ${evaluations} evaluations`, error, { floor, seconds }),
      );
    }
    curves.push({ sampler, points });
  }
  return { rows, curves, floor };
}
