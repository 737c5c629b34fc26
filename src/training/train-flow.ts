import { option, readOptions, type Spec } from "../support/options.ts";
import type { ScoreNetwork } from "../models/network.ts";
import type { Rows } from "../data/rows.ts";
import { checkSigmas } from "../noise/ladders.ts";
import { FLOW_SIGMA_MAX, FLOW_SIGMA_MIN } from "../noise/flow-sigmas.ts";
import { resumes, sharedSpec, type ResumeOptions, type TrainOptions } from "./options.ts";
import { beginRun, resumeRun, type TrainingRun } from "./train.ts";

/** Options of {@link trainFlow}: those of {@link train} that flow matching does not decide itself. */
export interface TrainFlowOptions extends Omit<TrainOptions, "sigmas" | "noiseDistribution" | "weighting"> {
  /** Ladder of which the first and the last σ count, the ends of σ = t/(1 − t). @default [999, 1/999] */
  sigmas?: ArrayLike<number> | undefined;
}

const ENDS: number[] = [FLOW_SIGMA_MAX, FLOW_SIGMA_MIN];

/** What {@link trainFlow} checks its options against. */
export const trainFlowSpec = {
  ...sharedSpec,
  sigmas: option((where, _name, value) => [...checkSigmas(where, value as number[])], { default: ENDS }),
} satisfies Spec<TrainFlowOptions>;

/**
 * Flow matching (Lipman et al. 2023, arXiv:2210.02747; Liu et al. 2023, arXiv:2209.03003): learns the velocity of the
 * straight paths `x_t = (1 − t)·x + t·z` from data (t = 0) to noise (t = 1), by minimizing E‖(z − x) − v(x_t, t)‖², t
 * uniform. A thin form of `train`, over the same network: with σ = t/(1 − t), x_t/(1 − t) = x + σz is a noised row,
 * the velocity is `v = (x_t − D)/t`, and the squared error is (1 + σ)²·‖z − ẑ‖² (docs/internals/notation.md).
 *
 * The ODE dx_t/dt = v is dx/dσ = ẑ: sample with `eulerOde`, `heunOde` or `dpmSolverPlusPlus` on `flowSigmas`.
 * With independent coupling −ẑ/σ is the score as after `train`, and every sampler will do. With `coupling:
 * "optimal-transport"` paths are straighter, so that fewer steps are enough, and there is no score: samplers that draw
 * noise on the way refuse the network.
 *
 * Awaited, iterated, left and resumed as `train` is; throws what it throws.
 *
 * @example
 * ```ts
 * import { createEngine, createScoreNetwork, eulerOde, flowSigmas, trainFlow } from "langevin";
 *
 * const engine = await createEngine();
 * const network = createScoreNetwork(engine, { dim: 2, hidden: [32, 32], seed: 1 });
 * const data = Array.from({ length: 500 }, (_, i) => [Math.cos(i), Math.sin(i)]);
 * await trainFlow(network, data, { steps: 40, batchSize: 64, coupling: "optimal-transport", seed: 1 });
 * const rows = await eulerOde(network, flowSigmas({ count: 4 }), { count: 100 });
 * console.log(rows.length);
 * engine.dispose();
 * ```
 */
export function trainFlow(
  network: ScoreNetwork,
  data: Rows,
  options: TrainFlowOptions | ResumeOptions = {},
): TrainingRun {
  const where = "trainFlow";
  if (resumes(options)) return resumeRun(where, network, data, options);
  const settings = readOptions(where, options, trainFlowSpec);
  return beginRun(where, network, data, { ...settings, noiseDistribution: "flow", weighting: "velocity" });
}
