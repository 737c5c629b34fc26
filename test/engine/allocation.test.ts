import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { coreOf, createEngine } from "../../src/engine/engine.ts";
import { twin } from "../kit/network-twin.ts";
import { createScoreNetwork } from "../../src/models/network.ts";
import { annealedLangevin } from "../../src/sampling/samplers/annealed-langevin.ts";
import { train } from "../../src/training/train.ts";

setFlagsFromString("--expose_gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes of live JavaScript objects, typed arrays' contents included. */
function live(): number {
  for (let k = 0; k < 4; k++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const MEGABYTE = 2 ** 20;
const sigmas = [2, 0.5, 0.1];
const data = Float64Array.from({ length: 200 }, (_, k) => (k * k) % 17);
const tiny = { dim: 2, hidden: [4], sigmaFrequencies: 0, coordinateFrequencies: 0 };

test("10⁵ training steps leave the engine's memory and the JavaScript heap where they were", async () => {
  const engine = await createEngine();
  const network = createScoreNetwork(engine, tiny);
  const steps = 103_000;
  const seen: { memory: typeof engine.memory; live: number }[] = [];
  for await (const { step } of train(network, data, {
    sigmas,
    steps,
    batchSize: 4,
    validation: data,
    validateEvery: 20_000,
  }))
    if (step === 3000 || step === steps) seen.push({ memory: engine.memory, live: live() });
  expect(seen[1].memory).toEqual(seen[0].memory);
  expect(seen[1].live - seen[0].live).toBeLessThan(MEGABYTE);
});

test("10⁵ Langevin steps do, with a network and with a function, and a run gives all it took back", async () => {
  const engine = await createEngine();
  const { network } = twin(engine, tiny, true);
  const plain = { dim: 2, score: (x: Float32Array) => x.map((value) => -value) };
  for (const model of [network, plain]) {
    const { used } = engine.memory;
    const seen: { memory: typeof engine.memory; live: number }[] = [];
    const run = { engine, count: 8, stepsPerSigma: 34_000, stepSize: 0.01 };
    // a view of memory as it is on the way, looked at early and late
    for await (const { fraction } of annealedLangevin(model, sigmas, run)) {
      const late = fraction > 0.9;
      if (seen.length === (late ? 1 : 0)) seen.push({ memory: engine.memory, live: live() });
    }
    expect(seen).toHaveLength(2);
    expect(seen[1].memory).toEqual(seen[0].memory);
    expect(seen[1].live - seen[0].live).toBeLessThan(MEGABYTE);
    expect(engine.memory.used).toBe(used);
  }
});

test.each([1, 2])(
  "%i threads: a disposed engine's memory goes, though it and its network are still there",
  async (threads) => {
    const engine = await createEngine({ threads });
    const network = createScoreNetwork(engine, { dim: 2, hidden: [512, 512] });
    for await (const { step } of train(network, data, { sigmas, steps: 3, batchSize: 256 })) void step;
    const memory = new WeakRef(coreOf(engine).heap.memory);
    const buffer = new WeakRef(memory.deref()!.buffer);
    engine.dispose();
    // Workers end some time after terminate()
    for (let k = 0; k < 100 && (memory.deref() || buffer.deref()); k++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      collect();
    }
    expect(memory.deref()).toBeUndefined();
    expect(buffer.deref()).toBeUndefined();
    expect(engine.disposed && network.disposed).toBe(true);
    network.dispose();
  },
);

test("networks, trainings and samplings made and disposed again and again reuse the same memory", async () => {
  const engine = await createEngine();
  const cycle = async () => {
    const network = createScoreNetwork(engine, { dim: 3, hidden: [20, 20] });
    for await (const { step } of train(network, data.subarray(0, 198), { sigmas, steps: 3, batchSize: 50 })) void step;
    for await (const { step } of train(network, data.subarray(0, 99), { sigmas, steps: 3, batchSize: 20 }))
      if (step === 1) break;
    for await (const { step } of train(network, data.subarray(0, 99), { resume: true })) void step;
    await annealedLangevin(network, sigmas, { count: 100, stepsPerSigma: 2 });
    network.dispose();
  };
  // what engines keep of a program's first runs (feedback, compiled code) is no leak
  for (let k = 0; k < 100; k++) await cycle();
  const before = { ...engine.memory, live: live() };
  for (let k = 0; k < 300; k++) await cycle();
  expect(engine.memory).toEqual({ used: before.used, reserved: before.reserved });
  expect(before.used).toBe(0);
  expect(live() - before.live).toBeLessThan(MEGABYTE);
});
