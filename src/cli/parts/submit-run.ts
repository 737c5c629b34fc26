import { submitWork } from "../../bullmq/index.ts";
import type { FailedTask } from "../../bullmq/ledger.ts";
import { counted, formatCount } from "../../support/show.ts";
import { openStore } from "../../work/stores/open-store.ts";
import { CommandError, exitCodes } from "../command-error.ts";
import { formatSeconds } from "../format-numbers.ts";
import type { Session } from "../session.ts";

/** Tasks that a message names. */
const NAMED = 5;

/** Hands out the work in a folder by a queue until it is finished. */
export async function submitRun(
  { talk, signal }: Session,
  place: string,
  queue: { server: string; queue?: string },
): Promise<{ rowsSha256?: string; seconds: number }> {
  let phase: ReturnType<typeof talk.startPhase> | undefined;
  let failed: readonly FailedTask[] = [];
  const run = submitWork(place, { ...queue, signal });
  try {
    for await (const progress of run) {
      failed = progress.failed;
      if (progress.notice !== undefined) talk.warn(progress.notice);
      phase ??= talk.startPhase("computing", progress.total);
      phase.update(Math.round(progress.done), noteOf(progress));
    }
  } catch (error) {
    if (failed.length === 0) throw error;
    const named = failed.slice(0, NAMED).map(({ task, reason }) => `\n  ${task}: ${reason}`);
    const more = failed.length > NAMED ? `\n  and ${formatCount(failed.length - NAMED)} more` : "";
    const message = `${counted(failed.length, "part")} cannot be computed, all others are done:${named.join("")}${more}`;
    throw new CommandError(exitCodes.hopeless, message, { cause: error });
  } finally {
    phase?.stop();
  }
  const { seconds } = await run;
  const store = openStore(place);
  const bytes = await store.read("_manifest.json");
  const { rowsSha256 } = JSON.parse(new TextDecoder().decode(bytes)) as { rowsSha256?: string };
  talk.say(`${store.url} is whole${rowsSha256 === undefined ? "" : `; SHA-256 of the rows ${rowsSha256}`}`);
  return { seconds, ...(rowsSha256 !== undefined && { rowsSha256 }) };
}

function noteOf({ workers, secondsLeft }: { workers: number | undefined; secondsLeft: number | undefined }): string {
  const there = workers === undefined ? undefined : counted(workers, "worker");
  const left = secondsLeft === undefined ? undefined : `${formatSeconds(secondsLeft)} left`;
  return [there, left].filter(Boolean).join(", ");
}
