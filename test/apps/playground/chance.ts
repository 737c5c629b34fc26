import type { Endpoint } from "../../../apps/playground/channel.ts";

/** Decides which of `count` things happens. */
export type Below = (count: number) => number;

/** Random decisions. */
export function randomly(seed: number): Below {
  let state = seed * 2 + 1;
  return (count) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return ((state ^ (state >>> 16)) >>> 0) % count;
  };
}

/** Decisions of which every sequence comes once: `next` goes on to the following one, while there is one. */
export function exhaustively(): { below: Below; next: () => boolean } {
  const path: { choice: number; count: number }[] = [];
  let at = 0;
  return {
    below(count) {
      path[at] ??= { choice: 0, count };
      return path[at++].choice;
    },
    next() {
      while (path.length > 0 && path.at(-1)!.choice + 1 === path.at(-1)!.count) path.pop();
      if (path.length === 0) return false;
      path.at(-1)!.choice++;
      at = 0;
      return true;
    },
  };
}

/** Things that may happen at any time, each after the ones before it in the same queue. */
export class Chance {
  private readonly queues = new Map<string, (() => void)[]>();
  readonly below: Below;

  constructor(below: Below) {
    this.below = below;
  }

  queue(name: string, happening: () => void): void {
    this.queues.set(name, [...(this.queues.get(name) ?? []), happening]);
  }

  /** A pause in the worker's work. */
  pause(): Promise<void> {
    return new Promise((resolve) => this.queue("worker", resolve));
  }

  /** Lets everything happen, in one of all orders. */
  async run(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const waiting = [...this.queues].filter(([, queue]) => queue.length > 0);
      if (waiting.length === 0) return;
      waiting[this.below(waiting.length)][1].shift()!();
    }
  }
}

/** A worker and its outside. Messages of one kind arrive in order; `portOf` says which go over a port of their own. */
export function endpoints(chance: Chance, portOf: (message: unknown) => string): [outside: Endpoint, inside: Endpoint] {
  const make = (to: string, portOf: (message: unknown) => string) => {
    const listeners: ((event: { data: unknown }) => void)[] = [];
    const post = (message: unknown): void =>
      chance.queue(`${to} ${portOf(message)}`, () => listeners.forEach((listener) => listener({ data: message })));
    return { listeners, post };
  };
  const [toPage, toWorker] = [make("page", portOf), make("worker", () => "port")];
  const end = (from: typeof toPage, post: (message: unknown) => void): Endpoint => ({
    postMessage: post,
    addEventListener: (_, listener) => from.listeners.push(listener),
  });
  return [end(toPage, toWorker.post), end(toWorker, toPage.post)];
}
