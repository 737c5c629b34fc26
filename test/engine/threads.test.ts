import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test, vi } from "vitest";
import { coreOf } from "../../src/engine/engine.ts";
import { controlWords } from "../../src/engine/thread-program.ts";
import { annealedLangevin, createEngine, createScoreNetwork, saveModel, train, type Engine } from "../../src/index.ts";
import { hashOf } from "../kit/hash-of.ts";

const sigmas = [5, 1, 0.2];
const data = Array.from({ length: 300 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
// 7 × 32 rows and a rest: large enough for threads, and no multiple of a tile
const settings = { sigmas, steps: 6, batchSize: 231, seed: 4, validation: data.slice(0, 50), validateEvery: 3 };

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Waits until all of an engine's workers are up, by giving it work. */
async function warm(engine: Engine): Promise<void> {
  const network = createScoreNetwork(engine, { dim: 2, hidden: [64, 64] });
  const pool = (coreOf(engine) as unknown as { pool: { words: Int32Array } }).pool;
  for await (const progress of train(network, data, { sigmas, steps: 1000, batchSize: 512 })) {
    void progress;
    const up = Atomics.load(pool.words, controlWords.ready).toString(2).split("1").length - 1;
    if (up === engine.threads - 1) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  network.dispose();
}

/** What a training and a sampling give, as hashes. */
async function trainAndSample(engine: Engine): Promise<{ file: string; samples: string; losses: number[] }> {
  const network = createScoreNetwork(engine, { dim: 2, hidden: [128, 128, 40], seed: 2 });
  const losses: number[] = [];
  for await (const { loss, validationLoss } of train(network, data, settings)) losses.push(loss, validationLoss ?? 0);
  const samples = await annealedLangevin(network, sigmas, { count: 333, stepsPerSigma: 7, seed: 1 });
  return { file: hashOf(saveModel(network)), samples: hashOf(samples), losses };
}

describe("threads", () => {
  test("1 to 8 threads give the same bits", async () => {
    const one = await createEngine({ threads: 1 });
    expect(one.threads).toBe(1);
    const expected = await trainAndSample(one);
    for (const threads of [2, 3, 4, 5, 6, 7, 8]) {
      const engine = await createEngine({ threads });
      expect(engine.threads).toBe(threads);
      expect(engine.notice).toBeUndefined();
      await warm(engine);
      expect(await trainAndSample(engine)).toEqual(expected);
      engine.dispose();
    }
  });

  test("without SharedArrayBuffer: one thread, a notice, the same bits", async () => {
    const expected = await trainAndSample(await createEngine({ threads: 1 }));
    vi.stubGlobal("SharedArrayBuffer", undefined);
    const engine = await createEngine({ threads: 2 });
    expect(engine.threads).toBe(1);
    expect(engine.notice).toMatch(/one thread: memory cannot be shared here; pages need the headers/);
    expect(await trainAndSample(engine)).toEqual(expected);
    vi.stubGlobal("crossOriginIsolated", true);
    expect((await createEngine({ threads: 2 })).notice).toMatch(/this browser has no SharedArrayBuffer/);
  });

  test("a worker that dies: a typed error, the model as it was, then one thread with the same bits", async () => {
    const reference = createScoreNetwork(await createEngine({ threads: 1 }), { dim: 2, seed: 2 });
    for await (const progress of train(reference, data, settings)) void progress;

    const engine = await createEngine({ threads: 3 });
    await warm(engine);
    const network = createScoreNetwork(engine, { dim: 2, seed: 2 });
    const pool = (coreOf(engine) as unknown as { pool: { workers: { terminate(): Promise<unknown> }[] } }).pool;
    let before = "";
    const run = async (): Promise<void> => {
      for await (const { step } of train(network, data, settings)) {
        if (step !== 3) continue;
        before = hashOf(saveModel(network));
        await pool.workers[1].terminate();
      }
    };
    await expect(run()).rejects.toMatchObject({ code: "thread-lost" });
    expect(hashOf(saveModel(network))).toBe(before);
    expect(engine.threads).toBe(1);
    expect(engine.notice).toMatch(/one thread/);
    for await (const progress of train(network, data, { resume: true, validation: settings.validation })) void progress;
    expect(hashOf(saveModel(network))).toBe(hashOf(saveModel(reference)));
  });

  test("memory is released only when no thread works on it any more", async () => {
    const engine = await createEngine({ threads: 2 });
    await warm(engine);
    const before = engine.memory.used;
    const network = createScoreNetwork(engine, { dim: 2 });
    const during = engine.memory.used;
    // As while a worker is busy with the rest of a job that the host waits for
    const pool = (coreOf(engine) as unknown as { pool: { current: Promise<void> | undefined } }).pool;
    let finish!: () => void;
    pool.current = new Promise<void>((resolve) => (finish = resolve)).then(() => (pool.current = undefined));
    network.dispose();
    expect(engine.memory.used).toBe(during);
    finish();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(engine.memory.used).toBe(before);
    engine.dispose();
  });

  test("dispose while a job is under way: who waits for it gets a typed error", async () => {
    const engine = await createEngine({ threads: 2 });
    await warm(engine);
    const network = createScoreNetwork(engine, { dim: 2 });
    // A third thread that never does its share
    const { words } = (coreOf(engine) as unknown as { pool: { words: Int32Array } }).pool;
    Atomics.or(words, controlWords.joined, 4);
    setTimeout(() => engine.dispose(), 100);
    await expect(train(network, data, settings)).rejects.toMatchObject({ code: "disposed" });
    network.dispose();
  });

  test("idle workers do not keep Node alive", () => {
    const script = `
      import { createEngine, createScoreNetwork, train } from "./src/index.ts";
      const engine = await createEngine({ threads: 2 });
      const network = createScoreNetwork(engine, { dim: 2 });
      for await (const p of train(network, new Float32Array(200).map((_, i) => i), { sigmas: [2, 1], steps: 30 }));
      console.log("done", engine.threads);`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "--eval", script],
      {
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        encoding: "utf8",
        timeout: 20_000,
      },
    );
    expect(stdout.trim() || stderr).toBe("done 2");
  });

  test.each([0, 1.5, 32, "2"])("threads: %o is refused", async (threads) => {
    await expect(createEngine({ threads: threads as number })).rejects.toMatchObject({ code: "invalid-argument" });
  });
});
