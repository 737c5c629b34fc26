import type { ChildProcess } from "node:child_process";
import type { Ending, Lane } from "./run-tasks.ts";
import { endingOf } from "./run-tasks.ts";
import type { Work } from "./work.ts";

/** What the process that hands out tasks says to one that does them. */
type Order = { task: number };

/** What is answered: that it is ready, how far a task is, how it ended; why it cannot work. */
type Answer = { ready: true } | { fraction: number } | { ending: Ending } | { unable: string };

/** Milliseconds that a process has to end when it is asked to. */
const GRACE = 5000;

/**
 * Processes of this machine that do tasks, each one at a time. One that dies is replaced when there is a task for it.
 *
 * @param start  starts a process, with a channel for messages, that calls {@link serveTasks}
 */
export class ProcessLanes {
  readonly lanes: readonly Lane[];
  private readonly children = new Set<ChildProcess>();

  constructor(count: number, start: () => ChildProcess) {
    this.lanes = Array.from({ length: count }, () => this.lane(start));
  }

  private lane(start: () => ChildProcess): Lane {
    let child: ChildProcess | undefined;
    return {
      run: async (index, onProgress) => {
        if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
          child = start();
          this.children.add(child);
          const unable = await readiness(child);
          if (unable !== undefined) return { fault: "worker", reason: unable };
        }
        return await taskOf(child, index, onProgress);
      },
    };
  }

  /** Ends all: what they are at is left undone. */
  async close(): Promise<void> {
    await Promise.all([...this.children].map(endProcess));
  }
}

/** Nothing when the process is ready, or why it is not. */
function readiness(child: ChildProcess): Promise<string | undefined> {
  return answers(
    child,
    (answer) => ("ready" in answer ? { value: undefined } : "unable" in answer ? { value: answer.unable } : undefined),
    {
      onEnd: "a process ended before it began to work",
    },
  );
}

function taskOf(child: ChildProcess, index: number, onProgress: (fraction: number) => void): Promise<Ending | "lost"> {
  child.send({ task: index } satisfies Order, () => undefined); // one that is gone says so by its end
  return answers<Ending | "lost">(
    child,
    (answer) => {
      if ("fraction" in answer) onProgress(answer.fraction);
      return "ending" in answer ? { value: answer.ending } : undefined;
    },
    { onEnd: "lost" },
  );
}

/** The first answer that `take` finds a value in, or `onEnd` when the process ends before. */
function answers<T>(
  child: ChildProcess,
  take: (answer: Answer) => { value: T } | undefined,
  { onEnd }: { onEnd: T },
): Promise<T> {
  return new Promise((resolve) => {
    const settle = (value: T): void => {
      child.off("message", hear);
      child.off("exit", gone);
      child.off("error", gone);
      resolve(value);
    };
    const hear = (answer: unknown): void => {
      const found = take(answer as Answer);
      if (found) settle(found.value);
    };
    const gone = (): void => settle(onEnd);
    child.on("message", hear);
    child.once("exit", gone);
    child.once("error", gone);
    if (child.exitCode !== null || child.signalCode !== null) gone();
  });
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const end = new Promise((resolve) => child.once("exit", resolve));
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE);
  if (child.connected) child.disconnect();
  await end;
  clearTimeout(timer);
}

/**
 * The other side: does the tasks it is told, until the channel is closed, be it that the process at its other end is done
 * or that it died.
 *
 * @param open  gives the work; what it throws is told as the reason why this process cannot do any task
 */
export async function serveTasks(open: (signal: AbortSignal) => Promise<Work>): Promise<void> {
  const controller = new AbortController();
  const closed = new Promise<void>((resolve) =>
    process.once("disconnect", () => {
      controller.abort();
      resolve();
    }),
  );
  const { signal } = controller;
  const tell = (answer: Answer): void => void (process.connected && process.send!(answer, () => undefined));
  let work: Work;
  try {
    work = await open(signal);
  } catch (error) {
    tell({ unable: error instanceof Error ? error.message : String(error) });
    return;
  }
  process.on("message", ({ task }: Order) => {
    const onProgress = (fraction: number): void => tell({ fraction });
    void endingOf(work, task, { signal, onProgress }).then((ending) => tell({ ending }));
  });
  tell({ ready: true });
  await closed;
  work.dispose();
}
