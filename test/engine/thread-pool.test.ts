import { Worker } from "node:worker_threads";
import { afterEach, expect, test, vi } from "vitest";
import { createEngine, createScoreNetwork, saveModel, train, type Engine } from "../../src/index.ts";
import { coreOf } from "../../src/engine/engine.ts";
import { controlWords } from "../../src/engine/thread-program.ts";
import { Trainer } from "../../src/engine/trainer.ts";
import { ladderQuantiles } from "../../src/recipe/noise-distribution.ts";
import { adamStep } from "../../src/recipe/optimizer.ts";
import { checkSettings } from "../../src/recipe/settings.ts";
import { hashOf } from "../kit/hash-of.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const data = Array.from({ length: 300 }, (_, i) => [(i * 7) % 31, (i * 5) % 17]);

async function trained(engine: Engine, steps: number): Promise<Uint8Array> {
  const network = createScoreNetwork(engine, { dim: 2, hidden: [64, 64], seed: 2 });
  for await (const progress of train(network, data, { sigmas: [5, 1, 0.2], steps, batchSize: 250 })) void progress;
  return saveModel(network);
}

/** The control block, once every worker is up. */
async function warm(engine: Engine): Promise<Int32Array> {
  const { words } = (coreOf(engine) as unknown as { pool: { words: Int32Array } }).pool;
  while (Atomics.load(words, controlWords.ready) !== 2 ** engine.threads - 2) await trained(engine, 5);
  return words;
}

test("a late notification does not make a worker do a job twice", { timeout: 60_000 }, async () => {
  const expected = await trained(await createEngine({ threads: 1 }), 300);
  const engine = await createEngine({ threads: 3 });
  const words = await warm(engine);
  // Wakes sleeping workers at any moment, as the host does when it loses its core between a new job and its notification
  const waker = new Worker(
    `const { workerData: [buffer, at] } = require("node:worker_threads");
     const words = new Int32Array(buffer, at, 1), never = new Int32Array(new SharedArrayBuffer(4));
     for (;;) { Atomics.notify(words, 0); Atomics.wait(never, 0, 0, 0.01); }`,
    { eval: true, execArgv: [], workerData: [words.buffer, words.byteOffset + 4 * controlWords.generation] },
  );
  try {
    expect(await trained(engine, 300)).toEqual(expected);
    expect(words[controlWords.joined]).toBe(0);
  } finally {
    await waker.terminate();
    engine.dispose();
  }
});

test.each([
  ["are refused", "throw"],
  ["fail to start", "emit"],
])("workers that %s: fewer threads, no error, the same bits", async (_, how) => {
  const expected = await trained(await createEngine({ threads: 1 }), 20);
  class NoWorker {
    constructor() {
      if (how === "throw") throw new DOMException("blocked", "SecurityError");
    }
    on(event: string, listener: (value: unknown) => void): void {
      if (event === "error") setTimeout(listener, 0, new Error("blocked"));
    }
    unref(): void {}
    terminate(): void {}
  }
  const real = process.getBuiltinModule.bind(process);
  vi.spyOn(process, "getBuiltinModule").mockImplementation(((name: string) =>
    name === "node:worker_threads" ? { Worker: NoWorker } : real(name)) as typeof process.getBuiltinModule);
  const engine = await createEngine({ threads: 4 });
  expect(engine.threads).toBe(4);
  expect(await trained(engine, 20)).toEqual(expected);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(engine.threads).toBe(1);
  expect(await trained(engine, 20)).toEqual(expected);
});

/**
 * A thread that joins jobs as they are announced, where `joins` says so, and takes the first unit of them or none.
 *
 * @returns the way it leaves a job
 */
function slowThread(words: Int32Array, { joins = () => true, takes }: { joins?: () => boolean; takes: boolean }) {
  const { notify } = Atomics;
  const bit = 1 << SLOW;
  Atomics.or(words, controlWords.ready, bit);
  vi.spyOn(Atomics, "notify").mockImplementation((array, index, count) => {
    if (index === controlWords.generation && joins()) {
      Atomics.or(words, controlWords.joined, bit);
      if (takes) Atomics.add(words, controlWords.next, words[controlWords.chunk]);
    }
    return notify(array as unknown as Int32Array, index, count);
  });
  return () => {
    Atomics.and(words, controlWords.joined, ~bit);
    notify(words, controlWords.joined);
  };
}

const SLOW = 9;

test.each([
  ["is woken by the last worker where there is Atomics.waitAsync", true],
  ["looks again and again elsewhere", false],
])("a page's main thread, which may not sleep, %s: the same bits", async (_, canWaitAsync) => {
  const expected = await trained(await createEngine({ threads: 1 }), 5);
  const engine = await createEngine({ threads: 2 });
  const words = await warm(engine);
  const page = Atomics as unknown as { wait: () => unknown; waitAsync: ((...args: unknown[]) => unknown) | undefined };
  const { waitAsync } = page;
  vi.spyOn(page, "wait").mockImplementation(() => {
    throw new TypeError("Atomics.wait cannot be called in this context");
  });
  const leave = slowThread(words, { takes: false });
  let jobs = 0;
  const late = (): void => {
    if (words[controlWords.joined] !== 1 << SLOW) return;
    leave();
    jobs++;
  };
  page.waitAsync = canWaitAsync
    ? (...args) => {
        setTimeout(late, 0);
        return waitAsync!(...args);
      }
    : undefined;
  const timer = canWaitAsync ? undefined : setInterval(late, 1);
  try {
    expect(await trained(engine, 5)).toEqual(expected);
    expect(jobs).toBeGreaterThanOrEqual(10); // tiles and weight gradients of each step
  } finally {
    clearInterval(timer);
    page.waitAsync = waitAsync;
    engine.dispose();
  }
});

/** A step's jobs on threads: forward and backward, weight gradients, optimizer. */
const PHASES = 3;

test.each([0, 1, 2])(
  "a worker lost in part %i of a step: its error, all as before the step, which saves and goes on with the same bits",
  async (phase) => {
    const options = { data: Float32Array.from({ length: 600 }, (_, i) => Math.sin(i)), batchSize: 512 };
    const objective = { ...options, sigmas: ladderQuantiles([2, 0.5]), weighting: "edm", seed: 3 } as const;
    const settings = checkSettings("test", { sigmas: [2, 0.5], batchSize: 512, steps: 4 });
    const begin = async (threads: number) => {
      const engine = await createEngine({ threads });
      const network = createScoreNetwork(engine, { dim: 2, hidden: [160, 160, 160], seed: 2 });
      const trainer = new Trainer(network.mlp, objective);
      const state = () => {
        const { m, v } = trainer.moments();
        const layers = [network.parameters("current"), network.parameters("average"), m, v].flat();
        return hashOf(...layers.flatMap(({ weight, bias }) => [weight, bias]));
      };
      const step = async (t: number) => {
        await trainer.computeGradients(t);
        await trainer.computeUpdate(adamStep(t, 4, trainer.gradientNorm(), settings));
        trainer.applyUpdate();
      };
      return { engine, trainer, state, step };
    };
    const one = await begin(1);
    const states = [one.state()];
    for (let t = 1; t <= 4; t++) {
      await one.step(t);
      states.push(one.state());
    }
    expect(new Set(states).size).toBe(5);
    const { engine, state, step } = await begin(3);
    const words = await warm(engine);
    let jobs = -1;
    slowThread(words, { takes: true, joins: () => ++jobs === PHASES + phase });
    await step(1);
    expect(state()).toEqual(states[1]);
    const pool = (coreOf(engine) as unknown as { pool: { lose(thread: number, reason: unknown): void } }).pool;
    setTimeout(() => {
      // Others are done, and have written what they write
      expect(words[controlWords.joined]).toBe(1 << SLOW);
      expect(state()).toEqual(states[1]);
      pool.lose(SLOW, new Error("out of memory"));
    }, 200);
    await expect(step(2)).rejects.toMatchObject({ code: "thread-lost", cause: { message: "out of memory" } });
    expect(jobs).toBe(PHASES + phase);
    expect(state()).toEqual(states[1]);
    expect(engine.threads).toBe(1);
    for (let t = 2; t <= 4; t++) {
      await step(t);
      expect(state()).toEqual(states[t]);
    }
    engine.dispose();
  },
);

test("a worker killed at any moment: the model of the last step that was told, and the same bits in the end", async () => {
  const settings = { sigmas: [5, 1, 0.2], steps: 6, batchSize: 250 };
  const network = createScoreNetwork(await createEngine({ threads: 1 }), { dim: 2, hidden: [200, 200], seed: 2 });
  await train(network, data, settings);
  const expected = hashOf(saveModel(network));
  let lost = 0;
  for (let after = 0; after < PHASES; after++) {
    const engine = await createEngine({ threads: 3 });
    const words = await warm(engine);
    const { workers } = (coreOf(engine) as unknown as { pool: { workers: Worker[] } }).pool;
    const victim = createScoreNetwork(engine, { dim: 2, hidden: [200, 200], seed: 2 });
    let jobs = 0;
    const { notify } = Atomics;
    vi.spyOn(Atomics, "notify").mockImplementation((array, index, count) => {
      const woken = notify(array as unknown as Int32Array, index, count);
      if (index === controlWords.generation && jobs++ === PHASES + after) {
        // It has joined, or will not in time
        const until = performance.now() + 20;
        while ((words[controlWords.joined] & 4) === 0 && performance.now() < until);
        void workers[1].terminate();
      }
      return woken;
    });
    let told = hashOf(saveModel(victim));
    const run = async (): Promise<void> => {
      for await (const progress of train(victim, data, settings)) {
        void progress;
        told = hashOf(saveModel(victim));
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    };
    const error = await run().catch((reason: unknown) => reason);
    vi.restoreAllMocks();
    if (error !== undefined) {
      lost++;
      expect(error).toMatchObject({ code: "thread-lost" });
      expect(hashOf(saveModel(victim))).toBe(told);
      await train(victim, data, { resume: true });
    }
    expect(hashOf(saveModel(victim))).toBe(expected);
    engine.dispose();
  }
  expect(lost).toBeGreaterThan(0);
});
