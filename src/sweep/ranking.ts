import { compareStandings } from "./halving.ts";
import type { OpenRung } from "./results.ts";
import type { Settings } from "./search-space.ts";
import { trialSettings, type SweepSpec } from "./sweep-spec.ts";
import type { TrialResult } from "./trial-result.ts";

/** A trial in the order of a sweep's outcome. */
export interface RankedTrial {
  /** Its number, 0 to trials − 1. */
  readonly trial: number;
  /** The last rung that it came to the end of; −1 if it diverged in the first one. */
  readonly rung: number;
  /** Steps done by then. */
  readonly step: number;
  /** Mean ln p of the held-out rows, in nats; undefined if it diverged in the first rung. */
  readonly score: number | undefined;
  /** Standard error of the score. Trials are scored on the same rows, so differences are known better than that. */
  readonly standardError: number | undefined;
  /** Held-out rows that the model cannot make, which are not in the mean. */
  readonly impossible: number;
  /** SHA-256 of the model's file. */
  readonly checkpoint: string | undefined;
  /** What went wrong, if it diverged. */
  readonly diverged: string | undefined;
  /** Its settings. */
  readonly settings: Settings;
}

/**
 * All trials, the best first: those that came further, then by score, then by number. A trial that diverged stands where it
 * stood before.
 */
export function rank(spec: SweepSpec, rungs: readonly OpenRung[]): RankedTrial[] {
  const last = new Map<number, TrialResult>();
  const diverged = new Map<number, string>();
  for (const { results } of rungs)
    for (const result of results) {
      if (result?.diverged !== undefined) diverged.set(result.trial, result.diverged);
      else if (result) last.set(result.trial, result);
    }
  const ranked = rungs[0].entrants.map((trial): RankedTrial => {
    const { rung = -1, step = 0, score, standardError, impossible = 0, checkpoint } = last.get(trial) ?? {};
    const settings = trialSettings(spec, trial);
    return { trial, rung, step, score, standardError, impossible, checkpoint, diverged: diverged.get(trial), settings };
  });
  return ranked.sort((a, b) => b.rung - a.rung || compareStandings(a, b));
}
