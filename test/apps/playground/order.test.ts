import { expect, it } from "vitest";
import { connect, serve, type Endpoint } from "../../../apps/playground/channel.ts";
import { Conductor, type Stage } from "../../../apps/playground/conductor.ts";
import { Jobs } from "../../../apps/playground/jobs.ts";
import type { Densities, Fields, LevelLosses, PlaygroundWorker, Sampled } from "../../../apps/playground/protocol.ts";
import { defaults, type Settings } from "../../../apps/playground/settings.ts";
import type { View } from "../../../apps/playground/view.ts";

/** Things that may happen at any time, each after the ones before it in the same queue. */
class Chance {
  private readonly queues = new Map<string, (() => void)[]>();
  private state: number;

  constructor(seed: number) {
    this.state = seed * 2 + 1;
  }

  below(count: number): number {
    this.state = Math.imul(this.state ^ (this.state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return ((this.state ^ (this.state >>> 16)) >>> 0) % count;
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
function endpoints(chance: Chance, portOf: (message: unknown) => string): [outside: Endpoint, inside: Endpoint] {
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

/** What a session sends, without what it computes: `size` of fields, and so on, says what they are of. */
class Script implements PlaygroundWorker {
  private readonly chance: Chance;
  private readonly jobs = new Jobs();
  private finishing = false;
  private trained = 0;

  constructor(chance: Chance) {
    this.chance = chance;
  }

  train({ seed, steps }: Settings, emit: Parameters<PlaygroundWorker["train"]>[1]): Promise<number> {
    this.finishing = false;
    return this.jobs.begin(async (signal) => {
      const fields = (step: number) =>
        emit({ kind: "fields", fields: { size: 1000 * seed + step } as unknown as Fields });
      const view: View = { x: [seed, 1], y: [0, 1] };
      const rows = new Float64Array(0);
      emit({ kind: "data", rows, view, deviations: [1, 1], sigmaMax: 1, sigmaMin: 0.1 });
      for (let step = 1; step <= steps; step++) {
        await this.chance.pause();
        signal.throwIfAborted();
        const numbers = { stepsPerLoss: 1, losses: [step], validation: [], rowsPerSecond: 1, secondsLeft: 0 };
        emit({ kind: "progress", step, steps, ...numbers });
        this.trained = 1000 * seed + step;
        fields(step);
        if (this.finishing) return step;
      }
      return steps;
    });
  }

  async finish(): Promise<void> {
    this.finishing = true;
  }

  sample({ sampler }: Settings): Promise<Sampled> {
    return this.jobs.begin(async () => {
      await this.chance.pause();
      return { fingerprint: `${this.trained} ${sampler}` } as Sampled;
    });
  }

  density(_: number, progress: (fraction: number) => void): Promise<Densities> {
    return this.jobs.begin(async (signal) => {
      for (const fraction of [0.25, 0.5, 0.75]) {
        await this.chance.pause();
        signal.throwIfAborted();
        progress(fraction);
      }
      return { size: this.trained } as unknown as Densities;
    });
  }

  levelLosses(): Promise<LevelLosses> {
    return this.jobs.begin(async () => {
      await this.chance.pause();
      return { learned: Float64Array.of(this.trained) } as LevelLosses;
    });
  }

  async model(): Promise<Uint8Array> {
    return new Uint8Array(0);
  }

  readTable(): Promise<never> {
    return Promise.reject(new Error("no file"));
  }
}

/** What is on the page. */
interface Seen {
  data: number;
  fields: number;
  losses: number[];
  fingerprint: string;
  beside: string;
  density: number;
  levelLosses: number;
  progress: number;
  said: string;
  stoppable: boolean;
}

/** Two trainings, the second of which may be stopped, and another sampler: at any time, with messages in any order. */
async function play(seed: number, portOf: (message: unknown) => string): Promise<{ seen: Seen; odd: string[] }> {
  const chance = new Chance(seed);
  const [outside, inside] = endpoints(chance, portOf);
  serve(inside, new Script(chance));
  const seen: Seen = {
    data: 0,
    fields: 0,
    losses: [],
    fingerprint: "",
    beside: "",
    density: 0,
    levelLosses: 0,
    progress: 0,
    said: "",
    stoppable: false,
  };
  const odd: string[] = [];
  const stage: Stage = {
    begin: () => Object.assign(seen, { losses: [], density: 0, levelLosses: 0, progress: 0, stoppable: true }),
    endTraining: () => (seen.stoppable = false),
    show(event) {
      if (event.kind === "data") Object.assign(seen, { data: event.view.x[0], fields: 0 });
      if (event.kind === "progress") seen.losses.push(...event.losses);
      if (event.kind !== "fields") return;
      seen.fields = event.fields.size;
      if (Math.floor(seen.fields / 1000) !== seen.data) odd.push(`a field of ${seen.fields} over data of ${seen.data}`);
    },
    async showSamples({ sampled, beside }) {
      seen.fingerprint = sampled.fingerprint;
      seen.beside = beside!.fingerprint;
    },
    showDensities: ({ size }) => (seen.density = size),
    showLevelLosses: ({ learned }) => (seen.levelLosses = learned[0]),
    say: (text) => (seen.said = text),
    progress: (fraction) => (seen.progress = fraction),
  };
  const conductor = new Conductor(connect(outside), stage);
  let sampler: Settings["sampler"] = "heunOde";
  const sampling = () => ({ sampler, beside: "ddim", levels: 10, particles: 100 });
  const aborted = (error: Error): void => {
    if (error.name !== "AbortError") odd.push(String(error));
  };
  const train = (n: number) => () => {
    const steps = 2 + chance.below(3);
    conductor.train({ ...defaults, seed: n, steps, stoppedAt: steps }, sampling).catch(aborted);
  };
  const finish = () => void conductor.finish();
  const change = () => {
    sampler = "eulerOde";
    conductor.sample(sampling()).catch(aborted);
  };
  for (const act of [train(1), ...(seed % 2 ? [finish] : []), train(2), ...(seed % 3 ? [finish] : []), change])
    chance.queue("user", act);
  await chance.run();
  return { seen, odd };
}

/** What is wrong with the page when all is quiet. */
function faults({ seen, odd }: { seen: Seen; odd: string[] }): string[] {
  const trained = 2000 + seen.losses.length;
  const check = (name: keyof Seen, right: unknown) =>
    seen[name] === right ? [] : [`${name}: ${String(seen[name])} instead of ${String(right)}`];
  return [
    ...odd,
    ...check("data", 2),
    ...check("fields", trained),
    ...check("fingerprint", `${trained} eulerOde`),
    ...check("beside", `${trained} ddim`),
    ...check("density", trained),
    ...check("levelLosses", trained),
    ...check("progress", 1),
    ...check("stoppable", false),
    ...(seen.said.startsWith("Done") ? [] : [seen.said]),
    ...(seen.losses.every((step, k) => step === k + 1) ? [] : ["losses in disorder"]),
  ];
}

const seeds = Array.from({ length: 600 }, (_, k) => k + 1);

it("over one channel, whatever comes in between, the page shows the last of what was asked for last", async () => {
  const found: string[] = [];
  for (const seed of seeds) found.push(...faults(await play(seed, () => "port")).map((fault) => `${seed}: ${fault}`));
  expect(found).toEqual([]);
});

it("over two ports, one for events and one for results, it did not: the channel is what forces the order", async () => {
  let stale = 0;
  for (const seed of seeds) {
    const { seen } = await play(seed, (message) =>
      (message as { kind: string }).kind === "event" ? "events" : "port",
    );
    if (seen.fields !== Number(seen.fingerprint.split(" ")[0])) stale++;
  }
  expect(stale).toBeGreaterThan(20);
});
