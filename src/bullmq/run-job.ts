import { setTimeout } from "node:timers/promises";
import type { Job } from "bullmq";
import { counted } from "../support/show.ts";
import { isCancelled } from "../work/cancel.ts";
import { whoseFault } from "../work/whose-fault.ts";
import type { TaskReport } from "../work/work.ts";
import { readJob, type JobData } from "./job-data.ts";
import type { OpenWorks } from "./open-works.ts";
import type { JobResult } from "./server.ts";
import { ATTEMPTS, BACKOFF, CANCEL_INTERVAL, PROGRESS_INTERVAL } from "./settings.ts";
import { wordsOf } from "./trouble.ts";

/** Which task something is told of. */
export interface TaskPlace {
  /** The task, in words. */
  readonly task: string;
  /** The store of its result. */
  readonly store: string;
}

/** A task that has begun, or was cancelled. */
export interface TaskChange extends TaskPlace {
  /** What became of it. */
  readonly type: "begun" | "cancelled";
}

/** A task that is done. */
export interface TaskDone extends TaskPlace, TaskReport {
  /** What became of it. */
  readonly type: "done";
}

/** A task that failed. */
export interface TaskFailure {
  /** What became of it. */
  readonly type: "failed";
  /** The task, in words. */
  readonly task: string;
  /** Why, in words. */
  readonly reason: string;
}

/** What a worker tells of a task. */
export type TaskNews = TaskChange | TaskDone | TaskFailure;

/** Why a task was ended from outside. */
type Ending = "cancelled" | "lock-lost" | "leaving";

/** What the worker is to its jobs. */
export interface JobHost {
  readonly works: OpenWorks;
  tell(news: TaskNews): void;
  /** Ends the worker: it is not fit for its tasks. */
  leave(reason: unknown): void;
  /** Aborted when a task under way is to be given back. */
  readonly leaving: AbortSignal;
}

/**
 * Does what a job says. Its own fault fails it for good; the worker's gives it back, and the worker leaves; anything else is
 * tried again after a while.
 */
export async function runJob(
  job: Job<JobData, JobResult>,
  token: string | undefined,
  lock: AbortSignal | undefined,
  host: JobHost,
): Promise<JobResult> {
  let task = "a job";
  const controller = new AbortController();
  let ending: Ending | undefined;
  const end = (why: Ending) => (): void => {
    ending ??= why;
    controller.abort(new Error(`the task was ended: ${ending}`));
  };
  const [lose, leave] = [end("lock-lost"), end("leaving")];
  lock?.addEventListener("abort", lose);
  host.leaving.addEventListener("abort", leave);
  const timers: ReturnType<typeof setInterval>[] = [];
  try {
    const data = readJob(job);
    const { store, work } = await host.works.of(data);
    task = work.nameOf(data.index);
    const place = store.url;
    if (await isCancelled(store)) return cancelled();
    await backOff(job.attemptsMade, controller.signal);
    host.tell({ type: "begun", task, store: place });
    if (host.leaving.aborted) leave();
    const look = (): void =>
      void isCancelled(store).then(
        (found) => found && end("cancelled")(),
        () => undefined, // the task itself will see what is wrong with the store
      );
    timers.push(setInterval(look, CANCEL_INTERVAL));
    let fraction = 0;
    let told = 0;
    const tellProgress = (): void => {
      if (fraction === told) return;
      told = fraction;
      job.updateProgress(fraction).catch(() => undefined); // the connection's errors are told by the worker
    };
    timers.push(setInterval(tellProgress, PROGRESS_INTERVAL));
    const { signal } = controller;
    const report = await work
      .run(data.index, { signal, onProgress: (now) => (fraction = now) })
      .catch((error: unknown) => {
        if (ending !== "cancelled") throw error;
      });
    if (!report) return cancelled();
    host.tell({ type: "done", task, store: place, ...report });
    const { status, amount, seconds } = report;
    return { status, amount, seconds };

    function cancelled(): JobResult {
      host.tell({ type: "cancelled", task, store: place });
      return { status: "cancelled" };
    }
  } catch (error) {
    const reason = wordsOf(error);
    if (ending === "lock-lost") throw named("Error", reason);
    const fault = ending === "leaving" ? "worker" : whoseFault(error);
    if (ending === undefined) host.tell({ type: "failed", task, reason });
    if (fault === "task") throw named("UnrecoverableError", reason);
    if (fault === "network") throw named("Error", reason);
    if (ending === undefined) host.leave(error);
    await job.moveToWait(token);
    throw named("WaitingError", reason);
  } finally {
    for (const timer of timers) clearInterval(timer);
    lock?.removeEventListener("abort", lose);
    host.leaving.removeEventListener("abort", leave);
  }
}

/** Waits before another try: one second, then two. */
async function backOff(attempts: number, signal: AbortSignal): Promise<void> {
  if (attempts > 0) await setTimeout(BACKOFF << (Math.min(attempts, ATTEMPTS) - 1), undefined, { signal });
}

/** An error as BullMQ tells them apart, by name. It keeps errors with their stacks, which name places of this machine. */
function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = message;
  return error;
}

/** What a queue says of a job that took its workers with it, in our words. */
export function failureOf(reason: string, mostDeaths: number): string {
  return /stalled more than allowable/.test(reason)
    ? `its worker died, or stood still, ${counted(mostDeaths + 1, "time")}`
    : reason || "no reason was given";
}
