import { transfer } from "comlink";
import { LangevinError } from "../support/errors.ts";
import { nearestName } from "../support/options.ts";
import { quote, show } from "../support/show.ts";
import {
  fromMessage,
  GREETING,
  hasMethods,
  SignalAborted,
  toMessage,
  wireKey,
  type Message,
  type Reference,
  type Refer,
} from "./wire.ts";

type Run = AsyncIterable<unknown> & Partial<PromiseLike<unknown>>;

/** The worker's side: calls functions and methods on objects that live here. Everything returned is a {@link Message}. */
export class Server {
  private readonly objects = new Map<number, object>();
  private readonly signals = new Map<number, AbortController>();
  private readonly iterators = new Map<number, AsyncIterator<unknown, unknown>>();
  private lastId = 0;

  constructor(library: object) {
    this.objects.set(0, library);
  }

  /** Resolves once the worker's program runs. */
  hello(): string {
    return GREETING;
  }

  async get(id: number, name: string): Promise<Message> {
    return this.send(name, await (this.objects.get(id) as Record<string, unknown>)[name]);
  }

  async call(id: number, name: string, { value }: Message): Promise<Message> {
    const object = this.objects.get(id) as Record<string, unknown>;
    const method = object[name];
    if (typeof method !== "function") throw noFunction(object, name);
    const result: unknown = method.apply(object, this.receive(value) as unknown[]);
    // Not awaited: a run begins to work when it is
    if (isRun(result)) return { value: { [wireKey]: "run", id: this.keep(result) } satisfies Reference, buffers: [] };
    return this.send(name, await result);
  }

  /** A run's next value, and those that follow it within `millis`; none at its end. */
  async next(id: number, millis: number): Promise<Message> {
    let iterator = this.iterators.get(id);
    if (!iterator) this.iterators.set(id, (iterator = (this.objects.get(id) as Run)[Symbol.asyncIterator]()));
    const until = performance.now() + millis;
    const values: unknown[] = [];
    do {
      const { done, value } = await iterator.next();
      if (done) break;
      values.push(value);
    } while (performance.now() < until);
    return this.send("for await", values, true);
  }

  /** A run's result, after doing what is left of it. */
  async finish(id: number): Promise<Message> {
    const run = this.objects.get(id) as Run;
    if (typeof run.then === "function") return this.send("await", await (run as PromiseLike<unknown>));
    const iterator = this.iterators.get(id) ?? run[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await iterator.next();
      if (done) return this.send("await", value);
    }
  }

  async leave(id: number): Promise<void> {
    await this.iterators.get(id)?.return?.();
  }

  abort(id: number): void {
    this.signals.get(id)?.abort(new SignalAborted(id));
  }

  release(id: number): void {
    this.objects.delete(id);
    this.iterators.delete(id);
    this.signals.delete(id);
  }

  private keep(object: object): number {
    this.objects.set(++this.lastId, object);
    return this.lastId;
  }

  private send(where: string, value: unknown, withValues = false): Message {
    const refer: Refer = (object, encode) => {
      if (!hasMethods(object)) return undefined;
      const entries = Object.entries(object).filter(([, entry]) => typeof entry !== "function");
      const values = withValues ? (encode(Object.fromEntries(entries)) as Record<string, unknown>) : undefined;
      return { [wireKey]: "object", id: this.keep(object), values } satisfies Reference;
    };
    const message = toMessage(where, value, refer);
    return transfer(message, message.buffers);
  }

  private receive(value: unknown): unknown {
    return fromMessage(value, (reference) => {
      if (reference[wireKey] !== "signal") return this.objects.get(reference.id);
      const controller = new AbortController();
      this.signals.set(reference.id, controller);
      if (reference.aborted) this.abort(reference.id);
      return controller.signal;
    });
  }
}

function noFunction(object: Readonly<Record<string, unknown>>, name: string): LangevinError {
  const functions = Object.keys(object).filter((key) => typeof object[key] === "function");
  const nearest = nearestName(name, functions);
  const message =
    `langevin/worker: expected ${nearest === undefined ? "a function" : quote(nearest)}, ` +
    `got ${quote(name)}, which is ${show(object[name])}`;
  return new LangevinError("invalid-argument", message);
}

function isRun(value: unknown): value is Run {
  return typeof (value as Run | null | undefined)?.[Symbol.asyncIterator] === "function";
}
