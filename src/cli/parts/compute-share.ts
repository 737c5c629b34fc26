import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { isCancelled, type Store, type Work } from "../../shards/index.ts";
import { counted, formatCount } from "../../support/show.ts";
import { ProcessLanes } from "../../work/processes.ts";
import { runTasks, type SharedOutcome } from "../../work/run-tasks.ts";
import { CommandError, exitCodes } from "../command-error.ts";
import { formatSeconds } from "../format-numbers.ts";
import type { Session } from "../session.ts";
import { shellWord } from "../shell.ts";
import type { Share } from "./array-task.ts";

/** Who computes. */
export interface Computing {
  /** The store's place. */
  out: string;
  workers?: number | undefined;
  threads?: number | undefined;
}

/** Milliseconds between looks at whether the run was cancelled. */
const LOOKS = 5000;

/** The command that was given, which goes on where it ended. */
export function commandOf({ program, args }: Session): string {
  return `${program} ${args.map(shellWord).join(" ")}`;
}

/** A signal that ends as well when the run is marked as cancelled. */
export async function watchCancelled(
  store: Store,
  ofSession: AbortSignal,
): Promise<{ signal: AbortSignal; stop(): void }> {
  const message = `${store.url} was cancelled. To go on, remove the file _CANCELLED there and run the command again.`;
  const cancelled = new CommandError(exitCodes.hopeless, message);
  if (await isCancelled(store)) throw cancelled;
  const controller = new AbortController();
  // What cannot be looked at now is looked at later
  const look = (): void => void isCancelled(store).then((is) => is && controller.abort(cancelled), () => undefined); // prettier-ignore
  const timer = setInterval(look, LOOKS);
  return { signal: AbortSignal.any([ofSession, controller.signal]), stop: () => clearInterval(timer) };
}

/** Does the tasks of a share, in this process or in several. */
export async function computeShare(
  { talk }: Session,
  work: Work,
  { share, signal, computing }: { share: Share | undefined; signal: AbortSignal; computing: Computing },
): Promise<SharedOutcome> {
  const { workers } = computing;
  const processes = workers === undefined ? undefined : startProcesses(computing, workers);
  const close = (): void => void processes?.close();
  signal.addEventListener("abort", close);
  let phase: ReturnType<typeof talk.startPhase> | undefined;
  const begun = performance.now();
  try {
    return await runTasks(work, {
      ...(processes && { lanes: processes.lanes }),
      ...(share && { isMine: (index: number) => index % share.tasks === share.rest }),
      signal,
      onProgress({ done, total, computed }) {
        phase ??= talk.startPhase("computing", total);
        const left = ((performance.now() - begun) / 1000) * ((total - done) / computed);
        phase.update(Math.round(done), Number.isFinite(left) ? `${formatSeconds(left)} left` : undefined);
      },
    });
  } finally {
    phase?.stop();
    signal.removeEventListener("abort", close);
    await processes?.close();
  }
}

/** Processes that do parts of a folder: this program once more, with a command of its own. */
function startProcesses({ out, threads }: Computing, workers: number): ProcessLanes {
  const each = threads ?? Math.max(1, Math.floor(availableParallelism() / workers));
  // Groups of their own: Ctrl-C is for this process, which tells them
  return new ProcessLanes(workers, () =>
    fork(process.argv[1], ["serve-tasks", out, "--threads", String(each)], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      detached: true,
    }),
  );
}

/** Parts that a message names. */
const NAMED = 5;

/** Refuses what is not whole: parts that fail every time, or those that another try may compute. */
export function checkOutcome(work: Work, { failed, left }: SharedOutcome, session: Session): void {
  const named = failed.slice(0, NAMED).map(({ index, reason }) => `\n  ${work.nameOf(index)}: ${reason}`);
  const more = failed.length > NAMED ? `\n  and ${formatCount(failed.length - NAMED)} more` : "";
  const list = `${named.join("")}${more}`;
  if (failed.some(({ fault }) => fault === "task"))
    throw new CommandError(
      exitCodes.hopeless,
      `${counted(failed.length, "part")} cannot be computed, all others are done:${list}`,
    );
  if (left === undefined && failed.length === 0) return;
  const why = left === undefined ? list : ` ${left}`;
  throw new CommandError(
    exitCodes.failure,
    `Not all parts could be computed:${why}\nTo try again:\n  ${commandOf(session)}`,
  );
}
