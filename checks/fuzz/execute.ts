import * as langevin from "langevin";
import * as metrics from "langevin/metrics";
import * as node from "langevin/node";
import * as toys from "langevin/toys";
import * as workers from "langevin/worker";
import type { Call } from "./call.ts";
import { preludeOf, SHARED } from "./given.ts";
import { faultOfError, faultOfResult, textOf } from "./verdict.ts";

/** When a wrong call is asked to end, and how much it may compute until it does, in milliseconds. */
const ABORT_AFTER = 50;
const ANSWER_WITHIN = 200;
/** What may not answer at all, by the clock on the wall. */
const DEADLINE = 20_000;

const library = { langevin, metrics, node, toys, workers };
const rejections: unknown[] = [];
process.on("unhandledRejection", (reason) => rejections.push(reason));

type Shared = Record<(typeof SHARED)[number], { dispose(): void } | undefined>;
const shared: Shared = { engine: undefined, worker: undefined };

/** Lets go of the engine that calls share, whose memory only grows. */
export function renewEngine(): void {
  shared.engine?.dispose();
  shared.engine = undefined;
}

export function endWorker(): void {
  shared.worker?.dispose();
}

/** What a call came to: its fault, if it has one, and the error or result as text. */
export interface Outcome {
  fault: string | undefined;
  said: string;
}

/** @param abortAfter  milliseconds until the call is asked to end */
export async function execute(call: Call, abortAfter = ABORT_AFTER): Promise<Outcome> {
  const controller = new AbortController();
  const run = await prepare(call, controller);
  const outcome = await attempt(call, run, controller, abortAfter);
  const stray = rejections.splice(0);
  if (outcome.fault || stray.length === 0) return outcome;
  return { ...outcome, fault: `an unhandled rejection: ${textOf(stray[0])}` };
}

/** Makes what the call refers to; what is shared and still alive is there already. */
async function prepare({ text }: Call, controller: AbortController): Promise<() => unknown> {
  const whole = `${preludeOf(text)}\n${text}`;
  for (const name of SHARED) if (new RegExp(`\\b${name}\\b`).test(whole)) await share(name);
  const names = [...Object.keys(library), ...SHARED, "controller"];
  const AsyncFunction = execute.constructor as new (
    ...source: string[]
  ) => (...args: unknown[]) => Promise<() => unknown>;
  const make = new AsyncFunction(...names, `${preludeOf(text, SHARED)}\nreturn () => ${text};`);
  return make(...Object.values(library), ...SHARED.map((name) => shared[name]), controller);
}

async function share(name: keyof Shared): Promise<void> {
  if (name === "worker") shared.worker ??= await workers.startWorker();
  else if (!shared.engine || (shared.engine as langevin.Engine).disposed)
    shared.engine = await langevin.createEngine({ threads: 1 });
}

async function attempt(
  call: Call,
  run: () => unknown,
  controller: AbortController,
  abortAfter: number,
): Promise<Outcome> {
  const pauses = new Pauses();
  let timer: NodeJS.Timeout | undefined;
  let result: unknown;
  try {
    result = run();
    pauses.look();
    if (isThenable(result)) {
      timer = setTimeout(() => (pauses.asked(), controller.abort()), abortAfter);
      pauses.watch();
      const hasSignal = call.text.includes("signal: signal") || call.text.includes(", signal }");
      result = await withDeadline(hasSignal || call.text.startsWith("worker") ? result : leave(result, abortAfter));
    }
  } catch (error) {
    const slow = pauses.end(call.recipe.pauseSeconds);
    if (error === LEFT) return { fault: slow, said: "left" };
    return { fault: faultOfError(error, call, controller.signal) ?? slow, said: String(textOf(error)).split("\n")[0] };
  } finally {
    clearTimeout(timer);
    pauses.stop();
    await new Promise(setImmediate);
  }
  return { fault: pauses.end(call.recipe.pauseSeconds) ?? faultOfResult(result, call), said: "a result" };
}

const LEFT = new Error("left");

/** A run without a signal ends when its loop is left. */
async function leave(result: PromiseLike<unknown>, after: number): Promise<unknown> {
  if (!(Symbol.asyncIterator in result)) return result;
  const until = performance.now() + after;
  for await (const progress of result as unknown as AsyncIterable<unknown>) {
    void progress;
    if (performance.now() > until) throw LEFT;
  }
  return result;
}

async function withDeadline(result: PromiseLike<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${DEADLINE / 1000} s`)), DEADLINE);
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
  } catch {
    return false;
  }
}

/** How long the event loop got no turn, in milliseconds of the process's own time: the machine may be busy elsewhere. */
class Pauses {
  private longest = 0;
  private since = cpuMillis();
  private askedAt: number | undefined;
  private timer: NodeJS.Timeout | undefined;

  look(): void {
    const now = cpuMillis();
    this.longest = Math.max(this.longest, now - this.since);
    this.since = now;
  }

  watch(): void {
    this.timer = setInterval(() => this.look(), 1);
  }

  /** The call has been asked to end. */
  asked(): void {
    this.look();
    this.askedAt = this.since;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** What was too long, if anything. */
  end(pauseSeconds: number): string | undefined {
    this.look();
    if (this.longest > 1000 * pauseSeconds) return `no turn of the event loop for ${Math.round(this.longest)} ms`;
    const answered = this.askedAt === undefined ? 0 : this.since - this.askedAt;
    return answered > ANSWER_WITHIN ? `no answer to an abort for ${Math.round(answered)} ms` : undefined;
  }
}

function cpuMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
