import { describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../src/engine/engine.ts";
import { createScoreNetwork } from "../src/models/network.ts";
import type { ScoreModel } from "../src/models/score-model.ts";
import { annealedLangevin } from "../src/sampling/samplers/annealed-langevin.ts";
import { langevin } from "../src/sampling/samplers/langevin.ts";
import { show } from "../src/support/show.ts";
import { train } from "../src/training/train.ts";
import { errorOf } from "./kit/error-of.ts";
import { engine, network, rows, sigmas } from "./kit/live-network.ts";
import { twin } from "./kit/network-twin.ts";

describe("disposed", () => {
  test.each(["network", "engine"] as const)(
    "a disposed %s refuses everything, however often it is disposed",
    async (what) => {
      const home = await createEngine();
      const mine = twin(home, { dim: 2, hidden: [4] }, true).network;
      const victim = what === "network" ? mine : home;
      victim.dispose();
      victim.dispose();
      expect([victim.disposed, mine.disposed]).toEqual([true, true]);
      const gone = {
        code: "disposed",
        message: expect.stringContaining(`expected a live ${what}, got one after its dispose()`),
      };
      const acts: (() => unknown)[] = [
        () => mine.score([1, 2], 1),
        () => mine.parameters(),
        () => train(mine, rows, { sigmas }),
        () => annealedLangevin(mine, sigmas, { count: 1 }),
        () => langevin(mine, sigmas, { count: 1, stepSize: 1 }),
      ];
      const model: ScoreModel = { dim: 2, score: (x) => x };
      if (what === "engine")
        acts.push(
          () => createScoreNetwork(home, { dim: 2 }),
          () => home.memory,
          () => annealedLangevin(model, sigmas, { count: 1, engine: home }),
        );
      for (const act of acts) expect(await errorOf(act)).toMatchObject(gone);
    },
  );

  test("a network of one engine outlives another's end; a promise of an engine is none", async () => {
    const other = await createEngine();
    other.dispose();
    expect(network.score([1, 2], 1)).toHaveLength(2);
    const promised = createEngine() as unknown as Engine;
    expect(() => createScoreNetwork(promised, { dim: 2 })).toThrow("expected engine as await createEngine() gives it");
  });
});

describe("out of memory is an error that is survived", () => {
  test("a network, a batch or particles too large; everything before and after works", async () => {
    const little = await createEngine({ maxMemoryBytes: 4 * 2 ** 20 });
    const mine = createScoreNetwork(little, { dim: 2, hidden: [16, 16], seed: 1 });
    const alike = createScoreNetwork(engine, { dim: 2, hidden: [16, 16], seed: 1 });
    const how = { sigmas, steps: 6, batchSize: 40 };
    for (const which of [mine, alike]) for await (const { step } of train(which, rows, how)) if (step === 3) break;
    const { used } = little.memory;
    const { training } = mine;
    const acts = [
      () => createScoreNetwork(little, { dim: 2, hidden: [1024, 1024] }),
      () => train(mine, rows, { ...how, batchSize: 50_000 }),
      () => train(mine, new Float64Array(2e6), how),
      () => annealedLangevin(mine, sigmas, { count: 1e6 }),
      () => annealedLangevin({ dim: 2, score: (x) => x }, sigmas, { count: 1e9, engine: little }),
    ];
    for (const act of acts) {
      const error = await errorOf(act);
      expect(error).toMatchObject({ code: "out-of-memory", message: expect.stringContaining("use smaller networks") });
      expect([little.memory.used, mine.training]).toEqual([used, training]);
    }
    for (const which of [mine, alike])
      for await (const { step } of train(which, rows, { resume: true })) expect(step).toBeGreaterThan(3);
    expect(mine.parameters()).toEqual(alike.parameters());
    expect(mine.parameters("current")).toEqual(alike.parameters("current"));
    const run = { count: 50, stepsPerSigma: 5 };
    expect(await annealedLangevin(mine, sigmas, run)).toEqual(await annealedLangevin(alike, sigmas, run));
    createScoreNetwork(little, { dim: 2, hidden: [8] }).dispose();
    expect(little.memory.reserved).toBeLessThanOrEqual(4 * 2 ** 20);
  });

  test.each([[0], [65535], [2 ** 33], [NaN], ["1 GB"]])(
    "createEngine({ maxMemoryBytes: %o })",
    async (maxMemoryBytes) => {
      const error = await errorOf(() => createEngine({ maxMemoryBytes } as { maxMemoryBytes: number }));
      const message = `createEngine: expected maxMemoryBytes a number from 65536 to 4294967296, got ${show(maxMemoryBytes)}`;
      expect(error).toMatchObject({ code: "invalid-argument", message });
    },
  );
});
