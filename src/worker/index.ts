import { LangevinError } from "../index.ts";
import { messageOf, show } from "../support/show.ts";
import type { RemoteLibrary } from "./remote-types.ts";
import { Session } from "./session.ts";

export type { Received, Remote, RemoteLibrary, RemoteMethod, Sent, Yielded } from "./remote-types.ts";
export type { RemoteRun } from "./remote-run.ts";

export interface WorkerOptions {
  /**
   * Where `langevin/worker-main` is served, for pages whose bundler does not find it by itself, or a module worker that
   * runs it already.
   */
  worker?: string | URL | Worker | undefined;
  /**
   * Progress values are sent together, so many milliseconds' worth; then a run goes on for up to that long after the loop
   * is left. The default 0 sends each by itself: the run waits for the loop's body, as it does without a worker, and is
   * left at that very value.
   */
  progressMillis?: number | undefined;
}

/** The library in a worker; see {@link startWorker}. */
export type LangevinWorker = RemoteLibrary & {
  /** Ends the worker and everything in it; what still waits for it fails with code "disposed". */
  dispose(): void;
};

/**
 * Starts a module worker with the whole library in it: the same functions with the same arguments, their results by
 * `await` and their progress by `for await`. Engines, networks and models stay in the worker; what stands for them here
 * is passed to its functions, and their properties are read by `await`. Arrays are copied, then transferred: the caller's
 * stay as they are. An AbortSignal ends work in the worker with the signal's reason. Functions and objects with methods
 * of one's own cannot be sent.
 *
 * @throws LangevinError "invalid-argument"; "unsupported" when the worker does not start. Calls throw what the library
 *   throws, and "thread-lost" when the worker has ended
 *
 * @example
 * ```ts
 * import { startWorker } from "langevin/worker";
 *
 * const langevin = await startWorker();
 * const model = await langevin.gaussian({ mean: [1, 2], variance: 0.25 });
 * console.log(await langevin.eulerOde(model, [5, 1, 0.1], { count: 3 }));
 * langevin.dispose();
 * ```
 */
export async function startWorker({ worker, progressMillis = 0 }: WorkerOptions = {}): Promise<LangevinWorker> {
  if (typeof progressMillis !== "number" || !(progressMillis >= 0 && progressMillis <= 60_000))
    throw new LangevinError(
      "invalid-argument",
      `startWorker: expected progressMillis a number from 0 to 60000, got ${show(progressMillis)}`,
    );
  try {
    const session = new Session(worker, progressMillis);
    await session.ready();
    const library = session.proxy(0, {
      dispose: () =>
        session.end(new LangevinError("disposed", "startWorker: expected a worker, got one after dispose()")),
    });
    return library as LangevinWorker;
  } catch (error) {
    const cause = error instanceof LangevinError ? error.cause : error;
    const got = messageOf(cause);
    throw new LangevinError(
      "unsupported",
      `startWorker: expected langevin/worker-main to start, got: ${got}; the option worker may say where it is served`,
      { cause },
    );
  }
}
