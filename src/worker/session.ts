import { transfer, wrap } from "comlink";
import { LangevinError } from "../support/errors.ts";
import { messageOf } from "../support/show.ts";
import { openLine, type Line } from "./endpoint.ts";
import { RemoteRun, type Opened } from "./remote-run.ts";
import type { Server } from "./server.ts";
import {
  fromMessage,
  GREETING,
  hasMethods,
  sendTypedErrors,
  SignalAborted,
  tagOf,
  toMessage,
  unsendable,
  wireKey,
  type Message,
  type Reference,
} from "./wire.ts";

/** The server's methods as messages make them: all asynchronous. */
type Remote = {
  [K in keyof Server]: (...args: Parameters<Server[K]>) => Promise<Awaited<ReturnType<Server[K]>>>;
};

/** What stands for objects of any worker, calls and properties in them included. */
const [proxies, promises] = [new WeakSet<object>(), new WeakSet<object>()];

/** This side's signals of one call, until it has ended. */
type Signals = Map<number, { signal: AbortSignal; onAbort: () => void }>;

/** This side of the line to a worker: objects there as proxies here, calls as promises that end when the worker does. */
export class Session {
  private readonly line: Line;
  private readonly server: Remote;
  private readonly progressMillis: number;
  private readonly waiting = new Set<(reason: unknown) => void>();
  /** Numbers of the objects that proxies stand for. */
  private readonly ids = new WeakMap<object, number>();
  private readonly unreachable = new FinalizationRegistry<number>((id) => this.release(id));
  private lastSignal = 0;
  private ended: LangevinError | undefined;

  constructor(worker: string | URL | Worker | undefined, progressMillis: number) {
    sendTypedErrors();
    this.progressMillis = progressMillis;
    this.line = openLine(worker, (reason) => this.end(lost(reason)));
    this.server = wrap<Server>(this.line.endpoint) as unknown as Remote;
    this.line.hold(false);
  }

  /**
   * Resolves once the worker's program runs.
   *
   * @throws LangevinError "unsupported" when it does not answer in time, or is another one
   */
  async ready(millis: number): Promise<void> {
    const late = new LangevinError("unsupported", `no answer in ${millis / 1000} s: is it another program?`);
    const timer = setTimeout(() => this.end(late), millis);
    try {
      const greeting: unknown = await this.ask((server) => server.hello());
      if (greeting !== GREETING)
        this.end(new LangevinError("unsupported", "another program, or langevin of another version"));
      if (this.ended) throw this.ended;
    } finally {
      clearTimeout(timer);
    }
  }

  /** An object of the worker's: its methods are called, its properties read, by messages. 0 is the library. */
  proxy(id: number, values: Readonly<Record<string, unknown>> = {}): object {
    const members = new Map<string, unknown>();
    const proxy = new Proxy(values, {
      get: (_, name) => {
        if (typeof name === "symbol" || name === "then") return undefined;
        if (Object.hasOwn(values, name)) return values[name];
        if (!members.has(name)) members.set(name, this.member(id, name));
        return members.get(name);
      },
    });
    this.ids.set(proxy, id);
    proxies.add(proxy);
    if (id !== 0) this.unreachable.register(proxy, id);
    return proxy;
  }

  /** Ends the worker; what still waits for it fails with this error. */
  end(error: LangevinError): void {
    if (this.ended) return;
    this.ended = error;
    this.line.terminate();
    for (const reject of this.waiting) reject(error);
    this.waiting.clear();
  }

  /** A function to call, or a promise of the property's value. */
  private member(id: number, name: string): object {
    const call = (...args: unknown[]): RemoteRun<unknown, unknown> => this.call(id, name, args);
    // Looked at by `await`
    const then: PromiseLike<unknown>["then"] = (onFulfilled, onRejected) =>
      this.ask((server) => server.get(id, name))
        .then(({ value }) => this.receive(value))
        .then(onFulfilled, onRejected);
    const member = Object.assign(call, { then });
    promises.add(member);
    return member;
  }

  private call(id: number, name: string, args: unknown[]): RemoteRun<unknown, unknown> {
    const signals: Signals = new Map();
    const ask = <T>(send: (server: Remote) => Promise<T>): Promise<T> =>
      this.ask(send).catch((error: unknown) => {
        throw error instanceof SignalAborted ? signals.get(error.signal)?.signal.reason : error;
      });
    const open = async (): Promise<Opened<unknown>> => {
      const message = this.send(name, args, signals);
      const { value } = await ask((server) => server.call(id, name, transfer(message, message.buffers)));
      if ((value as Partial<Reference> | undefined)?.[wireKey] === "run") return { run: (value as Reference).id };
      this.forget(signals);
      return { value: this.receive(value) };
    };
    const run = new RemoteRun(open(), {
      next: async (run) =>
        this.receive((await ask((server) => server.next(run, this.progressMillis))).value) as unknown[],
      finish: async (run) => this.receive((await ask((server) => server.finish(run))).value),
      leave: (run) => ask((server) => server.leave(run)),
      close: (run) => {
        this.forget(signals);
        if (run !== undefined) this.release(run);
      },
    });
    promises.add(run);
    return run;
  }

  /** A request that ends when the worker does; meanwhile a Node process stays alive. */
  private ask<T>(send: (server: Remote) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.ended) return reject(this.ended);
      if (this.waiting.size === 0) this.line.hold(true);
      this.waiting.add(reject);
      const done = (): void => {
        this.waiting.delete(reject);
        if (this.waiting.size === 0 && !this.ended) this.line.hold(false);
      };
      send(this.server).then(
        (answer) => (done(), resolve(answer)),
        (error: unknown) => (done(), reject(error)),
      );
    });
  }

  private release(id: number): void {
    if (!this.ended) void this.server.release(id);
  }

  private forget(signals: Signals): void {
    for (const [id, { signal, onAbort }] of signals) {
      signal.removeEventListener("abort", onAbort);
      this.release(id);
    }
    signals.clear();
  }

  private send(name: string, args: unknown[], signals: Signals): Message {
    return toMessage(name, args, (value) => {
      const id = this.ids.get(value);
      if (id !== undefined) return { [wireKey]: "object", id } satisfies Reference;
      if (proxies.has(value)) throw unsendable(name, "an object of another worker");
      if ([value, ...Object.values(value)].some(isPromise)) throw unsendable(name, "a promise: await it first");
      if (isSignal(value)) return this.sendSignal(value, signals);
      if (tagOf(value) === "URL") return String(value);
      if (hasMethods(value)) {
        const what = typeof value === "function" ? "a function" : "an object with methods";
        throw unsendable(
          name,
          `${what}, which cannot be sent to a worker; import langevin in a worker of your own for that`,
        );
      }
      return undefined;
    });
  }

  private sendSignal(signal: AbortSignal, signals: Signals): Reference {
    const id = --this.lastSignal;
    const onAbort = (): void => void this.server.abort(id);
    signal.addEventListener("abort", onAbort);
    signals.set(id, { signal, onAbort });
    return { [wireKey]: "signal", id, aborted: signal.aborted };
  }

  private receive(value: unknown): unknown {
    return fromMessage(value, (reference) => {
      const values = reference[wireKey] === "object" ? reference.values : undefined;
      return this.proxy(reference.id, values && (this.receive(values) as Record<string, unknown>));
    });
  }
}

/** A promise, or a call or property of any worker's that was not awaited. */
function isPromise(value: unknown): boolean {
  return promises.has(value as object) || tagOf(value) === "Promise";
}

function isSignal(value: object): value is AbortSignal {
  return typeof (value as AbortSignal).throwIfAborted === "function";
}

function lost(cause: unknown): LangevinError {
  const got = `one that ended: ${messageOf(cause)}`;
  return new LangevinError("thread-lost", `startWorker: expected the worker to go on, got ${got}`, { cause });
}
