import { expect, it } from "vitest";
import { connect, serve, type Endpoint } from "../../../apps/playground/channel.ts";
import { Conductor, type Stage } from "../../../apps/playground/conductor.ts";
import { Jobs } from "../../../apps/playground/jobs.ts";
import type {
  Densities,
  Emit,
  Fields,
  LevelLosses,
  Opened,
  PlaygroundWorker,
  Sampled,
} from "../../../apps/playground/protocol.ts";
import { defaults, type Settings } from "../../../apps/playground/settings.ts";
import type { View } from "../../../apps/playground/view.ts";

/** Decides which of `count` things happens. */
type Below = (count: number) => number;

/** Random decisions. */
function randomly(seed: number): Below {
  let state = seed * 2 + 1;
  return (count) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return ((state ^ (state >>> 16)) >>> 0) % count;
  };
}

/** Decisions of which every sequence comes once: `next` goes on to the following one, while there is one. */
function exhaustively(): { below: Below; next: () => boolean } {
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
class Chance {
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
  private readonly fractions: readonly number[];
  private trained = 0;

  /** @param fractions the density's news of its progress */
  constructor(chance: Chance, fractions: readonly number[]) {
    this.chance = chance;
    this.fractions = fractions;
  }

  open(settings: Settings, emit: Emit): Promise<Opened> {
    return this.jobs.begin(async (signal) => {
      await this.chance.pause();
      signal.throwIfAborted();
      this.tellData(settings, emit);
      await this.chance.pause();
      signal.throwIfAborted();
      this.trained = 1000 * settings.seed;
      this.tellFields(emit);
      return { stoppedAt: settings.steps, shipped: true };
    });
  }

  train(settings: Settings, emit: Emit): Promise<number> {
    const { seed, steps } = settings;
    this.finishing = false;
    return this.jobs.begin(async (signal) => {
      this.tellData(settings, emit);
      for (let step = 1; step <= steps; step++) {
        await this.chance.pause();
        signal.throwIfAborted();
        const numbers = { stepsPerLoss: 1, losses: [step], validation: [], rowsPerSecond: 1, secondsLeft: 0 };
        emit({ kind: "progress", step, steps, ...numbers });
        this.trained = 1000 * seed + step;
        this.tellFields(emit);
        if (this.finishing) return step;
      }
      return steps;
    });
  }

  private tellData({ seed }: Settings, emit: Emit): void {
    const view: View = { x: [seed, 1], y: [0, 1] };
    emit({
      kind: "data",
      rows: new Float64Array(0),
      view,
      deviations: [1, 1],
      shares: undefined,
      sigmaMax: 1,
      sigmaMin: 0.1,
    });
  }

  private tellFields(emit: Emit): void {
    emit({ kind: "fields", fields: { size: this.trained } as unknown as Fields });
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
      for (const fraction of this.fractions) {
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

/** What people do: get or train network n, stop training, choose another sampler. */
type Act = `open ${number}` | `train ${number}` | "finish" | "change";

/** Lets people act at any time, with messages in any order. */
async function play(
  below: Below,
  acts: readonly Act[],
  { portOf = onePort, brief = false },
): Promise<{ seen: Seen; odd: string[] }> {
  const chance = new Chance(below);
  const [outside, inside] = endpoints(chance, portOf);
  serve(inside, new Script(chance, brief ? [] : [0.25, 0.5, 0.75]));
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
  const get = (how: "open" | "train", seed: number): void => {
    const steps = brief ? 1 : 2 + (seed % 2);
    conductor[how]({ ...defaults, seed, steps, stoppedAt: steps }, sampling).catch(aborted);
  };
  const does = (act: Act): void => {
    const [what, n] = act.split(" ");
    if (what === "open" || what === "train") return get(what, Number(n));
    if (what === "finish") return void conductor.finish();
    sampler = "eulerOde";
    conductor.sample(sampling()).catch(aborted);
  };
  for (const act of acts) chance.queue("user", () => does(act));
  await chance.run();
  return { seen, odd };
}

/** What is wrong with the page when all is quiet, after network n was asked for last. */
function faults({ seen, odd }: { seen: Seen; odd: string[] }, n: number, changed: boolean): string[] {
  const trained = 1000 * n + seen.losses.length;
  const check = (name: keyof Seen, right: unknown) =>
    seen[name] === right ? [] : [`${name}: ${String(seen[name])} instead of ${String(right)}`];
  return [
    ...odd,
    ...check("data", n),
    ...check("fields", trained),
    ...check("fingerprint", `${trained} ${changed ? "eulerOde" : "heunOde"}`),
    ...check("beside", `${trained} ddim`),
    ...check("density", trained),
    ...check("levelLosses", trained),
    ...check("progress", 1),
    ...check("stoppable", false),
    ...(seen.said.startsWith("Done") ? [] : [seen.said]),
    ...(seen.losses.every((step, k) => step === k + 1) ? [] : ["losses in disorder"]),
  ];
}

/** Networks that come with the page and others, stopped or not; then another sampler. */
function actsOf(seed: number): Act[] {
  return [
    seed % 5 < 2 ? "open 1" : "train 1",
    ...(seed % 2 ? ["finish" as const] : []),
    seed % 7 < 2 ? "open 2" : "train 2",
    ...(seed % 3 ? ["finish" as const] : []),
    "change",
  ];
}

type PortOf = (message: unknown) => string;
const onePort: PortOf = () => "port";
const twoPorts: PortOf = (message) => ((message as { kind: string }).kind === "event" ? "events" : "port");

const seeds = Array.from({ length: 1000 }, (_, k) => k + 1);

it("over one channel, in 1,000 random orders of what comes in between, the page shows what was asked for last", async () => {
  const found: string[] = [];
  for (const seed of seeds) {
    const played = await play(randomly(seed), actsOf(seed), {});
    found.push(...faults(played, 2, true).map((fault) => `${seed}: ${fault}`));
  }
  expect(found).toEqual([]);
});

it.each<[Act, Act]>([
  ["open 1", "open 2"],
  ["train 1", "open 2"],
])("in every order of what may happen around %s and then %s", async (...acts) => {
  const { below, next } = exhaustively();
  let orders = 0;
  do {
    orders++;
    expect(faults(await play(below, acts, { brief: true }), 2, false)).toEqual([]);
  } while (next());
  expect(orders).toBeGreaterThan(300);
});

it("over two ports, one for events and one for results, it did not: the channel is what forces the order", async () => {
  let stale = 0;
  for (const seed of seeds) {
    const { seen } = await play(randomly(seed), actsOf(seed), { portOf: twoPorts });
    if (seen.fields !== Number(seen.fingerprint.split(" ")[0])) stale++;
  }
  expect(stale).toBeGreaterThan(30);
});
