import type { RankedTrial } from "../sweep/index.ts";
import { formatCount } from "../support/show.ts";
import type { Talk } from "./talk.ts";

/** A trial as a file of JSON has it. */
export type Ranked = Pick<RankedTrial, "trial" | "rung" | "step" | "impossible" | "settings"> &
  Partial<Pick<RankedTrial, "score" | "standardError" | "diverged">>;

/** Trials that are told. */
const TOLD = 5;

/** Tells the best trials of a sweep, and what was wrong with others. */
export function tellRanking(talk: Talk, ranking: readonly Ranked[], steps: number): void {
  talk.say("the best trials, by the mean ln p of held-out rows:");
  for (const { trial, step, score, standardError, settings } of ranking.slice(0, TOLD)) {
    if (score === undefined || standardError === undefined) break;
    const list = Object.entries(settings).map(([name, value]) => `${name} ${shown(value)}`);
    talk.say(
      `  ${score.toFixed(3)} ± ${standardError.toFixed(3)}  trial ${trial}, ${formatCount(step)} steps: ${list.join(", ")}`,
    );
  }
  const [{ rung, step, diverged, impossible }] = ranking;
  if (impossible > 0)
    talk.warn(`${formatCount(impossible)} of the held-out rows cannot be made by any model, and are not in the means.`);
  const wild = ranking.filter((trial) => trial.diverged !== undefined).length;
  if (wild > 0) talk.warn(`${formatCount(wild)} of ${formatCount(ranking.length)} trials diverged.`);
  if (diverged !== undefined)
    talk.warn(
      `the best one is at step ${formatCount(step)} of ${formatCount(steps)}, rung ${rung}: later it diverged.`,
    );
}

/** A setting, short: 0.004213, not all digits. */
function shown(value: unknown): string {
  return typeof value === "number" ? String(Number(value.toPrecision(4))) : JSON.stringify(value);
}
