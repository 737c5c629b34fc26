import { messageOf } from "../support/show.ts";
import type { TaskReport, Work } from "./work.ts";
import { whoseFault, type Fault } from "./whose-fault.ts";

/** How a task ended: done, or whose fault it is that it was not. */
export type Ending = { readonly report: TaskReport } | { readonly fault: Fault; readonly reason: string };

/** What does one task after the other: this process, or another one. */
export interface Lane {
  /** Does a task; "lost" where the lane died of it. */
  run(index: number, onProgress: (fraction: number) => void): Promise<Ending | "lost">;
}

/** How far a process has come with its share of a work. */
export interface SharedProgress {
  /** Rows, or steps of training, that are done, with those that were there before. */
  readonly done: number;
  readonly total: number;
  /** The part of `done` that was computed since the beginning. */
  readonly computed: number;
}

export interface RunTasksOptions {
  /** What computes, side by side; this process alone if left out. */
  lanes?: readonly Lane[];
  /** Which tasks are of this share; all if left out. */
  isMine?: (index: number) => boolean;
  signal?: AbortSignal | undefined;
  onProgress?: (progress: SharedProgress) => void;
}

/** A task that was left. */
export interface FailedTask {
  readonly index: number;
  readonly fault: Fault;
  readonly reason: string;
}

/** What became of a share. */
export interface SharedOutcome {
  /** Tasks that were computed, and the amount of their results. */
  readonly written: number;
  readonly amount: number;
  /** Seconds of computing, of all lanes. */
  readonly seconds: number;
  /** Tasks of the share whose results were there. */
  readonly there: number;
  /** Tasks that were left, and why: by a fault of their own, which another try would meet again, or not. */
  readonly failed: readonly FailedTask[];
  /** Why computing ended before all was tried, where it did; another process may go on. */
  readonly left: string | undefined;
}

/** Times a task may kill its lane, and times it is tried where that may help. */
const DEATHS = 3;
const TRIES = 4;

/** Tasks one after the other that were tried in vain: then it is not the tasks. */
const IN_VAIN = 2;

/**
 * Does the tasks of a share that are not done yet, in order of their index. A task that is at fault is left and named, the
 * others are done; what may be a network's fault is tried again later; where the process or the machine is at fault, it stops.
 */
export async function runTasks(work: Work, options: RunTasksOptions = {}): Promise<SharedOutcome> {
  const { lanes = [hereLane(work, options.signal)], isMine = () => true, signal, onProgress } = options;
  const mine = Array.from({ length: work.count }, (_, index) => index).filter(isMine);
  const total = mine.reduce((sum, index) => sum + work.amountOf(index), 0);
  const failed: FailedTask[] = [];
  const running = new Map<number, number>(); // index → fraction
  const settled = new Set<number>();
  const attempts = new Map<number, number>();
  let [written, amount, seconds, inVain] = [0, 0, 0, 0];
  let left: string | undefined;
  let queue = await missing();
  const there = mine.length - queue.length;
  // What waits for other tasks is not there, nor missing yet
  let done = options.isMine ? total - queue.reduce((sum, index) => sum + work.amountOf(index), 0) : await work.done();
  const before = done;

  async function missing(): Promise<number[]> {
    const found = await work.missing();
    return found.filter((index) => isMine(index) && !running.has(index) && !settled.has(index));
  }

  function tell(): void {
    let partly = 0;
    for (const [index, fraction] of running) partly += fraction * work.amountOf(index);
    onProgress?.({ done: done + partly, total, computed: done + partly - before });
  }

  /** Puts a task back that may be tried again; whether it may. */
  function again(index: number, most: number): boolean {
    const tried = (attempts.get(index) ?? 0) + 1;
    attempts.set(index, tried);
    if (tried >= most) return false;
    queue.unshift(index);
    return true;
  }

  let wake: (() => void)[] = [];
  function wakeAll(): void {
    const sleepers = wake;
    wake = [];
    for (const each of sleepers) each();
  }

  function fail(index: number, fault: Fault, reason: string): void {
    settled.add(index);
    failed.push({ index, fault, reason });
    if (fault === "network" && ++inVain >= IN_VAIN) left = reason;
  }

  async function next(): Promise<number | undefined> {
    for (;;) {
      if (signal?.aborted || left !== undefined) return undefined;
      if (queue.length === 0) queue = await missing();
      const index = queue.shift();
      if (index !== undefined && (running.has(index) || settled.has(index))) continue;
      if (index !== undefined) {
        running.set(index, 0);
        return index;
      }
      // What others are at may give rise to more
      if (running.size === 0) return undefined;
      await new Promise<void>((resolve) => wake.push(resolve));
    }
  }

  async function drive(lane: Lane): Promise<void> {
    for (let index = await next(); index !== undefined; index = await next()) {
      const ending = await lane.run(index, (fraction) => {
        running.set(index!, fraction);
        tell();
      });
      running.delete(index);
      if (signal?.aborted) break;
      if (ending === "lost") {
        if (!again(index, DEATHS)) fail(index, "task", `its process ended ${DEATHS} times without a word`);
      } else if ("report" in ending) {
        const { report } = ending;
        settled.add(index);
        done += work.amountOf(index);
        if (report.status === "written") [written, amount] = [written + 1, amount + report.amount];
        seconds += report.seconds;
        inVain = 0;
      } else if (ending.fault === "worker") left = ending.reason;
      else if (ending.fault === "task" || !again(index, TRIES)) fail(index, ending.fault, ending.reason);
      else await wait(1000 << attempts.get(index)!, signal);
      tell();
      wakeAll();
    }
    wakeAll();
  }

  tell();
  await Promise.all(lanes.map(drive));
  signal?.throwIfAborted();
  return { written, amount, seconds, there, failed, left };
}

/** This process. */
export function hereLane(work: Work, signal?: AbortSignal): Lane {
  return { run: (index, onProgress) => endingOf(work, index, { signal, onProgress }) };
}

/** Does a task, and says whose fault it is where it fails. */
export async function endingOf(
  work: Work,
  index: number,
  options: { signal?: AbortSignal | undefined; onProgress: (fraction: number) => void },
): Promise<Ending> {
  try {
    return { report: await work.run(index, options) };
  } catch (error) {
    return { fault: whoseFault(error), reason: messageOf(error) };
  }
}

function wait(millis: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, millis);
    function end(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    }
    signal?.addEventListener("abort", end);
  });
}
