import { openWork, type PlanRowsOptions } from "../../shards/index.ts";
import { openStore } from "../../work/stores/open-store.ts";
import { counted, formatCount } from "../../support/show.ts";
import { usageError } from "../command-error.ts";
import type { CommonOptions, ComputeOptions, FormatOptions } from "../options/groups.ts";
import type { PartsOptions } from "../options/parts.ts";
import type { Session } from "../session.ts";
import { shellWord } from "../shell.ts";
import { shareOf } from "./array-task.ts";
import { checkOutcome, commandOf, computeShare, watchCancelled } from "./compute-share.ts";
import { finishWork } from "./finish-work.ts";
import { openRun } from "./open-run.ts";
import { submitRun } from "./submit-run.ts";
import { requireServer } from "../options/server.ts";
import { workKinds } from "../../bullmq/work-kinds.ts";

type Options = PartsOptions & CommonOptions & ComputeOptions & FormatOptions & { force?: true };

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
    // By its flag alone: the environment names a server for workers as well
    if (options.server !== undefined) {
      const outcome = await submitRun(session, options.out!, requireServer(options));
      return session.finish({ command, output: store.url, ...outcome });
    }
    const work = await openWork(store, workKinds, { threads, signal });
    try {
      const parts = counted(work.count, "part");
      talk.say(`${formatCount(work.amount)} rows in ${parts} in ${store.url}${share ? `: ${share.name}` : ""}`);
      const outcome = await computeShare(session, work, {
        share,
        signal,
        computing: { ...options, out: options.out! },
      });
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
