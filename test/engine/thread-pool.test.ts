import { Worker } from "node:worker_threads";
import { afterEach, expect, test, vi } from "vitest";
import { createEngine, createScoreNetwork, saveModel, train, type Engine } from "../../src/index.ts";
import { coreOf } from "../../src/engine/engine.ts";
import { controlWords } from "../../src/engine/thread-program.ts";

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
    expect(words[controlWords.done]).toBe(2);
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
