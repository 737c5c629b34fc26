import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { createEngine, createScoreNetwork, logDensity, saveModel, train, type TrainOptions } from "../../src/index.ts";
import { drawPlaces } from "../../src/numerics/draws.ts";
import { purposes, streamKey } from "../../src/numerics/random.ts";
import { planSweep } from "../../src/sweep/plan-sweep.ts";
import { settingsOf } from "../../src/sweep/search-space.ts";
import { sweepKind } from "../../src/sweep/sweep-kind.ts";
import { sweep, type RunSweepOptions } from "../../src/sweep/sweep.ts";
import { openWork } from "../../src/work/open-work.ts";
import type { Store } from "../../src/work/store.ts";
import { memoryStore } from "../../src/work/stores/memory-store.ts";
import { whoseFault } from "../../src/work/whose-fault.ts";
import { errorOf } from "../kit/error-of.ts";
import { options, rows } from "./kit.ts";

const threads = 1;
const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

interface Reference {
  /** Trial and score, the best first. */
  ranking: [trial: number, score: number][];
  winner: string;
}

/** The sweep once more, plainly: every survivor of a rung is trained straight from its beginning to the rung's end. */
async function reference(): Promise<Reference> {
  const engine = await createEngine({ threads });
  const holdout = new Set(drawPlaces(rows.length, 12, streamKey(options.seed, purposes.sweepHoldout)));
  const training = rows.filter((_, row) => !holdout.has(row));
  const heldOut = rows.filter((_, row) => holdout.has(row));
  const { steps, seed, settings: fixed } = options;
  const behind: [number, number][] = [];
  let alive = Array.from({ length: options.trials }, (_, trial) => trial);
  for (const [end, goOn] of [
    [5, 3],
    [15, 1],
    [45, 1],
  ]) {
    const scored: { trial: number; score: number; file: string }[] = [];
    for (const trial of alive) {
      const { hidden, learningRate, batchSize, emaDecay } = settingsOf(options.space, seed, trial) as never;
      const { coordinateFrequencies, sigmas } = fixed;
      const network = createScoreNetwork(engine, { dim: 2, hidden, coordinateFrequencies, seed });
      const settings: TrainOptions = { sigmas, learningRate, batchSize, emaDecay, steps, seed };
      for await (const { step } of train(network, training, settings)) if (step === end) break;
      const { logDensity: lnP } = await logDensity(network, heldOut, { tolerance: 1e-4 });
      scored.push({ trial, score: lnP.reduce((a, b) => a + b) / 12, file: hash(saveModel(network)) });
      network.dispose();
    }
    scored.sort((a, b) => b.score - a.score || a.trial - b.trial);
    alive = scored.slice(0, goOn).map(({ trial }) => trial);
    behind.unshift(
      ...scored.slice(end === steps ? 0 : goOn).map(({ trial, score }): [number, number] => [trial, score]),
    );
    if (end === steps) return (engine.dispose(), { ranking: behind, winner: scored[0].file });
  }
  throw new Error("no last rung");
}

let plain: Reference;
beforeAll(async () => void (plain = await reference()));

async function outcomeIn(store: Store): Promise<Reference> {
  const { ranking } = JSON.parse(new TextDecoder().decode(await store.read("ranking.json"))) as {
    ranking: { trial: number; score: number }[];
  };
  return {
    ranking: ranking.map(({ trial, score }) => [trial, score]),
    winner: hash((await store.read("winner.langevin"))!),
  };
}

/** A store with the plan. */
async function planned(changes: object = {}): Promise<Store> {
  const store = memoryStore();
  await planSweep(store, rows, { ...options, ...changes });
  return store;
}

test("in one process: ranking, scores and winner's file are those of trials that are trained straight through", async () => {
  const { ranking, winner } = await sweep(rows, { ...options, threads });
  expect(ranking.map(({ trial, score }) => [trial, score])).toEqual(plain.ranking);
  expect(hash(winner)).toBe(plain.winner);
  expect(ranking.map(({ rung }) => rung)).toEqual([2, 1, 1, 0, 0, 0, 0, 0, 0]);
});

test("three workers, each with the tasks in another order and some twice: the same", async () => {
  const store = await planned();
  const works = await Promise.all([1, 2, 3].map((threads) => openWork(store, [sweepKind], { threads })));
  for (let round = 0; !(await works[0].isComplete()); round++) {
    expect(round).toBeLessThan(3);
    const missing = await works[0].missing();
    await Promise.all(
      works.map(async (work, w) => {
        const mine = [...missing.slice(w * 2), ...missing.slice(0, w * 2)].filter((index) => (index + round) % 3 !== w);
        for (const index of w === 1 ? mine.reverse() : mine) await work.run(index);
      }),
    );
  }
  await works[2].finish();
  for (const work of works) work.dispose();
  expect(await outcomeIn(store)).toEqual(plain);
});

describe("resuming", () => {
  test("a sweep that was stopped in the middle of trainings of every rung goes on to the same", async () => {
    const store = memoryStore();
    let stops = 0;
    for (;;) {
      const stop = new AbortController();
      const work = await opened(store);
      const [task] = await work.missing();
      if (task === undefined) break;
      // Each task is stopped once in its middle, and done by the next worker
      const onProgress = (fraction: number): void => void (fraction > 0.4 && stop.abort(new Error("killed")));
      await expect(work.run(task, { signal: stop.signal, onProgress })).rejects.toThrow("killed");
      expect(await work.missing()).toContain(task);
      work.dispose();
      const next = await opened(store);
      const before = await next.done();
      expect(await next.run(task)).toMatchObject({ status: "written", amount: next.amountOf(task) });
      expect(await next.done()).toBe(before + next.amountOf(task));
      expect(await next.run(task)).toEqual({ status: "there", amount: 0, seconds: 0 });
      next.dispose();
      stops++;
    }
    expect(stops).toBe(13);
    const whole = await opened(store);
    expect(await whole.done()).toBe(whole.amount);
    whole.dispose();
    const { ranking, winner } = await sweep(rows, { ...options, threads, store });
    expect({ ranking: ranking.map(({ trial, score }) => [trial, score]), winner: hash(winner) }).toEqual(plain);
  });

  test("a model's file that is lost is made again", async () => {
    const store = await planned();
    await sweep(rows, { ...options, threads, store });
    const lost = (await store.list()).filter(({ name }) => /^checkpoint-/.test(name))[4].name;
    const bytes = await store.read(lost);
    await store.remove(lost);
    const work = await opened(store);
    expect(await work.isComplete()).toBe(false);
    for (const task of await work.missing()) await work.run(task);
    expect(await store.read(lost)).toEqual(bytes);
    expect(await work.isComplete()).toBe(true);
    work.dispose();
  });

  async function opened(store: Store) {
    if ((await store.list()).length === 0) await planSweep(store, rows, options);
    return openWork(store, [sweepKind], { threads });
  }
});

test("a trial that goes on does so from its file: progress begins behind the steps of the rung before", async () => {
  const work = await openWork(await planned(), [sweepKind], { threads });
  for (let round = 0; round < 3; round++)
    for (const task of await work.missing()) {
      const told: number[] = [];
      await work.run(task, { onProgress: (fraction) => void told.push(fraction) });
      expect(told).toHaveLength(work.amountOf(task));
      expect(told.every((fraction, k) => fraction > (told[k - 1] ?? 0) && fraction <= 1)).toBe(true);
    }
  work.dispose();
});

test("a task of a rung whose entrants are not known yet is a fault that may pass", async () => {
  const work = await openWork(await planned(), [sweepKind], { threads });
  expect(await work.missing()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect([work.count, work.amount, work.amountOf(12), work.nameOf(9)]).toEqual([
    ...[13, 9 * 5 + 3 * 10 + 30, 30],
    "trial in place 1 of 3, steps 6 to 15",
  ]);
  const error = await errorOf(() => work.run(12));
  expect(error.message).toContain("expected all results of rung 1, got some missing");
  expect(whoseFault(error)).toBe("network");
  await expect(work.run(13)).rejects.toThrow("index an integer from 0 to 12");
  await expect(work.finish()).rejects.toThrow("got 9 missing of rung 0");
  work.dispose();
});

describe("diverging", () => {
  const wild = { ...options.settings, decay: "constant", beta1: 0, maxGradientNorm: 1e30, warmupSteps: 0 } as const;
  const never: RunSweepOptions = { ...options, threads, settings: { ...wild, beta2: 0 } };

  test("trials that diverge come last, with what went wrong, and do not go on", async () => {
    const space = { learningRate: { choices: [0.005, 1000] }, hidden: options.space.hidden };
    const store = memoryStore();
    const { ranking } = await sweep(rows, { ...never, space, store });
    const isWild = ranking.map(({ settings }) => settings["learningRate"] === 1000);
    const first = isWild.indexOf(true);
    expect(first).toBeGreaterThan(0);
    expect(isWild.slice(first)).not.toContain(false);
    for (const { rung, score, diverged } of ranking.slice(first)) {
      expect({ rung, score }).toEqual({ rung: -1, score: undefined });
      expect(diverged).toMatch(/expected a finite loss|expected a score that steps/);
    }
  });

  test("where all diverge there is no winner", async () => {
    const store = memoryStore();
    const space = { learningRate: { uniform: [999, 1000] as const } };
    const error = await errorOf(() => sweep(rows, { ...never, space, trials: 3, store }));
    expect(error).toMatchObject({ code: "diverged", message: expect.stringContaining("got 3 that did") });
    expect((await store.list()).map(({ name }) => name)).not.toContain("_SUCCESS");
  });
});

describe("files of a store", () => {
  const file = async (store: Store, pattern: RegExp) => {
    const { name } = (await store.list()).find(({ name }) => pattern.test(name))!;
    return { name, bytes: (await store.read(name))! };
  };

  test("a finished sweep: manifest with hashes, _SUCCESS after it", async () => {
    const store = memoryStore();
    const order: string[] = [];
    const watched = {
      ...store,
      replace: (name: string, bytes: Uint8Array) => (order.push(name), store.replace(name, bytes)),
    };
    const { winner, ranking } = await sweep(rows, { ...options, threads, store: watched });
    expect(order).toEqual(["ranking.json", "winner.langevin", "_manifest.json", "_SUCCESS"]);
    const manifest = JSON.parse(new TextDecoder().decode(await store.read("_manifest.json"))) as {
      winner: { trial: number };
      files: { name: string; sha256: string }[];
    };
    expect(manifest.winner.trial).toBe(ranking[0].trial);
    expect(manifest.files.find(({ name }) => name === "winner.langevin")?.sha256).toBe(hash(winner));
  });

  test.each([
    [/^checkpoint-/, "SHA-256"],
    [/^data-/, "SHA-256"],
  ])("a flipped bit in %s is refused", async (pattern, message) => {
    const store = await planned();
    await sweep(rows, { ...options, threads, store });
    const { name, bytes } = await file(store, pattern);
    bytes[bytes.length - 5] ^= 1;
    await store.replace(name, bytes);
    const error = await errorOf(async () => (await openWork(store, [sweepKind], { threads })).finish());
    expect(error).toMatchObject({ code: "invalid-file", message: expect.stringContaining(message) });
    expect(error.message).toContain(name);
  });

  test.each<[string, object, string]>([
    ["another sweep", { sweep: "0".repeat(64) }, "it is of another sweep"],
    ["another trial", { trial: 5 }, "expected trial 0, got 5"],
    ["no score", { score: undefined }, "a score with a checkpoint"],
    ["a path", { checkpoint: "../../etc/passwd" }, "checkpoint a text that fits"],
    ["a score that is none", { score: "high" }, "score"],
    ["more than there is", { run: "rm" }, 'got "run"'],
  ])("a result of %s is refused", async (_, change, message) => {
    const store = await planned();
    const work = await openWork(store, [sweepKind], { threads });
    await work.run(0);
    const { name, bytes } = await file(store, /^result-/);
    const result = { ...(JSON.parse(new TextDecoder().decode(bytes)) as object), ...change };
    await store.replace(name, new TextEncoder().encode(JSON.stringify(result)));
    work.dispose();
    const again = await openWork(store, [sweepKind], { threads });
    const error = await errorOf(() => again.missing());
    expect(error).toMatchObject({ code: "invalid-file", message: expect.stringContaining(message) });
  });

  test.each<[string, object, string]>([
    ["model", { model: "script" }, "model"],
    ["data", { data: { file: "../secret", sha256: "0".repeat(64), rows: 10 } }, "the name of a data file"],
    ["rungs", { rungs: [5, 5] }, "growing numbers of steps"],
    ["trials", { trials: 1e300 }, "trials"],
    ["space", { space: { steps: { choices: [1] } } }, "steps"],
    ["settings", { settings: { learningRate: 1 } }, "in space or in settings"],
    ["module", { module: "./evil.js" }, 'got "module"'],
  ])("a specification with another %s is refused", async (_, change, message) => {
    const store = await planned();
    const spec = { ...(JSON.parse(new TextDecoder().decode(await store.read("_spec.json"))) as object), ...change };
    await store.replace("_spec.json", new TextEncoder().encode(JSON.stringify(spec)));
    const error = await errorOf(() => openWork(store, [sweepKind], { threads }));
    expect(error).toMatchObject({ code: "invalid-argument", message: expect.stringContaining(message) });
  });
});

test("a worker of another build takes no task", async () => {
  const store = await planned();
  const spec = { ...(JSON.parse(new TextDecoder().decode(await store.read("_spec.json"))) as object), build: "old" };
  await store.replace("_spec.json", new TextEncoder().encode(JSON.stringify(spec)));
  for (const open of [
    () => openWork(store, [sweepKind], { threads }),
    () => sweep(rows, { ...options, threads, store }),
  ])
    expect(await errorOf(open)).toMatchObject({
      code: "unsupported",
      message: expect.stringContaining("of build old"),
    });
});
