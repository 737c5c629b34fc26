import { build } from "../work/build.ts";
import type { Run } from "../support/run.ts";
import type { QueueOptions } from "./options.ts";
import { statusOf, type QueueStatus } from "./status.ts";
import { submissionOf, type RunOutcome, type RunProgress, type SubmitWorkOptions } from "./submit.ts";
import { workKinds } from "./work-kinds.ts";
import { workerOf, type RunWorkerOptions, type WorkerNews, type WorkerOutcome } from "./worker.ts";

const workshop = { kinds: workKinds, build };

/**
 * A worker of a queue: does one task after the other, with all threads, until `signal` is aborted. The task under way then
 * has its grace to end, and is given back to the queue.
 *
 * What a queue says is not trusted: it names a folder and a task, which must lie under the roots, and whose specification is
 * checked; nothing of it is run. A task that fails by its own fault fails once and for good; one whose worker dies goes to
 * another worker within `lockSeconds` + 2 · `checkSeconds`; errors that may pass are tried three times. A worker that is not
 * fit (no memory, no room, other bits than where the run was planned) gives its task back and ends with the reason.
 *
 * @throws LangevinError "unsupported" without the package `bullmq`, and `ioredis` or `pg`; where the server does not answer;
 *   and for a worker that is not fit
 *
 * @example
 * ```ts
 * import { runWorker } from "langevin/bullmq";
 *
 * const server = process.env["LANGEVIN_SERVER"]; // redis://localhost:6379
 * if (server) {
 *   const controller = new AbortController();
 *   process.on("SIGTERM", () => controller.abort());
 *   const worker = runWorker({ server, roots: ["/data"], signal: controller.signal });
 *   for await (const news of worker) console.log(news); // { type: "done", task: "rows 0 to 65535", … }
 *   console.log(await worker); // { written: 12, … }
 * }
 * ```
 */
export function runWorker(options: RunWorkerOptions): Run<WorkerOutcome, WorkerNews> {
  return workerOf(workshop, options);
}

/**
 * Hands out the tasks of the work in a folder by a queue, until all are done, and finishes the folder: `_manifest.json`, then
 * `_SUCCESS`. The folder is the truth: the queue may lose what it has, this coordinator may die, tasks may be done twice, and
 * the rows are those of one machine. Calling again goes on, also with work that was cancelled.
 *
 * A task that nobody can do does not keep the others; the run is then refused, naming the task, its rows and the reason.
 *
 * @param place  a folder that workers see by the same path, or a URL
 * @throws LangevinError "invalid-data" where tasks failed for good; "stopped" for work that was cancelled; "unsupported"
 *   without the packages, where the server does not answer at first, and for work that another build planned
 *
 * @example
 * ```ts
 * import { submitWork } from "langevin/bullmq";
 *
 * const server = process.env["LANGEVIN_SERVER"];
 * if (server) {
 *   const run = submitWork("/data/rows", { server }); // where planRows left a plan
 *   for await (const { fraction, workers, notice } of run) console.log(fraction, workers, notice);
 *   console.log(await run); // { total: 1000000000, seconds: … }
 * }
 * ```
 */
export function submitWork(place: string, options: SubmitWorkOptions): Run<RunOutcome, RunProgress> {
  return submissionOf(workshop, place, options);
}

/**
 * What a queue holds for workers of this build of the library.
 *
 * @throws LangevinError "unsupported" without the packages, and where the server does not answer
 *
 * @example
 * ```ts
 * import { queueStatus } from "langevin/bullmq";
 *
 * const server = process.env["LANGEVIN_SERVER"];
 * if (server) console.log(await queueStatus({ server })); // { workers: 2, waiting: 40, active: 2, failed: [] }
 * ```
 */
export function queueStatus(options: QueueOptions): Promise<QueueStatus> {
  return statusOf(build, options);
}

export type { FailedTask } from "./ledger.ts";
export type { QueueOptions } from "./options.ts";
export type { TaskChange, TaskDone, TaskFailure, TaskNews, TaskPlace } from "./run-job.ts";
export type { FailedJob, QueueStatus } from "./status.ts";
export type { RunOutcome, RunProgress, SubmitWorkOptions } from "./submit.ts";
export type { RunWorkerOptions, WorkerNews, WorkerOutcome, WorkerReady, WorkerTrouble } from "./worker.ts";
