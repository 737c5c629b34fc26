import { annealedLangevin, recommendSampler, thetaAdams, type Recommendation, type ScoreNetwork } from "langevin";
import type { Sampled } from "./describe-judgment.ts";
import { startPhase } from "./progress.ts";

export interface Sampling {
  count: number;
  seed: number;
  /** Scores a row may cost; otherwise each sampler's own number. */
  evaluations: number | undefined;
  signal: AbortSignal;
}

/** What the library recommends, and beside it the other of annealed Langevin dynamics and the sampler of few evaluations. */
function chooseSamplers(network: ScoreNetwork, evaluations: number | undefined): Choice[] {
  const recommended = recommendSampler(network, { evaluations });
  const sampler: Choice["sampler"] = recommended.name === "thetaAdams" ? annealedLangevin : thetaAdams;
  const { name, evaluations: usual } = sampler.description;
  return [recommended, { name, sampler, evaluations: evaluations ?? usual! }];
}

type Choice = Pick<Recommendation, "sampler" | "evaluations"> & { name: string };

/** Samples by each sampler in turn. */
export async function sampleRows(network: ScoreNetwork, sampling: Sampling): Promise<Sampled[]> {
  const sampled: Sampled[] = [];
  for (const { name, evaluations, sampler } of chooseSamplers(network, sampling.evaluations)) {
    const { count, seed, signal } = sampling;
    const phase = startPhase(name, evaluations);
    const begun = performance.now();
    try {
      const run = sampler(network, "auto", { count, evaluations, seed, signal });
      for await (const { fraction, secondsLeft } of run)
        phase.update(Math.round(fraction * evaluations), { secondsLeft });
      const rows = await run;
      signal.throwIfAborted();
      phase.update(evaluations);
      sampled.push({ name, evaluations, seconds: (performance.now() - begun) / 1000, rows });
    } finally {
      phase.stop();
    }
  }
  return sampled;
}
