import { annealedLangevin, thetaAdams, type SamplingRun, type ScoreNetwork } from "langevin";
import type { Sampled } from "./describe-judgment.ts";
import { startPhase } from "./progress.ts";
import { roundIntegers } from "./write-csv.ts";

export interface Sampling {
  count: number;
  seed: number;
  /** Scores a row may cost; otherwise each sampler's own number. */
  evaluations: number | undefined;
  integer: boolean[];
  signal: AbortSignal;
}

interface Choice {
  name: string;
  evaluations: number;
  start: (network: ScoreNetwork, options: { count: number; seed: number; signal: AbortSignal }) => SamplingRun;
}

/** The sampler that the library recommends for few evaluations, then annealed Langevin dynamics. */
function chooseSamplers(evaluations: number | undefined): Choice[] {
  const few = evaluations ?? thetaAdams.description.evaluations!;
  const many = evaluations ?? LANGEVIN_EVALUATIONS;
  return [
    {
      name: thetaAdams.description.name,
      evaluations: few,
      start: (network, options) => thetaAdams(network, "auto", { ...options, evaluations: few }),
    },
    {
      name: annealedLangevin.description.name,
      evaluations: many,
      start: (network, options) => annealedLangevin(network, "auto", { ...options, evaluations: many }),
    },
  ];
}

const LANGEVIN_EVALUATIONS = 320;

/** Samples by each sampler in turn, whole numbers rounded. */
export async function sampleRows(network: ScoreNetwork, sampling: Sampling): Promise<Sampled[]> {
  const sampled: Sampled[] = [];
  for (const { name, evaluations, start } of chooseSamplers(sampling.evaluations)) {
    const { count, seed, signal } = sampling;
    const phase = startPhase(name, evaluations);
    const begun = performance.now();
    try {
      const run = start(network, { count, seed, signal });
      for await (const { fraction, secondsLeft } of run)
        phase.update(Math.round(fraction * evaluations), { secondsLeft });
      const rows = await run;
      signal.throwIfAborted();
      phase.update(evaluations);
      roundIntegers(rows, sampling.integer);
      sampled.push({ name, evaluations, seconds: (performance.now() - begun) / 1000, rows });
    } finally {
      phase.stop();
    }
  }
  return sampled;
}
