import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type * as api from "../../src/index.ts";
import type * as workerApi from "../../src/worker/index.ts";

// The built library: a worker starts from a file
const entry = new URL("../../dist/worker.js", import.meta.url).href;
const { startWorker } = (await import(entry)) as typeof workerApi;

const sigmas = Float64Array.of(5, 1, 0.2);
const shape = { dim: 2, hidden: [16, 16], seed: 3 };

describe("calls", () => {
  let langevin: workerApi.LangevinWorker;
  let engine: workerApi.Remote<api.Engine>;
  beforeAll(async () => {
    langevin = await startWorker();
    engine = await langevin.createEngine({ threads: 1 });
  });
  afterAll(() => {
    langevin.dispose();
  });

  test("what nothing in the worker is called", async () => {
    const { noSuchThing, moons, trian } = langevin as unknown as Record<string, (...args: unknown[]) => Promise<void>>;
    await expect(noSuchThing(1)).rejects.toMatchObject({
      name: "LangevinError",
      code: "invalid-argument",
      message: 'langevin/worker: expected a function, got "noSuchThing", which is undefined',
    });
    await expect(trian()).rejects.toThrow('langevin/worker: expected "train", got "trian", which is undefined');
    await expect(moons()).rejects.toMatchObject({
      code: "invalid-argument",
      message: 'langevin/worker: expected a function, got "moons", which is an object',
    });
    await expect((engine as unknown as Record<string, typeof moons>)["train"]()).rejects.toMatchObject({
      code: "invalid-argument",
    });
  });

  const cyclic: unknown[] = [];
  cyclic.push({ cyclic });
  let nested: unknown = 1;
  for (let depth = 0; depth < 20_000; depth++) nested = [nested];
  const detached = new Float32Array(4);
  const view = new DataView(detached.buffer);
  structuredClone(detached, { transfer: [detached.buffer] });
  test.each<[string, unknown, string]>([
    ["an array of holes", Object.assign(new Array(1e9), [1, 2]), "got an array of 1000000000 with a hole at index 2"],
    ["a symbol", Symbol("s"), "got Symbol(s), which cannot be sent to a worker"],
    ["an array of a symbol", [1, Symbol("s")], "got Symbol(s), which cannot be sent to a worker"],
    ["a circle", cyclic, "got arrays or objects over 100 deep, or in a circle"],
    ["depth", { rows: nested }, "got arrays or objects over 100 deep, or in a circle"],
    ["a detached array", { rows: detached }, "got a detached Float32Array"],
    ["a detached DataView", view, "got a detached DataView"],
    ["a detached buffer", detached.buffer, "got a detached ArrayBuffer"],
    ["a WeakMap", new WeakMap(), "got an object with methods, which cannot be sent"],
    ["a promise", Promise.resolve(1), "got a promise: await it first"],
  ])("%s among the arguments", async (_, value, message) => {
    const call = (langevin.gaussian as unknown as (options: unknown) => Promise<void>)({ mean: value });
    await expect(call).rejects.toMatchObject({
      name: "LangevinError",
      code: "invalid-argument",
      message: expect.stringContaining(`gaussian: expected `),
    });
    await expect(call).rejects.toThrow(message);
  });

  test("calls and properties that were not awaited, and objects of another worker", async () => {
    const promised = langevin.createEngine({ threads: 1 });
    await expect(langevin.createScoreNetwork(promised as never, shape)).rejects.toThrow(
      "got a promise: await it first",
    );
    await expect(langevin.gaussian({ mean: engine.threads as never, std: [1] })).rejects.toThrow("await it first");
    const other = await startWorker();
    await expect(other.createScoreNetwork(engine, shape)).rejects.toMatchObject({
      code: "invalid-argument",
      message: "createScoreNetwork: expected data or objects made in this worker, got an object of another worker",
    });
    other.dispose();
    await expect(langevin.createScoreNetwork(await promised, shape)).resolves.toBeDefined();
  });

  test("a run whose loop was left, and a second loop", async () => {
    const model = await langevin.gaussian({ mean: [1, 2], std: [1, 1] });
    const left = langevin.annealedLangevin(model, sigmas, { count: 1000, stepsPerSigma: 1000 });
    for await (const { fraction } of left) if (fraction > 0) break;
    const whole = langevin.annealedLangevin(model, sigmas, { count: 10 });
    await expect(left).rejects.toMatchObject({ name: "LangevinError", code: "stopped" });
    for await (const progress of whole) void progress;
    for (const run of [left, whole])
      await expect((run as AsyncIterable<unknown>)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
        name: "LangevinError",
        code: "invalid-argument",
        message: expect.stringContaining("for await: expected a run that has not begun"),
      });
    expect(await whole).toHaveLength(20);
  });
});

describe("the start", () => {
  test.each<[unknown, string]>([
    [null, "an options object, got null"],
    [7, "an options object, got 7"],
    [{ worker: 7 }, "worker a string, a URL or a Worker, got 7"],
    [{ worker: "" }, 'worker a string, a URL or a Worker, got ""'],
    [{ worker: {} }, "worker a string, a URL or a Worker, got an object"],
    [{ progressMilis: 3 }, 'option "progressMillis", got "progressMilis"'],
    [{ progressMillis: "3" }, 'progressMillis a number from 0 to 60000, got "3" (a string)'],
    [{ startMillis: 0 }, "startMillis an integer from 1 to 2147483647, got 0"],
  ])("startWorker(%o)", async (options, message) => {
    await expect(startWorker(options as never)).rejects.toMatchObject({
      name: "LangevinError",
      code: "invalid-argument",
      message: `startWorker: expected ${message}`,
    });
  });

  const programs: [string, string, string, number][] = [
    ["is silent", "setInterval(() => undefined, 1e6);", "no answer in 0.3 s: is it another program?", 300],
    [
      "sends everything back",
      'const { parentPort } = require("node:worker_threads"); parentPort.on("message", (m) => parentPort.postMessage(m));',
      "another program, or langevin of another version",
      60_000,
    ],
    ["ends at once", "", "exit code 0", 60_000],
  ];
  test.each(programs)(
    "another program that %s: a sentence, and the process can end",
    async (_, program, message, startMillis) => {
      const child = spawn(process.execPath, ["--input-type=module", "--eval", `
      import { spawn } from "node:child_process";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
      const { startWorker } = await import(${JSON.stringify(entry)});
      const worker = new Worker(${JSON.stringify(program)}, { eval: true, execArgv: [] });
      await startWorker({ worker, startMillis: ${startMillis} }).catch(({ name, code, message }) => console.log(name, code, message));
    `]); // prettier-ignore
      let output = "";
      child.stdout.on("data", (chunk) => (output += String(chunk)));
      expect(await once(child, "exit")).toEqual([0, null]);
      expect(output).toMatch(/^LangevinError unsupported startWorker: expected langevin\/worker-main to start, got /);
      expect(output).toContain(message);
    },
  );
});
