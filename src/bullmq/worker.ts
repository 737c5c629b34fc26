import { LangevinError, invalid } from "../support/errors.ts";
import { abortSignal, integer, number, option, readOptions, type Spec } from "../support/options.ts";
import { Run } from "../support/run.ts";
import type { WorkKind } from "../work/open-work.ts";
import { Mailbox } from "./mailbox.ts";
import { OpenWorks } from "./open-works.ts";
import { runJob, type TaskNews } from "./run-job.ts";
import { queueSpec, type QueueOptions } from "./options.ts";
import { openServer, queueName, untilReady, type TaskProcessor } from "./server.ts";
import { CHECK_SECONDS, keptJobs, LOCK_SECONDS, MOST_DEATHS } from "./settings.ts";
import { Trouble, wordsOf } from "./trouble.ts";

/** What {@link runWorker} takes. */
export interface RunWorkerOptions extends QueueOptions {
  /** Folders and URLs that work, models and inputs may lie under. What a queue names elsewhere is refused. */
  roots: readonly string[];
  /** Threads that compute. @default one a core */
  threads?: number;
  /** Seconds after which a task whose worker is silent is given to another. @default 7 */
  lockSeconds?: number;
  /** Seconds between two looks for such tasks. @default 2 */
  checkSeconds?: number;
  /** Seconds that a task under way has to end when `signal` is aborted; then it is given back. @default 20 */
  graceSeconds?: number;
  /** Ends the worker. @default none */
  signal?: AbortSignal;
}

/** A worker that waits for tasks. */
export interface WorkerReady {
  /** What is told. */
  readonly type: "ready";
}

/** Something that went wrong without ending the worker. */
export interface WorkerTrouble {
  /** What is told. */
  readonly type: "trouble";
  /** What went wrong, in words. */
  readonly reason: string;
}

/** What a worker tells while it works. */
export type WorkerNews = WorkerReady | TaskNews | WorkerTrouble;

/** What a worker has done. */
export interface WorkerOutcome {
  /** Tasks whose results it wrote. */
  readonly written: number;
  /** Tasks whose results lay there already. */
  readonly there: number;
  /** Rows, or steps of training, that it computed. */
  readonly amount: number;
  /** Seconds of computing. */
  readonly seconds: number;
}

const spec = {
  ...queueSpec,
  roots: option<readonly string[], { required: true }>(
    (where, name, value) => {
      if (!Array.isArray(value) || value.length === 0 || value.some((each) => typeof each !== "string" || each === ""))
        throw invalid(where, `${name} a list of folders and URLs`, value);
      return [...(value as string[])];
    },
    { required: true },
  ),
  threads: integer(1, 256),
  lockSeconds: number(0.5, 3600, { default: LOCK_SECONDS }),
  checkSeconds: number(0.1, 3600, { default: CHECK_SECONDS }),
  graceSeconds: number(0, 86_400, { default: 20 }),
  signal: abortSignal(),
} satisfies Spec<RunWorkerOptions>;

/** What kinds of work a worker does, and which build of the library it is. */
export interface Workshop {
  readonly kinds: readonly WorkKind[];
  readonly build: string;
}

/** {@link runWorker} with the kinds of work that it does. */
export function workerOf(workshop: Workshop, options: RunWorkerOptions): Run<WorkerOutcome, WorkerNews> {
  return new Run(serve("runWorker", workshop, options));
}

async function* serve(
  where: string,
  { kinds, build }: Workshop,
  options: RunWorkerOptions,
): AsyncGenerator<WorkerNews, WorkerOutcome, void> {
  const settled = readOptions(where, options, spec);
  const { threads, roots, signal } = settled;
  signal?.throwIfAborted();
  const server = await openServer(where, settled.server, queueName(where, settled.queue, build), settled.queue);
  const outcome = { written: 0, there: 0, amount: 0, seconds: 0 };
  const news = new Mailbox<WorkerNews>();
  const trouble = new Trouble((reason) => news.put({ type: "trouble", reason }));
  const works = new OpenWorks(kinds, build, { threads, roots });
  const leaving = new AbortController();
  let failure: unknown;
  let closing: Promise<void> | undefined;
  let isReady = false;

  const process: TaskProcessor = (job, token, lock) =>
    runJob(job, token, lock as AbortSignal | undefined, {
      works,
      leaving: leaving.signal,
      tell(each) {
        if (each.type === "done") {
          outcome[each.status]++;
          if (each.status === "written") outcome.amount += each.amount;
          outcome.seconds += each.seconds;
        }
        news.put(each);
      },
      leave(reason) {
        failure ??= reason;
        void close();
      },
    });
  const worker = server.worker(process, {
    autorun: false,
    concurrency: 1,
    lockDuration: settled.lockSeconds * 1000,
    stalledInterval: settled.checkSeconds * 1000,
    maxStalledCount: MOST_DEATHS,
    ...keptJobs,
    runRetryDelay: 1000, // while a server is away
  });
  worker.on("error", trouble.report);
  // Another worker has the task by now, or will have it
  worker.on("lockRenewalFailed", (ids) => ids.forEach((id) => worker.cancelJob(id)));

  /** Takes no more tasks; the one under way has its time, and goes back to the queue then. */
  function close(): Promise<void> {
    closing ??= closeOnce();
    return closing;
  }

  async function closeOnce(): Promise<void> {
    const grace = isReady ? settled.graceSeconds * 1000 : 0;
    const timers = [setTimeout(() => leaving.abort(), grace)];
    // A server that is away keeps nobody here for longer
    const last = new Promise<void>((resolve) => timers.push(setTimeout(resolve, grace + 5000)));
    await Promise.race([worker.close(!isReady), last]);
    timers.forEach(clearTimeout);
    news.close();
  }

  const stop = (): void => void close();
  signal?.addEventListener("abort", stop);
  try {
    await untilReady(where, server, [worker]);
    isReady = true;
    news.put({ type: "ready" });
    worker.run().catch((error: unknown) => {
      failure ??= error;
      stop();
    });
    yield* news;
  } finally {
    signal?.removeEventListener("abort", stop);
    await close();
    works.dispose();
  }
  if (failure !== undefined)
    throw new LangevinError("unsupported", `${where}: expected a worker fit for its tasks, got ${wordsOf(failure)}`, {
      cause: failure,
    });
  return outcome;
}
