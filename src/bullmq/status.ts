import { readOptions, type Spec } from "../support/options.ts";
import { readJobId } from "./job-data.ts";
import { queueSpec, type QueueOptions } from "./options.ts";
import { failureOf } from "./run-job.ts";
import { closeAll, openServer, queueName, untilReady, workersOf } from "./server.ts";
import { MOST_DEATHS } from "./settings.ts";
import { Trouble } from "./trouble.ts";

/** A task in a queue that failed for good. */
export interface FailedJob {
  /** The folder or URL of its work. */
  readonly store: string;
  /** The task. */
  readonly index: number;
  /** Why nobody can do it. */
  readonly reason: string;
}

/** What a queue holds. */
export interface QueueStatus {
  /** Workers that listen to it; undefined where the server does not tell. */
  readonly workers: number | undefined;
  /** Tasks that wait for a worker. */
  readonly waiting: number;
  /** Tasks under way. */
  readonly active: number;
  /** Tasks that failed for good: the latest 1000. */
  readonly failed: readonly FailedJob[];
}

/** {@link queueStatus} for a build of the library. */
export async function statusOf(build: string, options: QueueOptions): Promise<QueueStatus> {
  const where = "queueStatus";
  const settled = readOptions(where, options, queueSpec satisfies Spec<QueueOptions>);
  const server = await openServer(where, settled.server, queueName(where, settled.queue, build), settled.queue);
  const queue = server.queue();
  queue.on("error", new Trouble(() => undefined).report); // the answer, or its absence, tells
  try {
    await untilReady(where, server, [queue]);
    const [workers, counts, failed] = await Promise.all([
      workersOf(queue),
      queue.getJobCounts("waiting", "active", "delayed", "prioritized"),
      queue.getFailed(0, 999),
    ]);
    return {
      workers,
      waiting: counts["waiting"] + counts["delayed"] + counts["prioritized"],
      active: counts["active"],
      failed: failed.map(({ id, data, failedReason }) => ({
        store: typeof data?.store === "string" ? data.store.slice(0, 1024) : "?",
        index: readJobId(id)?.index ?? -1,
        reason: failureOf(failedReason ?? "", MOST_DEATHS),
      })),
    };
  } finally {
    await closeAll([() => queue.close()]);
  }
}
