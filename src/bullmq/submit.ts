import { resolve } from "node:path";
import { LangevinError, invalid } from "../support/errors.ts";
import { abortSignal, integer, readOptions, type Spec } from "../support/options.ts";
import { Run } from "../support/run.ts";
import { counted, show } from "../support/show.ts";
import { resumeWork } from "../work/cancel.ts";
import { hideSecrets } from "../work/hide-secrets.ts";
import { openWork, readSpec } from "../work/open-work.ts";
import { openStore } from "../work/stores/open-store.ts";
import { Coordinator } from "./coordinator.ts";
import { runTicket } from "./job-data.ts";
import { Ledger, type FailedTask } from "./ledger.ts";
import { Mailbox } from "./mailbox.ts";
import { queueSpec, type QueueOptions } from "./options.ts";
import { closeAll, openServer, queueName, untilReady } from "./server.ts";
import { WINDOW } from "./settings.ts";
import { Trouble } from "./trouble.ts";
import type { Workshop } from "./worker.ts";

/** What {@link submitWork} takes. */
export interface SubmitWorkOptions extends QueueOptions {
  /** Tasks that are in the queue at once. @default 10000 */
  window?: number;
  /** Ends the coordinator; workers go on with what is in the queue, and calling again goes on from there. @default none */
  signal?: AbortSignal;
}

/** How far a run is. */
export interface RunProgress {
  /** Fraction of the rows, or steps of training, that are done; it never falls. */
  readonly fraction: number;
  /** Rows, or steps of training, that are done. */
  readonly done: number;
  /** All of them. */
  readonly total: number;
  /** Tasks in the queue or under way. */
  readonly tasks: number;
  /** Workers that listen to the queue; undefined where the server does not tell. */
  readonly workers: number | undefined;
  /** Seconds left at the pace so far; undefined while there is none. */
  readonly secondsLeft: number | undefined;
  /** What somebody should know: that no worker is there, that the server is away. */
  readonly notice: string | undefined;
  /** Tasks that failed for good. */
  readonly failed: readonly FailedTask[];
}

/** What a run has come to. */
export interface RunOutcome {
  /** Rows, or steps of training, of the finished run. */
  readonly total: number;
  /** Seconds that it took from here on. */
  readonly seconds: number;
}

const spec = {
  ...queueSpec,
  window: integer(1, 1_000_000, { default: WINDOW }),
  signal: abortSignal(),
} satisfies Spec<SubmitWorkOptions>;

/** Milliseconds between two reports. */
const INTERVAL = 1000;

/** {@link submitWork} with the kinds of work there are. */
export function submissionOf(
  workshop: Workshop,
  place: string,
  options: SubmitWorkOptions,
): Run<RunOutcome, RunProgress> {
  return new Run(submit("submitWork", workshop, place, options));
}

async function* submit(
  where: string,
  { kinds, build }: Workshop,
  given: string,
  options: SubmitWorkOptions,
): AsyncGenerator<RunProgress, RunOutcome, void> {
  const { signal, window, ...settled } = readOptions(where, options, spec);
  const place = placeOf(where, given);
  signal?.throwIfAborted();
  const store = openStore(place);
  const planned = (await readSpec(store))?.["build"];
  if (planned !== undefined && planned !== build)
    throw new LangevinError("unsupported", `${where}: expected work of build ${build}, got one of ${show(planned)}`);
  const work = await openWork(store, kinds, { threads: 1, signal });
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const server = await openServer(where, settled.server, queueName(where, settled.queue, build), settled.queue);
    const [queue, events] = [server.queue(), server.events()];
    closers.push(...[queue, events].map((each) => () => each.close()));
    const notices = new Mailbox<string>();
    const trouble = new Trouble((reason) => notices.put(`the queue's server: ${reason}`));
    queue.on("error", trouble.report);
    events.on("error", trouble.report);
    await untilReady(where, server, [queue, events]);
    await resumeWork(store);
    const ledger = new Ledger(work);
    const run = { place, store, work, ticket: runTicket(work.id, place), window };
    const coordinator = new Coordinator(run, ledger, { queue, events, trouble });
    await coordinator.forgetFailures();
    await ledger.compare();

    const begun = performance.now();
    const atFirst = ledger.amount;
    let told = 0;
    const progress = (notice: string | undefined): RunProgress => {
      const { amount: done } = ledger;
      const pace = (done - atFirst) / (performance.now() - begun);
      return {
        fraction: work.amount === 0 ? 1 : done / work.amount,
        done,
        total: work.amount,
        tasks: ledger.handedOut.size,
        workers: coordinator.workers,
        secondsLeft: pace > 0 ? (work.amount - done) / pace / 1000 : undefined,
        notice,
        failed: ledger.failures,
      };
    };
    for (;;) {
      signal?.throwIfAborted();
      const { isOver, notice } = await coordinator.step();
      if (notice !== undefined) notices.put(notice);
      for (const each of notices.take()) yield progress(each);
      if (isOver) break;
      if (performance.now() - told >= INTERVAL) {
        told = performance.now();
        yield progress(undefined);
      }
      await coordinator.pause();
    }
    if (ledger.failed.size > 0) throw refusal(where, ledger.failures, work.count);
    await work.finish({ signal });
    yield progress(undefined);
    return { total: work.amount, seconds: (performance.now() - begun) / 1000 };
  } finally {
    work.dispose();
    await closeAll(closers);
  }
}

/** The place as a queue may have it: for workers on other machines, without secrets. */
function placeOf(where: string, given: unknown): string {
  if (typeof given !== "string" || given === "") throw invalid(where, "a folder or a URL", given);
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(given)) return resolve(given);
  if (hideSecrets(given) !== given)
    throw invalid(where, "a URL without a password and a query, as the queue shows it to all", hideSecrets(given));
  return given;
}

function refusal(where: string, failed: readonly FailedTask[], count: number): LangevinError {
  const shown = failed.slice(0, 10).map(({ index, task, reason }) => `task ${index} (${task}): ${reason}`);
  if (failed.length > shown.length) shown.push(`and ${failed.length - shown.length} more`);
  const message = `${where}: expected ${counted(count, "task")} done, got ${failed.length} failed: ${shown.join("; ")}`;
  return new LangevinError("invalid-data", message);
}
