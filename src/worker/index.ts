import { invalid, LangevinError } from "../support/errors.ts";
import { integer, number, option, readOptions, type Spec } from "../support/options.ts";
import { messageOf } from "../support/show.ts";
import type { RemoteLibrary } from "./remote-types.ts";
import { Session } from "./session.ts";
import { tagOf } from "./wire.ts";

export type { Received, Remote, RemoteLibrary, RemoteMethod, Sent, Yielded } from "./remote-types.ts";
export type { RemoteRun } from "./remote-run.ts";

/** Options of {@link startWorker}. */
export interface WorkerOptions {
  /**
   * Where `langevin/worker-main` is served, for pages whose bundler does not find it by itself, or a module worker that
   * runs it already. The worker is this library's from then on: it is ended by `dispose()`, and when it does not start.
   *
   * @default the file beside this one
   */
  worker?: string | URL | Worker | undefined;
  /**
   * Progress values are sent together, so many milliseconds' worth; then a run goes on for up to that long after the loop
   * is left. With 0 each is sent by itself: the run waits for the loop's body, as it does without a worker, and is left at
   * that very value.
   *
   * @default 0
   */
  progressMillis?: number | undefined;
  /**
   * How long the worker may take to load and answer, in milliseconds.
   *
   * @default 30_000
   */
  startMillis?: number | undefined;
}

const spec = {
  worker: option<string | URL | Worker>((where, name, value) => {
    const isPlace = (typeof value === "string" && value !== "") || tagOf(value) === "URL";
    if (isPlace || typeof (value as Worker | null)?.postMessage === "function") return value as string | URL | Worker;
    throw invalid(where, `${name} a string, a URL or a Worker`, value);
  }),
  progressMillis: number(0, 60_000, { default: 0 }),
  // Longer timers end at once, in browsers and in Node
  startMillis: integer(1, 0x7fffffff, { default: 30_000 }),
} satisfies Spec<WorkerOptions>;

/** The library in a worker; see {@link startWorker}. */
export type LangevinWorker = RemoteLibrary & {
  /** Ends the worker and everything in it; what still waits for it fails with code "disposed". */
  dispose(): void;
};

/**
 * Starts a module worker with the whole library in it: the same functions with the same arguments, their results by
 * `await` and their progress by `for await`. Engines, networks and models stay in the worker; what stands for them here
 * is passed to its functions, and their properties are read by `await`. Arrays are copied, then transferred: the caller's
 * stay as they are. An AbortSignal ends work in the worker with the signal's reason. Functions, and objects
 * with methods of your own, cannot be sent.
 *
 * @throws LangevinError "invalid-argument"; "unsupported" when the worker does not start, or is another program. Calls
 *   throw what the library throws, and "thread-lost" when the worker has ended
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
export async function startWorker(options: WorkerOptions = {}): Promise<LangevinWorker> {
  const { worker, progressMillis, startMillis } = readOptions("startWorker", options, spec);
  try {
    const session = new Session(worker, progressMillis);
    await session.ready(startMillis);
    const library = session.proxy(0, {
      dispose: () =>
        session.end(new LangevinError("disposed", "startWorker: expected a worker, got one after dispose()")),
    });
    return library as LangevinWorker;
  } catch (error) {
    const isOurs = error instanceof LangevinError && error.code === "unsupported";
    const cause = error instanceof LangevinError && !isOurs ? error.cause : error;
    throw new LangevinError(
      "unsupported",
      `startWorker: expected langevin/worker-main to start, got ${messageOf(cause)}; the option worker may say where it is served`,
      { cause },
    );
  }
}
