import type { PlaygroundWorker } from "./protocol.ts";

/**
 * One end of a connection that delivers messages in the order in which they were sent: a worker, or the inside of one.
 * Everything that is said goes this one way. Over a port of their own, a job's last events may come after its result.
 */
export interface Endpoint {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
}

interface Question {
  job: number;
  method: keyof PlaygroundWorker;
  argument: unknown;
}

type Answer =
  | { job: number; kind: "event"; value: unknown }
  | { job: number; kind: "result"; value: unknown }
  | { job: number; kind: "error"; name: string; message: string };

type Tell = (event: never) => void;

/** Lets the other end of the channel use a worker; what it makes is moved there, not copied. */
export function serve(endpoint: Endpoint, worker: PlaygroundWorker): void {
  const say = (answer: Answer): void => endpoint.postMessage(answer, "value" in answer ? buffersOf(answer.value) : []);
  endpoint.addEventListener("message", ({ data }) => {
    const { job, method, argument } = data as Question;
    const tell = (value: unknown): void => say({ job, kind: "event", value });
    const work = worker[method] as (argument: unknown, tell: (event: unknown) => void) => Promise<unknown>;
    Promise.resolve()
      .then(() => work.call(worker, argument, tell))
      .then((value) => say({ job, kind: "result", value }))
      .catch((error: Error) => say({ job, kind: "error", name: error.name, message: error.message }));
  });
}

/** The worker at the other end. Of every job, all events come before the result, and none after it. */
export function connect(endpoint: Endpoint): PlaygroundWorker {
  const open = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void; tell: Tell }>();
  let jobs = 0;
  endpoint.addEventListener("message", ({ data }) => {
    const answer = data as Answer;
    const asked = open.get(answer.job);
    if (answer.kind === "event") return asked?.tell(answer.value as never);
    open.delete(answer.job);
    if (answer.kind === "result") asked?.resolve(answer.value as never);
    else asked?.reject(Object.assign(new Error(answer.message), { name: answer.name }));
  });
  const ask = <T>(method: keyof PlaygroundWorker, argument?: unknown, tell: Tell = () => undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const job = ++jobs;
      open.set(job, { resolve, reject, tell });
      endpoint.postMessage({ job, method, argument } satisfies Question);
    });
  return {
    open: (settings, emit) => ask("open", settings, emit),
    train: (settings, emit) => ask("train", settings, emit),
    finish: () => ask("finish"),
    sample: (settings) => ask("sample", settings),
    density: (size, progress) => ask("density", size, progress),
    levelLosses: (seed) => ask("levelLosses", seed),
    model: () => ask("model"),
    readTable: (file) => ask("readTable", file),
  };
}

/** Those of a message's typed arrays, once each. */
function buffersOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const visit = (part: unknown): void => {
    if (ArrayBuffer.isView(part)) found.add(part.buffer as ArrayBuffer);
    else if (typeof part === "object" && part !== null && !Array.isArray(part)) Object.values(part).forEach(visit);
  };
  visit(value);
  return [...found];
}
