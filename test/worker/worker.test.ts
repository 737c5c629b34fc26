import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type * as api from "../../src/index.ts";
import type * as int16Api from "../../src/int16/index.ts";
import type * as toysApi from "../../src/toys/index.ts";
import type * as workerApi from "../../src/worker/index.ts";

// The built library: a worker starts from a file
const library = (await import(new URL("../../dist/index.js", import.meta.url).href)) as typeof api;
const int16 = (await import(new URL("../../dist/int16.js", import.meta.url).href)) as typeof int16Api;
const toys = (await import(new URL("../../dist/toys.js", import.meta.url).href)) as typeof toysApi;
const { startWorker } = (await import(new URL("../../dist/worker.js", import.meta.url).href)) as typeof workerApi;

const sigmas = Float64Array.of(5, 1, 0.2);
const data = Float32Array.from({ length: 600 }, (_, i) => ((i * 7) % 31) + (i % 2));
const shape = { dim: 2, hidden: [16, 16], seed: 3 };
const settings = { sigmas, steps: 40, batchSize: 50, seed: 4 };

let langevin: workerApi.LangevinWorker;
let engine: workerApi.Remote<api.Engine>;
beforeAll(async () => {
  langevin = await startWorker();
  engine = await langevin.createEngine({ threads: 1 });
});
afterAll(() => {
  langevin.dispose();
});

describe("the same API", () => {
  test("progress, samples and files are those of the main thread, bit for bit, also after break and resume", async () => {
    const local = library.createScoreNetwork(await library.createEngine({ threads: 1 }), shape);
    const losses: number[] = [];
    for await (const { step, loss } of library.train(local, data, settings)) losses[step - 1] = loss;

    const network = await langevin.createScoreNetwork(engine, shape);
    const remoteLosses: number[] = [];
    for await (const { step, loss } of langevin.train(network, data, settings)) {
      remoteLosses[step - 1] = loss;
      if (step === 17) break;
    }
    expect(remoteLosses).toEqual(losses.slice(0, 17));
    // Left at that very step
    for await (const { step, loss } of langevin.train(network, data, { resume: true })) remoteLosses[step - 1] = loss;
    expect(remoteLosses).toEqual(losses);
    expect(await langevin.saveModel(network)).toEqual(library.saveModel(local));

    const sampling = { count: 70, stepsPerSigma: 3, seed: 5 };
    expect(await langevin.annealedLangevin(network, sigmas, sampling)).toEqual(
      await library.annealedLangevin(local, sigmas, sampling),
    );
    const x = Float32Array.of(1, 2, 3, 4);
    expect(await network.score(x, 0.5)).toEqual(local.score(x, 0.5));
    expect(await network.dim).toBe(2);
    expect(await network.options).toEqual(local.options);
    await network.dispose();
    await expect(network.score(x, 1)).rejects.toMatchObject({ code: "disposed" });
  });

  test("a network in 16-bit integers: bit for bit as on the main thread", async () => {
    const local = library.createScoreNetwork(await library.createEngine({ threads: 1 }), shape);
    await library.train(local, data, settings);
    const network = await langevin.loadModel(engine, library.saveModel(local));
    const how = { count: 40, seed: 1 };
    const rows = await langevin.heunOde(await langevin.quantize(network), sigmas, how);
    expect(rows).toEqual(await library.heunOde(await int16.quantize(local), sigmas, how));
    expect(rows).not.toEqual(await library.heunOde(local, sigmas, how));
  });

  test("rows of labels start where their class is, bit for bit as on the main thread", async () => {
    const local = library.createScoreNetwork(await library.createEngine({ threads: 1 }), { ...shape, classes: 2 });
    const labels = Array.from({ length: 300 }, (_, k) => k % 2);
    const classes = data.map((value, i) => value + 20 * labels[Math.floor(i / 2)]);
    await library.train(local, classes, { ...settings, labels });
    const network = await langevin.loadModel(engine, library.saveModel(local));
    const how = { count: 4, seed: 1 };
    const rows = await langevin.heunOde(await langevin.withLabels(network, [0, 1, -1, 1]), sigmas, how);
    expect(rows).toEqual(await library.heunOde(library.withLabels(local, [0, 1, -1, 1]), sigmas, how));
    const one = await langevin.encode(await langevin.withLabels(network, 1), [1, 2], { sigmaMax: 5, sigmaMin: 0.2 });
    expect(one).toEqual(await library.encode(library.withLabels(local, 1), [1, 2], { sigmaMax: 5, sigmaMin: 0.2 }));
    expect(one).not.toEqual(await library.encode(local, [1, 2], { sigmaMax: 5, sigmaMin: 0.2 }));
  });

  test("conditions: trained there, and given to rows and densities, bit for bit as on the main thread", async () => {
    const local = library.createScoreNetwork(await library.createEngine({ threads: 1 }), { ...shape, conditions: 1 });
    const conditions = Array.from({ length: 300 }, (_, k) => [Math.sin(k)]);
    const shifted = data.map((value, i) => value + 20 * conditions[Math.floor(i / 2)][0]);
    await library.train(local, shifted, { ...settings, conditions });
    const network = await langevin.createScoreNetwork(engine, { ...shape, conditions: 1 });
    await langevin.train(network, shifted, { ...settings, conditions });
    expect(await langevin.saveModel(network)).toEqual(library.saveModel(local));
    const how = { count: 4, seed: 1 };
    const given = [[0.5], [-1], [NaN], [0.5]];
    const rows = await langevin.heunOde(await langevin.withConditions(network, given), sigmas, how);
    expect(rows).toEqual(await library.heunOde(library.withConditions(local, given), sigmas, how));
    const ends = { sigmaMax: 5, sigmaMin: 0.2 };
    const one = await langevin.logDensity(await langevin.withConditions(network, [0.3]), [1, 2], ends);
    expect(one).toEqual(await library.logDensity(library.withConditions(local, [0.3]), [1, 2], ends));
  });

  test("await instead of for await: training to its end", async () => {
    const network = await langevin.createScoreNetwork(engine, shape);
    await langevin.train(network, data, settings);
    const finished = { steps: settings.steps, loss: undefined };
    await expect(langevin.train(network, data, { resume: true })).resolves.toMatchObject(finished);
    const loaded = await langevin.loadModel(engine, await langevin.saveModel(network));
    expect(await loaded.parameters()).toEqual(await network.parameters());
  });

  test("a sampler's progress has its values and its methods, and its result after the loop", async () => {
    const model = await langevin.gaussian({ mean: [1, 2], std: [1, 1] });
    const run = langevin.annealedLangevin(model, sigmas, { count: 4000, stepsPerSigma: 200, seed: 1 });
    let current = new Float32Array(0);
    for await (const progress of run) {
      expect(progress.levels).toBe(3);
      expect(progress.sigma).toBe(sigmas[progress.level]);
      current = new Float32Array(await progress.current());
    }
    expect(current.length).toBe(8000);
    expect((await run).length).toBe(8000);
  });

  test("objects and their properties: exact densities", async () => {
    const moons = await langevin.moons;
    expect(await moons.entropy).toBe(toys.moons.entropy);
    expect(await moons.sample(5, { seed: 2 })).toEqual(toys.moons.sample(5, { seed: 2 }));
    expect(await langevin.geometricSigmas({ sigmaMax: 4, sigmaMin: 1, count: 3 })).toEqual(
      library.geometricSigmas({ sigmaMax: 4, sigmaMin: 1, count: 3 }),
    );
  });

  test("progressMillis: every value still arrives", async () => {
    const batched = await startWorker({ progressMillis: 50 });
    const network = await batched.createScoreNetwork(await batched.createEngine({ threads: 1 }), shape);
    const steps: number[] = [];
    for await (const { step } of batched.train(network, data, settings)) steps.push(step);
    expect(steps).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    batched.dispose();
  });
});

test("the caller's arrays stay as they are, also a view of shared or of larger memory", async () => {
  const arrays = [data.slice(), new Float64Array(new SharedArrayBuffer(160)).fill(2, 3), Buffer.from([1, 2, 3, 4])];
  for (const array of arrays) {
    const before = Array.from(array);
    const x = await langevin.nearestDistances(array, [[1, 2]], { dim: 2 });
    expect(x.length).toBe(array.length / 2);
    expect(Array.from(array)).toEqual(before);
  }
});

test("arrays are transferred: a copy of what the view shows, and gone from here", async () => {
  const worker = new Worker(new URL("../../dist/worker-main.js", import.meta.url));
  const posted = vi.spyOn(worker, "postMessage");
  const own = await startWorker({ worker: worker as never });
  const large = new Float32Array(100).fill(1);
  const buffers: ArrayBuffer[] = [];
  posted.mockImplementation((message: unknown, transferred) => {
    buffers.push(...(transferred as unknown as ArrayBuffer[]));
    expect(buffers.map(({ byteLength }) => byteLength)).toEqual([16]);
    Worker.prototype.postMessage.call(worker, message, transferred);
  });
  expect(await own.nearestDistances(large.subarray(10, 14), [[1, 2]], { dim: 2 })).toEqual(Float64Array.of(1, 1));
  expect(buffers.map(({ byteLength }) => byteLength)).toEqual([0]);
  expect(large.length).toBe(100);
  own.dispose();
});

describe("abort", () => {
  const endless = { ...settings, steps: 1e9 };

  test.each([["await"], ["for await"]])(
    "%s: rejects with the signal's own reason, and the network goes on",
    async (how) => {
      const network = await langevin.createScoreNetwork(engine, shape);
      const controller = new AbortController();
      const reason = new Error("enough");
      const options = { ...endless, signal: controller.signal };
      const run = langevin.train(network, data, options);
      const work =
        how === "await"
          ? run.then(() => undefined)
          : (async () => {
              for await (const { step } of run) if (step === 5) controller.abort(reason);
            })();
      if (how === "await") setTimeout(() => controller.abort(reason), 50);
      await expect(work).rejects.toBe(reason);
      // Not being trained any more: another training may begin at once
      await langevin.train(network, data, settings);
    },
  );

  test("a signal that is aborted already", async () => {
    const network = await langevin.createScoreNetwork(engine, shape);
    await langevin.train(network, data, { ...settings, steps: 3 });
    const signal = AbortSignal.abort("before");
    await expect(langevin.train(network, data, { ...endless, signal })).rejects.toBe("before");
    await expect(langevin.annealedLangevin(network, sigmas, { count: 10, signal })).rejects.toBe("before");
  });

  test("a sampler", async () => {
    const network = await langevin.createScoreNetwork(engine, shape);
    await langevin.train(network, data, { ...settings, steps: 3 });
    const signal = AbortSignal.timeout(50);
    const run = langevin.annealedLangevin(network, sigmas, { count: 1e5, stepsPerSigma: 1e6, signal });
    await expect(run).rejects.toBe(await new Promise((resolve) => setTimeout(() => resolve(signal.reason), 60)));
  });
});

describe("errors", () => {
  test("are LangevinErrors with code and message", async () => {
    const error: unknown = await langevin.createScoreNetwork(engine, { dim: 0 }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(library.LangevinError);
    expect(error).toMatchObject({ code: "invalid-argument", message: expect.stringContaining("dim an integer") });
    const network = await langevin.createScoreNetwork(engine, shape);
    const training = async () => {
      for await (const progress of langevin.train(network, [[1, NaN]], settings)) void progress;
    };
    await expect(training()).rejects.toMatchObject({ code: "invalid-data" });
  });

  test("functions and objects of one's own cannot be sent", async () => {
    const model = { dim: 2, score: (x: Float32Array) => x };
    await expect(langevin.annealedLangevin(model as never, sigmas, { count: 1 })).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringContaining("import langevin in a worker of your own"),
    });
    await expect(langevin.createEngine({ wasm: Promise.resolve("x") as never })).rejects.toMatchObject({
      code: "invalid-argument",
    });
  });

  test("an iteration of what has no progress", async () => {
    const call = langevin.createScoreNetwork(engine, shape) as unknown as AsyncIterable<unknown>;
    await expect(call[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "invalid-argument" });
  });

  test("a worker that cannot start", async () => {
    const nowhere = new URL("nowhere.js", import.meta.url);
    await expect(startWorker({ worker: nowhere })).rejects.toMatchObject({ code: "unsupported" });
    await expect(startWorker({ progressMillis: -1 })).rejects.toMatchObject({ code: "invalid-argument" });
  });

  test("a worker that ends: what waits fails, and what is asked later", async () => {
    const worker = new Worker(new URL("../../dist/worker-main.js", import.meta.url));
    const dying = await startWorker({ worker: worker as never });
    const network = await dying.createScoreNetwork(await dying.createEngine({ threads: 1 }), shape);
    const training = expect(dying.train(network, data, { ...settings, steps: 1e9 })).rejects.toMatchObject({
      code: "thread-lost",
    });
    await worker.terminate();
    await training;
    await expect(network.dim).rejects.toMatchObject({ code: "thread-lost" });
  });
});

test("dispose: what waits and what is asked later fails with disposed", async () => {
  const other = await startWorker();
  const network = await other.createScoreNetwork(await other.createEngine({ threads: 1 }), shape);
  const training = expect(other.train(network, data, { ...settings, steps: 1e9 })).rejects.toMatchObject({
    code: "disposed",
  });
  setTimeout(() => other.dispose(), 30);
  await training;
  await expect(network.score([1, 2], 1)).rejects.toMatchObject({ code: "disposed" });
  other.dispose();
});
