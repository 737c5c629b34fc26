import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lossInNats } from "../../src/density/loss-in-nats.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { loadModel } from "../../src/files/load-model.ts";
import { saveModel } from "../../src/files/save-model.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../src/models/network.ts";
import { drawSplit } from "../../src/numerics/draws.ts";
import { purposes, streamKey } from "../../src/numerics/random.ts";
import { describeCopying } from "../../src/training/copying.ts";
import { trainFlow } from "../../src/training/train-flow.ts";
import { train, type TrainProgress, type TrainResult } from "../../src/training/train.ts";
import { moons } from "../../src/toys/index.ts";
import { hashOf } from "../kit/hash-of.ts";
import { flatten } from "../kit/network-twin.ts";
import { refused } from "./small-training.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

/** So few rows that they are soon learned by heart. */
const rows = moons.sample(24, { seed: 1 });
const options = {
  sigmas: [10, 0.02],
  noiseDistribution: "log-uniform",
  steps: 400,
  batchSize: 64,
  learningRate: 0.01,
  seed: 3,
  holdout: 0.25,
  validateEvery: 10,
} as const;
const early = { ...options, stopEarly: true } as const;
const small = (on = engine): ScoreNetwork => createScoreNetwork(on, { dim: 2, hidden: [48, 48], seed: 2 });
const averages = (network: ScoreNetwork): string => hashOf(flatten(network.parameters()));
const all = (network: ScoreNetwork): string =>
  hashOf(flatten(network.parameters("current")), flatten(network.parameters()));

describe("stopEarly", () => {
  let whole: ScoreNetwork;
  let result: TrainResult;
  let told: Pick<TrainProgress, "step" | "nats">[];
  beforeAll(async () => {
    whole = small();
    told = [];
    const run = train(whole, rows, early);
    for await (const { step, nats } of run) if (nats) told.push({ step, nats });
    result = await run;
  }, 60_000);

  test("keeps the averaged weights of the least loss, and stops once it has risen", async () => {
    const least = told.reduce((best, one) => (one.nats!.validation < best.nats!.validation ? one : best));
    expect(result.bestStep).toBe(least.step);
    expect(result.nats).toEqual(least.nats);
    expect(result.steps).toBe(told.at(-1)!.step);
    expect(result.steps).toBeGreaterThanOrEqual(result.bestStep + 100);
    expect(result.steps).toBeLessThan(options.steps);
    const watched = small();
    for await (const { step } of train(watched, rows, options)) if (step === result.bestStep) break;
    expect(averages(whole)).toBe(averages(watched));
  });

  test("says that rows are being copied, and how the loss lies by σ", () => {
    expect(told[0].nats!.copying).toBeUndefined();
    expect(told.at(-1)!.nats!.copying).toMatch(/^Rows are being copied: rows that were not trained on have [\d.]+ ± /);
    const { levels, validation, training, error } = result.nats!;
    expect(levels[0].sigma).toBeLessThan(0.04);
    expect(levels.at(-1)!.sigma).toBeGreaterThan(1);
    for (const { loss } of levels) expect(loss).toBeGreaterThan(-0.5);
    expect([validation, training, error].every(Number.isFinite)).toBe(true);
  });

  test("left anywhere, saved, loaded and resumed: bit for bit as if never left", async () => {
    for (const until of [1, 10, result.bestStep, result.bestStep + 15, result.steps]) {
      const part = small();
      for await (const { step } of train(part, rows, early)) if (step === until) break;
      const loaded = loadModel(engine, saveModel(part));
      for (const network of [part, loaded]) {
        const rest = await train(network, rows, { resume: true, validateEvery: options.validateEvery });
        expect(all(network)).toBe(all(whole));
        expect([rest.steps, rest.bestStep, rest.nats]).toEqual([result.steps, result.bestStep, result.nats]);
      }
      expect(hashOf(saveModel(loaded))).toBe(hashOf(saveModel(whole)));
    }
  });

  test("at its end there is nothing to resume, in a file either", async () => {
    const loaded = loadModel(engine, saveModel(whole));
    const again = await train(loaded, rows, { resume: true });
    expect(again).toMatchObject({ steps: result.steps, loss: undefined, nats: undefined });
    expect(all(loaded)).toBe(all(whole));
  });

  test("the same bits on two threads", async () => {
    const two = await createEngine({ threads: 2 });
    const network = small(two);
    const other = await train(network, rows, early);
    expect(all(network)).toBe(all(whole));
    expect(other.nats).toEqual(result.nats);
    two.dispose();
  });
});

describe("holdout", () => {
  test("is training on the other rows, validated on those; what is said is what lossInNats says", async () => {
    const { training, holdout } = drawSplit(24, 6, streamKey(3, purposes.trainingHoldout));
    const of = (places: Uint32Array): number[] => [...places].flatMap((k) => [rows[2 * k], rows[2 * k + 1]]);
    const how = { ...options, steps: 30 };
    const [held, given] = [small(), small()];
    const first = await train(held, rows, how);
    const second = await train(given, of(training), { ...how, holdout: 0, validation: of(holdout) });
    expect(all(held)).toBe(all(given));
    expect([first.validationLoss, first.nats]).toEqual([second.validationLoss, second.nats]);
    const ends = { sigmaMax: Math.fround(10), sigmaMin: 0.02 };
    const { nats } = await lossInNats(held, of(holdout), { ...ends, draws: 64, seed: 3 });
    expect(Math.abs(nats - first.nats!.validation)).toBeLessThan(1e-9);
  });

  test("labels and masks: a network given labels that tell much has fewer nats; masks are of whole rows", async () => {
    const both = Array.from({ length: 300 }, (_, k) => [k % 2 ? 3 : -3, Math.sin(k)]);
    const labels = both.map((_, k) => k % 2);
    const how = { ...options, steps: 150, holdout: 0.2, batchSize: 128, validateEvery: 150 };
    const labeled = createScoreNetwork(engine, { dim: 2, hidden: [32, 32], classes: 2, seed: 2 });
    const masked = createScoreNetwork(engine, { dim: 2, hidden: [32, 32], masks: true, seed: 2 });
    const [a, b] = [await train(labeled, both, { ...how, labels }), await train(masked, both, how)];
    expect(a.nats!.validation).toBeLessThan(b.nats!.validation - 0.3);
    expect(a.nats!.copying ?? b.nats!.copying).toBeUndefined();
  });

  test("conditions: a network given what its rows hang on has fewer nats, held-out rows with their own", async () => {
    const x = Array.from({ length: 300 }, (_, k) => [Math.sin(7 * k)]);
    const y = x.map(([v], k) => [2 * v + 0.1 * Math.cos(3 * k)]);
    const how = { ...options, steps: 250, holdout: 0.2, batchSize: 128, validateEvery: 250 };
    const [given, alone] = [1, 0].map((conditions) =>
      createScoreNetwork(engine, { dim: 1, hidden: [32, 32], conditions, seed: 2 }),
    );
    const [a, b] = [await train(given, y, { ...how, conditions: x }), await train(alone, y, how)];
    expect(a.nats!.validation).toBeLessThan(b.nats!.validation - 0.5);
  });

  test("without validation there is nothing to tell; free coordinates and coupled noises have no nats", async () => {
    const how = { ...options, steps: 4, holdout: 0 };
    expect(await train(small(), rows, how)).toMatchObject({ nats: undefined, bestStep: 4 });
    expect(await train(small(), rows, { ...how, validation: rows, gaps: "free" })).toMatchObject({ nats: undefined });
    const flow = { steps: 4, batchSize: 64, couplingRows: 8, coupling: "optimal-transport" } as const;
    const { nats, validationLoss } = await trainFlow(small(), rows, { ...flow, holdout: 0.25 });
    expect([nats, typeof validationLoss]).toEqual([undefined, "number"]);
  });
});

describe("refused", () => {
  const attempt = (more: object) => () => train(small(), rows, { ...early, ...more });

  test("rows to validate on from two sides, and nothing to go by", async () => {
    expect(attempt({ validation: rows })).toThrow(refused("invalid-argument", "expected holdout 0 beside validation"));
    expect(attempt({ holdout: 0 })).toThrow(refused("invalid-argument", "expected validation or a holdout"));
    expect(attempt({ gaps: "free" })).toThrow(
      refused("invalid-argument", 'expected stopEarly false beside gaps "free"'),
    );
    const coupled = attempt({ coupling: "optimal-transport", couplingRows: 8 });
    expect(coupled).toThrow(refused("invalid-argument", 'expected stopEarly false with coupling "optimal-transport"'));
    expect(() => train(small(), rows.subarray(0, 6), early)).toThrow(refused("invalid-data", "data of 4 rows or more"));
    const given = small();
    const { holdout, ...rest } = early;
    for await (const { step } of train(given, rows, { ...rest, validation: rows })) if (step === 2) break;
    const resumed = () => train(given, rows, { resume: true });
    expect(resumed).toThrow(refused("invalid-argument", "expected validation or a holdout, which stopEarly goes by"));
    expect(holdout).toBe(0.25);
  });
});

test("copying is said where the gap is above a quarter nat a column by 3 standard errors", () => {
  expect(describeCopying({ nats: 1.31, error: 0.1 }, 4)).toContain("1.31 ± 0.10 nats more");
  expect(describeCopying({ nats: 1.29, error: 0.1 }, 4)).toBeUndefined();
  expect(describeCopying({ nats: 1.31, error: 0.1 }, 5)).toBeUndefined();
  expect(describeCopying({ nats: 9, error: NaN }, 2)).toBeUndefined();
});
