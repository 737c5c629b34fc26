import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import type { ScoreNetwork } from "../../../src/models/network.ts";
import { twin } from "../../kit/network-twin.ts";
import { annealedLangevin } from "../../../src/sampling/samplers/annealed-langevin.ts";
import type { SamplingProgress } from "../../../src/sampling/chain/sampling-run.ts";
import { geometricSigmas } from "../../../src/noise/ladders.ts";
import { countUnhandledRejections } from "../../kit/unhandled-rejections.ts";

let engine: Engine;
let network: ScoreNetwork;
let used = 0;
beforeAll(async () => {
  engine = await createEngine();
  network = twin(engine, { dim: 2, hidden: [32, 32] }, true).network;
});
afterAll(() => engine.dispose());
beforeEach(() => void ({ used } = engine.memory));

const sigmas = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.1, count: 10 });
const plain: ScoreModel = { dim: 2, score: (x, sigma) => x.map((v) => -v / (1 + sigma * sigma)) };
/** Long enough to be interrupted: about half a second. */
const long = { count: 4000, stepsPerSigma: 60, seed: 1 };
const start = (model: ScoreModel, signal?: AbortSignal) => annealedLangevin(model, sigmas, { ...long, engine, signal });

describe.each([
  ["a network", () => network],
  ["a function", () => plain],
] as const)("with %s", (_, model) => {
  test("awaited, iterated, or iterated and then awaited: the same samples, and the memory comes back", async () => {
    const awaited = await start(model());
    expect(awaited).toHaveLength(2 * long.count);
    const run = start(model());
    const seen: SamplingProgress[] = [];
    let middle: Float64Array | undefined;
    for await (const progress of run) {
      seen.push(progress);
      if (progress.fraction > 0.5) middle ??= progress.current();
    }
    expect(engine.memory.used).toBe(used);
    expect(await run).toEqual(awaited);
    expect(await run).toBe(await run);
    expect(middle).toHaveLength(2 * long.count);
    expect(middle).not.toEqual(awaited);
    expect(seen.length).toBeGreaterThan(3);
    for (const [k, { level, levels, sigma, fraction, secondsLeft }] of seen.entries()) {
      expect([levels, sigma]).toEqual([10, sigmas[level]]);
      expect(fraction).toBeGreaterThan(seen[k - 1]?.fraction ?? 0);
      expect(fraction).toBeLessThanOrEqual(1 + 1e-9);
      expect(secondsLeft >= -1e-9 && secondsLeft < 600).toBe(true);
    }
  });

  test("left with break: the work ends, awaiting it rejects, the memory comes back", async () => {
    const run = start(model());
    for await (const { fraction } of run) if (fraction > 0) break;
    expect(engine.memory.used).toBe(used);
    await expect(run).rejects.toThrow(expect.objectContaining({ code: "stopped" }));
  });

  test("aborted before: rejects with the signal's reason, nothing is allocated", async () => {
    const reason = new Error("no");
    await expect(start(model(), AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(engine.memory.used).toBe(used);
  });

  test("aborted while it runs, awaited or iterated: rejects with the reason, the memory comes back", async () => {
    const reason = { any: "value" };
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 20);
    await expect(start(model(), controller.signal)).rejects.toBe(reason);
    expect(engine.memory.used).toBe(used);
    const second = new AbortController();
    const run = start(model(), second.signal);
    let after = -1;
    const iterating = async () => {
      for await (const progress of run) {
        second.abort(reason);
        after += progress.fraction > 0 ? 1 : 0;
      }
    };
    await expect(iterating()).rejects.toBe(reason);
    expect(after).toBe(0);
    await expect(run).rejects.toBe(reason);
    expect(engine.memory.used).toBe(used);
  });

  test("gives the event loop turns", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const began = performance.now();
    await start(model());
    clearInterval(timer);
    expect(ticks).toBeGreaterThan((performance.now() - began) / 80);
  });
});

test("nothing happens before it is awaited or iterated", async () => {
  let calls = 0;
  annealedLangevin({ dim: 1, score: (x) => (calls++, x) }, sigmas, { engine, count: 5 });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect([calls, engine.memory.used]).toEqual([0, used]);
});

test("a network or engine disposed while sampling: a typed error", async () => {
  const own = await createEngine();
  for (const dispose of [(n: ScoreNetwork) => n.dispose(), (n: ScoreNetwork) => n.engine.dispose()]) {
    const mine = twin(own, { dim: 2, hidden: [32, 32] }, true).network;
    const disposing = async () => {
      for await (const { fraction } of annealedLangevin(mine, sigmas, long)) if (fraction > 0) dispose(mine);
    };
    await expect(disposing()).rejects.toThrow(expect.objectContaining({ code: "disposed" }));
  }
});

test("an error no one listens to is not an unhandled rejection", async () => {
  const unhandled = countUnhandledRejections();
  const failing: ScoreModel = { dim: 1, score: () => expect.fail("score") };
  const run = annealedLangevin(failing, sigmas, { engine, count: 5 });
  await expect(async () => { for await (const _ of run) void _; }).rejects.toThrow("score"); // prettier-ignore
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(unhandled.end()).toBe(0);
});
