import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encode } from "../../src/density/latent.ts";
import { logDensity, logDensityAt, type LogDensityOptions } from "../../src/density/log-density.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { withLabels } from "../../src/models/conditioning/with-labels.ts";
import { gaussian } from "../../src/models/exact/gaussian.ts";
import { idealDenoiser } from "../../src/models/exact/ideal-denoiser.ts";
import type { ExactModel, ScoreModel } from "../../src/models/score-model.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../src/models/network.ts";
import { train } from "../../src/training/train.ts";
import { twin } from "../kit/network-twin.ts";
import { testData } from "../reference/gradient-check.ts";
import { plain, sixteen } from "./sixteen-columns.ts";
import { clusters, trainOnClusters } from "./trained.ts";
import { standardEncoding } from "../../src/data/encodings/standard.ts";

let engine: Engine;
let network: ScoreNetwork;
let smoothed: ExactModel;
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
  ({ network, smoothed } = await trainOnClusters(engine));
}, 120_000);
afterAll(() => engine.dispose());

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;

describe("exact models", () => {
  test("Gaussian data, in any units: exact to 2e-4 nats and within the error estimate", async () => {
    const model = gaussian({ mean: [1000, -2], std: [300, 0.5] });
    const rows = model.sample(20, { seed: 1 });
    const { logDensity: found, error } = await logDensity(model, rows, { sigmaMin: 0.05, sigmaMax: 100 });
    const exact = model.logDensity(rows, 0.05);
    for (let k = 0; k < 20; k++) {
      expect(Math.abs(found[k] - exact[k])).toBeLessThan(Math.min(2e-4, error[k]));
      expect(error[k]).toBeLessThan(5e-3);
    }
  });

  test("a Gaussian mixture of 16 columns: every row within 0.002 nats, its divergence known or by differences", async () => {
    const rows = sixteen.sample(60, { seed: 2 });
    const ends = { sigmaMin: 0.05, sigmaMax: 300 };
    const exact = sixteen.logDensity(rows, 0.05);
    const { logDensity: found } = await logDensity(sixteen, rows, ends);
    for (let k = 0; k < 60; k++) expect(Math.abs(found[k] - exact[k]), `row ${k}`).toBeLessThan(0.002);
    const { logDensity: differences } = await logDensity(plain(sixteen), rows.subarray(0, 4 * 16), ends);
    for (let k = 0; k < 4; k++) expect(Math.abs(differences[k] - exact[k]), `row ${k}`).toBeLessThan(0.002);
  });

  test("a data set's ideal denoiser, between its rows and beside them", async () => {
    const model = idealDenoiser([
      [0, 0],
      [1, 0.5],
      [3, -1],
    ]);
    const rows = [0.1, 0, 1, 1, 3.3, -1, 0.5, 0.25, 2, 2];
    const { logDensity: found } = await logDensity(model, rows, { sigmaMin: 0.3, sigmaMax: 300 });
    model.logDensity(rows, 0.3).forEach((exact, k) => expect(Math.abs(found[k] - exact)).toBeLessThan(0.002));
  });
});

describe("a network", () => {
  test("trained for a second: its ln p is the data's to 0.05 nats in the mean, 1 in the worst row", async () => {
    const rows = clusters.sample(500, { seed: 2 });
    const { logDensity: found, error } = await logDensity(network, rows);
    const differences = smoothed.logDensity(rows).map((exact, k) => found[k] - exact);
    expect(Math.abs(mean(differences))).toBeLessThan(0.05);
    for (const difference of differences) expect(Math.abs(difference)).toBeLessThan(1);
    expect(Math.max(...error)).toBeLessThan(0.05); // nearly all of it: what it has not learned of N(0, 1 + σ_max²)
  });

  test("what it has learned is a density in the user's units: it sums to 1 over the plane", async () => {
    const rows: number[][] = [];
    const [dx, dy] = [3.5, 0.35];
    for (let x = -63; x <= 63; x += dx) for (let y = -5.6; y <= 6.6; y += dy) rows.push([x, y]);
    const { logDensity: found } = await logDensity(network, rows);
    const sum = found.reduce((total, p) => total + Math.exp(p) * dx * dy, 0);
    expect(Math.abs(sum - 1)).toBeLessThan(0.005);
  });

  test("columns 128 times as wide, before training: ln p less ln 128", async () => {
    const rows = clusters.sample(1000, { seed: 3 });
    const wide = rows.map((x, k) => (k % 2 ? 128 * x : x));
    const found: Float64Array[] = [];
    for (const data of [rows, wide]) {
      const own = createScoreNetwork(engine, { dim: 2, hidden: [16], seed: 1 });
      for await (const { loss } of train(own, data, { sigmas: [5, 1, 0.2], steps: 50, batchSize: 64 })) void loss;
      found.push((await logDensity(own, data.subarray(0, 40))).logDensity);
      own.dispose();
    }
    found[1].forEach((p, k) => expect(p).toBeCloseTo(found[0][k] - Math.log(128), 10));
  });

  test("columns scaled by 100: ln p less ln 100 for each", async () => {
    const rows = clusters.sample(30, { seed: 4 });
    const before = (await logDensity(network, rows)).logDensity;
    const { encoding } = network;
    const { mean, std } = encoding.parameters;
    network.encoding = standardEncoding({ mean: mean.map((m) => 100 * m), std: std.map((s) => 100 * s) });
    const after = (
      await logDensity(
        network,
        Float64Array.from(rows, (x) => 100 * x),
      )
    ).logDensity;
    network.encoding = encoding;
    after.forEach((p, k) => expect(Math.abs(p - before[k] + 2 * Math.log(100))).toBeLessThan(1e-4));
  });

  test("σ_max and σ_min are those of its training unless they are given", async () => {
    const rows = clusters.sample(5, { seed: 5 });
    const usual = await logDensity(network, rows);
    expect(await logDensity(network, rows, { sigmaMax: 20, sigmaMin: 0.1 })).toEqual(usual);
    expect((await logDensity(network, rows, { sigmaMin: 0.2 })).logDensity).not.toEqual(usual.logDensity);
  });

  test("any split of the rows, 1 thread or 2: the same bits, with probes too", async () => {
    const two = await createEngine({ threads: 2 });
    const options = { dim: 3, hidden: [64, 64] };
    const [mine, other] = [engine, two].map((home) => twin(home, options, true).network);
    const rows = testData(3 * 200, 7);
    for (const how of [
      { trace: "exact" },
      { trace: "hutchinson", probes: 2, seed: 3 },
    ] as const satisfies LogDensityOptions[]) {
      const ends = { ...how, sigmaMax: 5, sigmaMin: 0.1, tolerance: 1e-3 };
      const whole = await logDensity(mine, rows, { ...ends, offset: 50 });
      expect(await logDensity(other, rows, { ...ends, offset: 50 })).toEqual(whole);
      for (const [begin, end] of [
        [0, 1],
        [33, 70],
        [199, 200],
      ]) {
        const part = await logDensity(mine, rows.slice(3 * begin, 3 * end), { ...ends, offset: 50 + begin });
        for (const name of ["logDensity", "error", "evaluations"] as const)
          expect(part[name]).toEqual(whole[name].slice(begin, end));
      }
    }
    two.dispose();
    mine.dispose();
  });

  test("across row 2³² the probes are those of a higher seed; places are rows' own", async () => {
    const { network: mine } = twin(engine, { dim: 3, hidden: [64, 64] }, true);
    const rows = testData(3 * 40, 7);
    const how = { trace: "hutchinson", seed: 3, sigmaMax: 5, sigmaMin: 0.1, tolerance: 1e-3 } as const;
    const whole = await logDensity(mine, rows, { ...how, offset: 2 ** 32 - 7 });
    const before = await logDensity(mine, rows.slice(0, 3 * 7), { ...how, offset: 2 ** 32 - 7 });
    const after = await logDensity(mine, rows.slice(3 * 7), { ...how, seed: 2 ** 32 + 3 });
    expect([...before.logDensity, ...after.logDensity]).toEqual([...whole.logDensity]);
    const places = [1, 6, 7, 30];
    const some = places.flatMap((k) => [...rows.slice(3 * k, 3 * k + 3)]);
    const { logDensity: apart } = await logDensityAt(mine, some, { ...how, offset: 2 ** 32 - 7 }, places);
    expect([...apart]).toEqual(places.map((k) => whole.logDensity[k]));
    await logDensity(mine, rows.slice(0, 3), { ...how, offset: 2 ** 53 - 1 });
    expect(() => logDensity(mine, rows, { ...how, offset: 2 ** 53 - 39 })).toThrow(
      "offset an integer from 0 to 9007199254740952",
    );
    mine.dispose();
  });

  test("errors name rows of the whole run", async () => {
    const nan: ScoreModel = { dim: 1, score: (x) => x.map((value) => (value > 90 ? NaN : -value)) };
    const how = { sigmaMax: 5, sigmaMin: 0.1, offset: 2 ** 40 };
    for (const run of [() => logDensity(nan, [1, 99, 1], how), () => encode(nan, [1, 99, 1], how)])
      await expect(run()).rejects.toThrow(/: expected a score that steps .* in row 1099511627777; try/);
  });

  test("labels: each row's own", async () => {
    const { network: labeled } = twin(engine, { dim: 2, hidden: [16, 16], classes: 2 }, true);
    const rows = testData(2 * 30, 8);
    const ends = { sigmaMax: 5, sigmaMin: 0.2 };
    const labels = Array.from({ length: 30 }, (_, k) => (k % 3) - 1);
    const mixed = await logDensity(withLabels(labeled, labels), rows, ends);
    for (const label of [-1, 0, 1]) {
      const alone = (await logDensity(withLabels(labeled, label), rows, ends)).logDensity;
      for (let k = 0; k < 30; k++) expect(alone[k] === mixed.logDensity[k]).toBe(label === labels[k]);
    }
    const free = await logDensity(labeled, rows, ends);
    expect(await logDensity(withLabels(labeled, labels, { guidanceScale: 0 }), rows, ends)).toEqual(free);
    labeled.dispose();
  });
});

describe("as a run", () => {
  const slow: ScoreModel = {
    dim: 1,
    score(x, sigma) {
      for (const until = performance.now() + 0.3; performance.now() < until;);
      return x.map((v) => -v / (1 + sigma * sigma));
    },
  };
  const ends = { sigmaMax: 5, sigmaMin: 0.5, tolerance: 1e-3 };

  test("iterated: progress up to the end, then the same result", async () => {
    const how = { ...ends, tolerance: 1e-6 };
    const run = logDensity(slow, testData(3, 1), how);
    const fractions: number[] = [];
    for await (const { fraction } of run) fractions.push(fraction);
    expect(fractions.length).toBeGreaterThan(3); // of some 15 steps, each of 10 ms at least
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(await run).toEqual(await logDensity(slow, testData(3, 1), how));
  });

  test("aborted, or its network disposed: rejects, and the memory comes back", async () => {
    const reason = new Error("no");
    const rows = clusters.sample(2000, { seed: 9 });
    const { used } = engine.memory;
    await expect(logDensity(slow, [1], { ...ends, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const iterating = async () => {
      for await (const { fraction } of logDensity(network, rows, { signal: controller.signal }))
        if (fraction > 0) controller.abort(reason);
    };
    await expect(iterating()).rejects.toBe(reason);
    for await (const { fraction } of logDensity(network, rows)) if (fraction > 0) break;
    expect(engine.memory.used).toBe(used);
    const { network: mine } = twin(engine, { dim: 2, hidden: [32, 32] }, true);
    const disposing = async () => {
      for await (const { fraction } of logDensity(mine, rows, ends)) if (fraction > 0) mine.dispose();
    };
    await expect(disposing()).rejects.toMatchObject({ code: "disposed" });
    expect(() => logDensity(mine, rows, ends)).toThrow("logDensity: expected a live network");
    expect(engine.memory.used).toBe(used);
  });
});

test("what cannot be is refused by name before any work", () => {
  const model = gaussian({ mean: [0, 0], std: 1 });
  const ends = { sigmaMax: 5, sigmaMin: 0.1 };
  const { network: labeled } = twin(engine, { dim: 2, hidden: [4], classes: 2 }, true);
  const refused = (call: () => unknown, message: string, code = "invalid-argument") =>
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  refused(() => logDensity(model, [[1, 2], [3, NaN]], ends), "logDensity: expected rows of finite numbers, got NaN in row 1, column 1", "invalid-data"); // prettier-ignore
  refused(() => logDensity(model, [], ends), "rows of at least one row", "invalid-data");
  refused(() => logDensity(model, [1, 2, 3], ends), "rows of a multiple of dim 2 numbers, got 3", "invalid-data");
  refused(() => logDensity({ dim: 2 } as ScoreModel, [1, 2], ends), "logDensity: expected a model with score");
  refused(() => logDensity(model, [1, 2], null as never), "logDensity: expected an options object, got null");
  const bare = { dim: 2, score: model.score };
  refused(() => logDensity(bare, [1, 2]), "logDensity: expected sigmaMin a number from 1e-30 to 1e+30, got undefined");
  refused(() => logDensity(bare, [1, 2], { sigmaMin: 0.1 }), "expected sigmaMax a number from 1e-30 to 1e+30, got undefined"); // prettier-ignore
  refused(() => logDensity(model, [1, 2], { sigmaMin: 5, sigmaMax: 5 }), "expected sigmaMax above sigmaMin = 5, got 5");
  refused(() => logDensity(labeled, [1, 2]), "expected sigmaMin a number");
  for (const [wrong, message] of [
    [{ sigmaMin: 0 }, "sigmaMin a number from 1e-30 to 1e+30, got 0"],
    [{ sigmaMax: 0.01 }, "sigmaMax above sigmaMin = 0.1, got 0.01"],
    [{ sigmaMax: Infinity }, "sigmaMax a number from 1e-30 to 1e+30, got Infinity"],
    [{ tolerance: 0 }, "tolerance a number from 1e-8 to 0.1, got 0"],
    [{ tolerance: "1e-5" as never }, 'tolerance a number from 1e-8 to 0.1, got "1e-5" (a string)'],
    [{ trace: "none" as never }, 'trace one of "exact", "hutchinson", got "none"'],
    [{ probes: 0 }, "probes an integer from 1 to 1024, got 0"],
    [{ seed: -1 }, "seed an integer"],
    [{ offset: 2 ** 53 }, "offset an integer from 0 to 9007199254740991"],
    [{ signal: {} as never }, "signal an AbortSignal"],
  ] as [LogDensityOptions, string][])
    refused(() => logDensity(model, [1, 2], { ...ends, ...wrong }), `logDensity: expected ${message}`);
  refused(() => logDensity(withLabels(labeled, [0, 1]), [1, 2], ends), "expected 2 rows, as the model has labels for so many, got 1"); // prettier-ignore
  labeled.dispose();
});
