import { createScoreNetwork, train, type Engine, type ScoreNetwork, type TrainingRun } from "langevin";
import { startPhase } from "./progress.ts";

export interface Training {
  seed: number;
  /** Training time the number of steps is chosen for, unless `steps` says it. */
  seconds: number;
  steps: number | undefined;
  signal: AbortSignal;
}

/** How many steps a time is enough for: from a second of training a network that is thrown away. */
export async function stepsFor(engine: Engine, rows: Float64Array, dim: number, how: Training): Promise<number> {
  if (how.steps !== undefined) return how.steps;
  const trial = createScoreNetwork(engine, { dim, seed: how.seed });
  let steps = 0;
  const begun = performance.now();
  for await (const { step } of startTraining(trial, rows, { ...how, steps: 1_000_000 })) {
    const seconds = (performance.now() - begun) / 1000;
    steps = Math.max(500, Math.round(((step / seconds) * how.seconds) / 100) * 100);
    if (seconds > 1) break;
  }
  trial.dispose();
  return steps;
}

/** A training by the library's own choices. */
export function startTraining(
  network: ScoreNetwork,
  rows: Float64Array,
  { steps, seed, signal }: { steps: number; seed: number; signal: AbortSignal },
): TrainingRun {
  return train(network, rows, { sigmas: "auto", steps, seed, signal });
}

/** Runs a training to its end; `report` is told every step. */
export async function followTraining(run: TrainingRun, wanted: number, report: (step: number) => void): Promise<void> {
  const phase = startPhase("training", wanted);
  try {
    for await (const { step, ...numbers } of run) {
      report(step);
      phase.update(step, numbers);
    }
  } finally {
    phase.stop();
  }
}
