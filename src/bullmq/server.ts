import type { Queue, QueueEvents, Worker, WorkerOptions, Processor } from "bullmq";
import type { TaskReport } from "../work/work.ts";
import { LangevinError, invalid } from "../support/errors.ts";
import { messageOf } from "../support/show.ts";
import { hideSecrets } from "../work/hide-secrets.ts";
import type { JobData } from "./job-data.ts";
import { EVENTS } from "./settings.ts";

/** What a job gives back. */
export type JobResult = TaskReport | { readonly status: "cancelled" };

export type TaskQueue = Queue<JobData, JobResult>;
export type TaskWorker = Worker<JobData, JobResult>;
export type TaskProcessor = Processor<JobData, JobResult>;
export type TaskEvents = QueueEvents<JobResult>;

/** A queue on a server: makes what talks to it. */
export interface Server {
  /** How it is called in messages, without secrets. */
  readonly name: string;
  queue(): TaskQueue;
  events(): TaskEvents;
  worker(process: TaskProcessor, options: Partial<WorkerOptions>): TaskWorker;
}

/** Milliseconds that a server has to answer for the first time. */
const PATIENCE = 10_000;

/** Names that queues may have: PostgreSQL cuts names of connections at 63 bytes, and a build takes 17 of them. */
const QUEUE_NAME = /^[A-Za-z0-9_-]{1,40}$/;

/**
 * A queue's name with the build of the library in it: workers of another build, whose bits may be others, never receive one
 * of its jobs.
 */
export function queueName(where: string, queue: string, build: string): string {
  if (!QUEUE_NAME.test(queue)) throw invalid(where, "queue 1 to 40 letters, digits, - and _", queue);
  return `${queue}-${build.slice(0, 16)}`;
}

/**
 * The queue of that name on the server at an address: redis:, rediss:, postgres: or postgresql:.
 *
 * @param prefix  what all keys of Redis begin with, in braces, so that a cluster has them on one node and an access list
 *   can name them
 */
export async function openServer(where: string, url: string, name: string, prefix: string): Promise<Server> {
  const protocol = URL.canParse(url) ? new URL(url).protocol : "";
  const isRedis = /^rediss?:$/.test(protocol);
  if (!isRedis && !/^postgres(ql)?:$/.test(protocol))
    throw invalid(where, "server an address with redis:, rediss: or postgres:", hideSecrets(url));
  const bullmq = await peer<typeof import("bullmq")>(
    where,
    isRedis ? "bullmq ioredis" : "bullmq pg",
    () => import("bullmq"),
  );
  const common = isRedis ? await redisOptions(where, url, prefix) : await postgresOptions(where, url);
  const factory = isRedis ? undefined : (bullmq.createPostgresBackend as never);
  return {
    name: hideSecrets(url),
    queue: () =>
      new bullmq.Queue(name, { ...common, streams: { events: { maxLen: EVENTS } } }, factory) as unknown as TaskQueue,
    events: () => new bullmq.QueueEvents(name, common, factory) as unknown as TaskEvents,
    worker: (process, options) =>
      new bullmq.Worker(name, process, { ...common, ...options }, factory) as unknown as TaskWorker,
  };
}

async function redisOptions(where: string, url: string, prefix: string) {
  await peer(where, "ioredis", () => import("ioredis"));
  const retryStrategy = (times: number): number => Math.min(200 * times, 2000);
  // What is asked while the server is away waits for it
  return { connection: { url, maxRetriesPerRequest: null, retryStrategy }, prefix: `{${prefix}}` };
}

async function postgresOptions(where: string, url: string) {
  await peer(where, "pg", () => import("pg"));
  // The first to come makes the tables, in a schema of their own
  return { connection: { connectionString: url, schema: "langevin", migrate: true, max: 4 } as never };
}

/** @param packages  what to install, as npm takes it */
async function peer<T>(where: string, packages: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const message = `${where}: expected the packages that a queue needs, got none: npm i ${packages}`;
    throw new LangevinError("unsupported", message, { cause });
  }
}

/**
 * Waits until a server answers for the first time. From then on its absence is waited for.
 *
 * @throws LangevinError "unsupported" when it does not
 */
export async function untilReady(
  where: string,
  server: Server,
  parts: readonly {
    waitUntilReady(): Promise<unknown>;
    on(event: "error", listener: (error: Error) => void): unknown;
  }[],
): Promise<void> {
  let last: unknown = "no answer";
  for (const part of parts) part.on("error", (error) => (last = error));
  const timer = timeout(PATIENCE);
  try {
    const isReady = Promise.all(parts.map((part) => part.waitUntilReady())).then(() => true);
    isReady.catch(() => undefined);
    if (await Promise.race([isReady, timer.end.then(() => false)])) return;
  } catch (error) {
    last = error;
  } finally {
    timer.clear();
  }
  const reason = hideSecrets((last as { code?: string }).code ?? messageOf(last));
  throw new LangevinError("unsupported", `${where}: expected a server at ${server.name}, got ${reason}`);
}

function timeout(milliseconds: number): { end: Promise<void>; clear(): void } {
  let timer: ReturnType<typeof setTimeout>;
  const end = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  return { end, clear: () => clearTimeout(timer) };
}

/** A server that is away does not keep a program that is done. */
export async function closeAll(closers: readonly (() => Promise<unknown>)[]): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const last = new Promise<void>((resolve) => (timer = setTimeout(resolve, 3000)));
  await Promise.race([Promise.allSettled(closers.map((close) => close())), last]);
  clearTimeout(timer);
}

/** Workers that listen to a queue; undefined where the server does not tell. */
export async function workersOf(queue: TaskQueue): Promise<number | undefined> {
  try {
    const found = await queue.getWorkers();
    return found.some(({ name }) => /does not support/.test(name ?? "")) ? undefined : found.length;
  } catch {
    return undefined;
  }
}
