import { LangevinError } from "../support/errors.ts";
import { isCancelled } from "../work/cancel.ts";
import type { Store } from "../work/store.ts";
import type { Work } from "../work/work.ts";
import { JOB_NAME, jobIdOf, readJobId } from "./job-data.ts";
import type { Ledger } from "./ledger.ts";
import { failureOf } from "./run-job.ts";
import { workersOf, type JobResult, type TaskEvents, type TaskQueue } from "./server.ts";
import { BATCH, CANCEL_INTERVAL, jobOptions, MOST_DEATHS, NO_WORKER } from "./settings.ts";
import type { Trouble } from "./trouble.ts";

/** Milliseconds between two looks at the queue. */
const TICK = 500;

/** Milliseconds between two counts of workers and of jobs. */
const COUNT_INTERVAL = 2000;

/** Milliseconds between two full comparisons with the queue. */
const RECONCILE_INTERVAL = 30_000;

/** Jobs that are asked for their state at once. */
const STATES = 500;

/** Milliseconds that a server may be away before a coordinator gives up; a new one goes on where it ended. */
const LONGEST_OUTAGE = 30 * 60_000;

/** What a coordinator works on. */
export interface Assignment {
  readonly place: string;
  readonly store: Store;
  readonly work: Work;
  readonly ticket: string;
  readonly window: number;
}

/**
 * Hands out the tasks of a run by a queue until the store has all that can be done. The queue is never trusted: whenever
 * nothing of the run is in it, the store is asked what is missing.
 */
export class Coordinator {
  /** Workers that listen to the queue; undefined where the server does not tell. */
  workers: number | undefined;
  private readonly run: Assignment;
  private readonly ledger: Ledger;
  private readonly queue: TaskQueue;
  private readonly trouble: Trouble;
  private wake: (() => void) | undefined;
  private isStirred = false;
  private workerSeen = performance.now();
  private noWorkerSaid = false;
  private lastCount = 0;
  private lastReconcile = performance.now();
  private lastLook = 0;
  private failing: number | undefined;

  constructor(
    run: Assignment,
    ledger: Ledger,
    { queue, events, trouble }: { queue: TaskQueue; events: TaskEvents; trouble: Trouble },
  ) {
    this.run = run;
    this.ledger = ledger;
    this.queue = queue;
    this.trouble = trouble;
    events.on("completed", ({ jobId, returnvalue }) =>
      this.settle(jobId, (index) => this.complete(index, returnvalue)),
    );
    events.on("failed", ({ jobId, failedReason }) =>
      this.settle(jobId, (index) => ledger.fail(index, failureOf(failedReason, MOST_DEATHS))),
    );
    events.on("active", ({ jobId }) => this.settle(jobId, () => undefined));
    events.on("progress", ({ jobId, data }) => this.settle(jobId, (index) => ledger.progress(index, Number(data))));
  }

  /** Removes jobs that failed at another time, so that their tasks can be tried again. */
  async forgetFailures(): Promise<void> {
    const ids = await this.queue.getRanges(["failed"], 0, -1);
    for (const id of ids) if (readJobId(id)?.ticket === this.run.ticket) await this.queue.remove(id);
  }

  /**
   * One look at the run.
   *
   * @returns whether the store has all that can be done, and what is to be said
   */
  async step(): Promise<{ isOver: boolean; notice?: string }> {
    try {
      const found = await this.look();
      this.failing = undefined;
      return found;
    } catch (error) {
      if (error instanceof LangevinError) throw error;
      this.failing ??= performance.now();
      if (performance.now() - this.failing > LONGEST_OUTAGE) throw error;
      this.trouble.report(error);
      return { isOver: false };
    }
  }

  /** Waits for the next look: until something has happened, or half a second. */
  async pause(): Promise<void> {
    if (!this.isStirred)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, TICK);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.isStirred = false;
    this.wake = undefined;
  }

  /** Takes the run's waiting jobs out of the queue. */
  async withdraw(): Promise<void> {
    for (const index of this.ledger.handedOut.keys())
      await this.queue.remove(jobIdOf(this.run.ticket, index)).catch(() => undefined); // one under way stays
  }

  private async look(): Promise<{ isOver: boolean; notice?: string }> {
    const { ledger, run } = this;
    const now = performance.now();
    if (now - this.lastLook >= CANCEL_INTERVAL) {
      this.lastLook = now;
      if (await isCancelled(run.store)) {
        await this.withdraw();
        throw new LangevinError(
          "stopped",
          `submitWork: expected a run that goes on, got one that was cancelled: ${run.store.url}`,
        );
      }
    }
    if (ledger.handedOut.size === 0 && ledger.pending.length === 0 && !(await ledger.compare()))
      return { isOver: ledger.failed.size > 0 || (await run.work.isComplete()) };
    if (ledger.pending.length > 0 && ledger.handedOut.size <= run.window / 2) await this.fill();
    if (now - this.lastCount >= COUNT_INTERVAL) {
      this.lastCount = now;
      await this.count(now);
    }
    const notice = this.noticeAt(now);
    return notice === undefined ? { isOver: false } : { isOver: false, notice };
  }

  private async fill(): Promise<void> {
    const { ledger, run } = this;
    while (ledger.pending.length > 0 && ledger.handedOut.size < run.window) {
      const batch = ledger.take(Math.min(BATCH, run.window - ledger.handedOut.size));
      try {
        await this.queue.addBulk(
          batch.map((index) => ({
            name: JOB_NAME,
            data: { store: run.place, index },
            opts: { ...jobOptions, jobId: jobIdOf(run.ticket, index) },
          })),
        );
      } catch (error) {
        for (const index of batch) ledger.drop(index); // what was taken in time has its id, and will not be taken twice
        throw error;
      }
    }
  }

  /** Counts workers, and looks for tasks that the queue has lost. */
  private async count(now: number): Promise<void> {
    this.workers = await workersOf(this.queue);
    if (this.workers) this.workerSeen = now;
    const counts = await this.queue.getJobCounts("waiting", "active", "delayed", "prioritized");
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (all >= this.ledger.handedOut.size && now - this.lastReconcile < RECONCILE_INTERVAL) return;
    this.lastReconcile = now;
    await this.reconcile();
  }

  /** Asks the queue for the state of every task that was handed out. */
  private async reconcile(): Promise<void> {
    const { ledger, run } = this;
    const indexes = [...ledger.handedOut.keys()];
    for (let i = 0; i < indexes.length; i += STATES) {
      const some = indexes.slice(i, i + STATES);
      const states = await Promise.all(some.map((index) => this.queue.getJobState(jobIdOf(run.ticket, index))));
      for (const [place, state] of states.entries()) {
        if (state === "failed") {
          const job = await this.queue.getJob(jobIdOf(run.ticket, some[place]));
          ledger.fail(some[place], failureOf(job?.failedReason ?? "", MOST_DEATHS));
        } else if (state === "unknown" || state === "completed") ledger.drop(some[place]);
      }
    }
  }

  /** "No worker is there", once, until one is seen. */
  private noticeAt(now: number): string | undefined {
    if (this.ledger.handedOut.size === 0) this.workerSeen = Math.max(this.workerSeen, now);
    if (now - this.workerSeen < NO_WORKER) {
      this.noWorkerSaid = false;
      return undefined;
    }
    if (this.noWorkerSaid) return undefined;
    this.noWorkerSaid = true;
    return this.workers === undefined
      ? "no worker has taken up or told anything for a while: is one there?"
      : `no worker is there: start one with this version of langevin and this server ("langevin worker")`;
  }

  private complete(index: number, result: JobResult): void {
    // One that was cancelled is no longer in the queue, and not done
    if (result?.status === "cancelled") this.ledger.drop(index);
    else this.ledger.complete(index);
  }

  /** A word from the queue on a job; those of other runs are not ours. */
  private settle(jobId: string, then: (index: number) => void): void {
    const id = readJobId(jobId);
    if (id?.ticket !== this.run.ticket || id.index >= this.run.work.count) return;
    this.workerSeen = performance.now();
    then(id.index);
    if (this.ledger.handedOut.size > this.run.window / 2) return;
    this.isStirred = true;
    this.wake?.();
  }
}
