import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { isCancelled, openWork, type PlanRowsOptions, type Store, type Work } from "../../shards/index.ts";
import { openStore } from "../../work/stores/open-store.ts";
import { counted, formatCount } from "../../support/show.ts";
import { ProcessLanes } from "../../work/processes.ts";
import { runTasks, type SharedOutcome } from "../../work/run-tasks.ts";
import { CommandError, exitCodes, usageError } from "../command-error.ts";
import { formatSeconds } from "../format-numbers.ts";
import type { CommonOptions, ComputeOptions, FormatOptions } from "../options/groups.ts";
import type { PartsOptions } from "../options/parts.ts";
import type { Session } from "../session.ts";
import { shellWord } from "../shell.ts";
import { shareOf, type Share } from "./array-task.ts";
import { finishWork } from "./finish-work.ts";
import { openRun } from "./open-run.ts";
import { workKinds } from "./work-kinds.ts";

type Options = PartsOptions & CommonOptions & ComputeOptions & FormatOptions & { force?: true };

/** Milliseconds between looks at whether the run was cancelled. */
const LOOKS = 5000;

/** Computes the parts of a run in its folder, or a share of them; a process that is alone finishes the run. */
export async function runParts(
  session: Session,
  command: string,
  { operation, options: own, model, input, reading, rows }: PlanRowsOptions,
  options: Options,
): Promise<void> {
  const { talk } = session;
  const { format = "parquet", threads, shardRows } = options;
  if (format !== "parquet" && format !== "csv")
    throw usageError(`--format ${format} is none for parts; they are parquet or csv.`);
  const share = shareOf(options.shard, process.env);
  const store = openStore(options.out!);
  session.interrupt.hint = `What is done is kept in ${store.url}. To go on:\n  ${commandOf(session)}`;
  const plan = { operation, options: { ...own, ...options.set }, model, input, reading, rows, shardRows, format };
  const { signal, stop } = await watchCancelled(store, session.signal);
  try {
    await openRun(store, { ...plan, threads, signal }, options.force === true);
    const work = await openWork(store, workKinds, { threads, signal });
    try {
      const parts = counted(work.count, "part");
      talk.say(`${formatCount(work.amount)} rows in ${parts} in ${store.url}${share ? `: ${share.name}` : ""}`);
      const outcome = await computeShare(session, work, { share, signal, options });
      checkOutcome(work, outcome, session);
      const told = { command, output: store.url, rows: work.amount, parts: work.count };
      const { written, there, seconds } = outcome;
      talk.say(`${counted(written, "part")} computed, ${formatCount(there)} there already`);
      if (share) talk.say(`when all tasks are done: ${session.program} finish ${shellWord(options.out!)}`);
      const finished = share ? {} : await finishWork(session, store, work, signal);
      session.finish({ ...told, written, there, seconds, ...finished });
    } finally {
      work.dispose();
    }
  } finally {
    stop();
  }
}

/** The command that was given, which goes on where it ended. */
function commandOf({ program, args }: Session): string {
  return `${program} ${args.map(shellWord).join(" ")}`;
}

/** A signal that ends as well when the run is marked as cancelled. */
async function watchCancelled(store: Store, ofSession: AbortSignal): Promise<{ signal: AbortSignal; stop(): void }> {
  const message = `${store.url} was cancelled. To go on, remove the file _CANCELLED there and run the command again.`;
  const cancelled = new CommandError(exitCodes.hopeless, message);
  if (await isCancelled(store)) throw cancelled;
  const controller = new AbortController();
  // What cannot be looked at now is looked at later
  const look = (): void => void isCancelled(store).then((is) => is && controller.abort(cancelled), () => undefined); // prettier-ignore
  const timer = setInterval(look, LOOKS);
  return { signal: AbortSignal.any([ofSession, controller.signal]), stop: () => clearInterval(timer) };
}

async function computeShare(
  { talk }: Session,
  work: Work,
  { share, signal, options }: { share: Share | undefined; signal: AbortSignal; options: Options },
): Promise<SharedOutcome> {
  const processes = options.workers === undefined ? undefined : startProcesses(options, options.workers);
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
function startProcesses({ out, threads }: Options, workers: number): ProcessLanes {
  const each = threads ?? Math.max(1, Math.floor(availableParallelism() / workers));
  // Groups of their own: Ctrl-C is for this process, which tells them
  return new ProcessLanes(workers, () =>
    fork(process.argv[1], ["serve-tasks", out!, "--threads", String(each)], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      detached: true,
    }),
  );
}

/** Parts that a message names. */
const NAMED = 5;

function checkOutcome(work: Work, { failed, left }: SharedOutcome, session: Session): void {
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
