import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { withLabels } from "../../../src/models/conditioning/with-labels.ts";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import { gaussianMixture } from "../../../src/models/exact/gaussian-mixture.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import { geometricSigmas } from "../../../src/noise/ladders.ts";
import { twin } from "../../kit/network-twin.ts";
import { testData } from "../../reference/gradient-check.ts";
import { everySampler, stepsByTolerance } from "./every-sampler.ts";
import { columnMean, fourErrors, rms } from "../../kit/statistics.ts";
import { standardEncoding } from "../../../src/data/encodings/standard.ts";
import { standard } from "../../kit/standard.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const sigmas = geometricSigmas({ sigmaMax: 6, sigmaMin: 0.1, count: 6 });

/** A network with random weights for data in odd units. */
function odd(home: Engine, dim: number, hidden = [13, 13]) {
  const { network } = twin(home, { dim, hidden }, true);
  const mean = Float64Array.from({ length: dim }, (_, c) => 50 * c - 20);
  network.encoding = standardEncoding({ mean, std: mean.map((m) => 3 + Math.abs(m) / 10) });
  return network;
}

describe.each(everySampler)("%s", (name, sample) => {
  test.each([1, 2, 9])("inside WebAssembly or through score(): the same bits, dim %i", async (dim) => {
    const network = odd(engine, dim);
    const outside: ScoreModel = { ...standard(dim), score: (x, sigma) => network.score(x, sigma) };
    for (const count of [1, 33, 1100]) {
      const how = { engine, count, seed: 2 ** 35 + 1, offset: 7 };
      const samples = network.encoding.decode(await sample(outside, sigmas, how));
      const inside = await sample(network, sigmas, how);
      if (!stepsByTolerance(name)) expect(inside).toEqual(samples);
      else inside.forEach((x, k) => expect(Math.abs(x - samples[k])).toBeLessThan(0.1 * (3 + Math.abs(x) / 10)));
    }
  });

  test("any split by offset and any other rows beside it: the same bits, network and function", async () => {
    const network = odd(engine, 2);
    const mixture = gaussianMixture({ weights: [0.4, 0.6], means: [[1, -2], [0, 3]], variance: 0.3 }); // prettier-ignore
    for (const model of [network, mixture]) {
      const how = { engine, seed: 5, offset: 1000 };
      const whole = await sample(model, sigmas, { ...how, count: 1100 });
      for (const [at, count] of [
        [0, 1],
        [1, 32],
        [33, 1030],
        [1063, 37],
      ])
        // prettier-ignore
        expect(await sample(model, sigmas, { ...how, count, offset: 1000 + at })).toEqual(
          whole.slice(2 * at, 2 * (at + count)),
        );
      const start = testData(80, 2);
      const beside = start.map((x, k) => (k < 6 ? x : 1000 * x));
      const [a, b] = [
        await sample(model, sigmas, { ...how, count: 40, start }),
        await sample(model, sigmas, { ...how, count: 40, start: beside }),
      ];
      expect(a.slice(0, 6)).toEqual(b.slice(0, 6));
      expect(a.slice(6)).not.toEqual(b.slice(6));
    }
  });

  test("rows across 2³² are those of a higher seed, in any split, up to the last row of all", async () => {
    const { network: labeled } = twin(engine, { dim: 2, hidden: [13, 13], classes: 3 }, true);
    const labels = Array.from({ length: 70 }, (_, k) => (k % 4) - 1);
    const labelsOf = (begin: number, end: number) => withLabels(labeled, labels.slice(begin, end));
    const [border, offset] = [33, 2 ** 32 - 33];
    const network = odd(engine, 2);
    for (const of of [labelsOf, () => network, () => gaussian({ mean: [1, -2], variance: 0.3 })]) {
      const rows = (begin: number, end: number, how: object) =>
        sample(of(begin, end), sigmas, { engine, count: end - begin, ...how });
      const whole = await rows(0, 70, { seed: 5, offset });
      expect(await rows(0, border, { seed: 5, offset })).toEqual(whole.slice(0, 2 * border));
      expect(await rows(border, 70, { seed: 2 ** 32 + 5 })).toEqual(whole.slice(2 * border));
      expect(await rows(20, 41, { seed: 5, offset: offset + 20 })).toEqual(whole.slice(2 * 20, 2 * 41));
      const last = await rows(0, 2, { seed: 5, offset: 2 ** 53 - 2 });
      expect(await rows(1, 2, { seed: 5, offset: 2 ** 53 - 1 })).toEqual(last.slice(2));
      expect(last.slice(2)).not.toEqual(last.slice(0, 2));
    }
  });

  test("starts at N(mean, variance + σ_max²), whatever the model's are", async () => {
    const seen: Float32Array[] = [];
    const score = (x: Float32Array) => (seen.push(x), x.map(() => 0));
    const n = 1000;
    await sample({ dim: 2, score, mean: [-300, 7], variance: [4, 900] }, [40, 39], { engine, count: n, seed: 1 });
    // Heun with churn adds to it before its first score; plain Langevin has but one σ
    const sigma = name === "langevin" ? 39 : name === "heunOde, churn" ? 40 * Math.SQRT2 : 40;
    for (const [c, mean, variance] of [
      [0, -300, 4],
      [1, 7, 900],
    ]) {
      // prettier-ignore
      const std = Math.sqrt(variance + sigma * sigma);
      const column = seen[0].filter((_, k) => k % 2 === c).map((x) => x - mean);
      expect(Math.abs(rms(column) - std)).toBeLessThan(fourErrors(std, n));
      expect(Math.abs(columnMean(column, 1, 0))).toBeLessThan((4 * std) / Math.sqrt(n));
    }
  });

  test("a function that fails, a score that is not finite, an aborted signal: an error that says so, memory back", async () => {
    const { used } = engine.memory;
    const how = { engine, count: 40 };
    const nan: ScoreModel = { dim: 2, score: (x, sigma) => x.map((_, k) => (k === 35 && sigma < 0.11 ? NaN : 0)) };
    await expect(sample(nan, sigmas, how)).rejects.toMatchObject({ code: "diverged" });
    await expect(sample(nan, sigmas, how)).rejects.toThrow(/row 17 not finite after (level \d \(sigma|the final)/);
    await expect(sample(nan, sigmas, { ...how, offset: 2 ** 40 })).rejects.toThrow(
      "row 1099511627793 not finite after",
    );
    const short: ScoreModel = { dim: 2, score: (x) => x.subarray(1) };
    await expect(sample(short, sigmas, how)).rejects.toThrow("expected model.score to return 80 numbers, got 79");
    const reason = new Error("enough");
    const controller = new AbortController();
    const slow: ScoreModel = {
      dim: 2,
      score(x) {
        controller.abort(reason);
        for (const until = performance.now() + 9; performance.now() < until;);
        return x.map(() => 0);
      },
    };
    await expect(sample(slow, sigmas, { ...how, signal: controller.signal })).rejects.toBe(reason);
    expect(engine.memory.used).toBe(used);
    for (const wrong of [{ count: 0 }, { count: 5, seed: -1 }, { count: 5, offset: 0.5 }, { count: 2, start: [1, 2] }])
      expect(() => sample(nan, sigmas, { engine, ...wrong })).toThrow(/^[A-Za-z]+: expected /);
  });

  test("progress goes on from level to level up to the last", async () => {
    const slow: ScoreModel = {
      dim: 1,
      score(x) {
        for (const until = performance.now() + 8.5; performance.now() < until;);
        return x.map((value) => -value / 40);
      },
    };
    const seen: { level: number; levels: number; fraction: number }[] = [];
    for await (const progress of sample(slow, sigmas, { engine, count: 3 })) seen.push(progress);
    expect(seen.length).toBeGreaterThanOrEqual(6);
    for (const [k, { level, levels, fraction }] of seen.entries()) {
      expect(fraction > (seen[k - 1]?.fraction ?? 0) && fraction <= 1 + 1e-12).toBe(true);
      expect(level >= (seen[k - 1]?.level ?? 0) && level < levels).toBe(true);
    }
    expect(seen.at(-1)!.level).toBe(seen[0].levels - 1);
  });
});

test("1 thread and 3 give the same bits", async () => {
  const three = await createEngine({ threads: 3 });
  const [one, many] = [engine, three].map((home) => odd(home, 3, [128, 128]));
  for (const [name, sample] of everySampler)
    expect(await sample(many, sigmas, { count: 333 }), name).toEqual(await sample(one, sigmas, { count: 333 }));
  three.dispose();
});

describe("weights .8 at (5, 5) and .2 at (−5, −5), unit variance, within 4 standard errors", () => {
  const toy = gaussianMixture({ weights: [0.8, 0.2], means: [[5, 5], [-5, -5]], variance: 1 }); // prettier-ignore
  const ladder = geometricSigmas({ sigmaMax: 40, sigmaMin: 0.3, count: 60 });

  // Langevin dynamics moves too little between them: its own tests say how much
  const exact = everySampler.filter(([name]) => !name.toLowerCase().includes("langevin"));
  test.each(exact)("%s", async (_, sample) => {
    const n = 3000;
    const samples = await sample(toy, ladder, { engine, count: n, seed: 1 });
    const upper = samples.reduce((sum, _, k) => sum + (k % 2 === 0 && samples[k] + samples[k + 1] > 0 ? 1 : 0), 0) / n;
    expect(Math.abs(upper - 0.8)).toBeLessThan(4 * Math.sqrt(0.16 / n));
    for (const sign of [1, -1]) {
      const mode = samples.filter((_, k) => Math.sign(samples[k & ~1] + samples[k | 1]) === sign);
      for (const c of [0, 1])
        expect(Math.abs(columnMean(mode, 2, c) - 5 * sign)).toBeLessThan(4 / Math.sqrt(mode.length / 2));
    }
  });
});

test("options out of range are refused by name", async () => {
  const { ancestral, consistentAnnealed, ddim, dpmSolverPlusPlus, eulerOde, heunOde, predictorCorrector, reverseSde, langevin, vpSde, veSde } = await import("../../../src/index.ts"); // prettier-ignore
  const model: ScoreModel = { dim: 1, score: (x) => x };
  const how = { engine, count: 3 };
  const no = undefined as never;
  for (const [call, message] of [
    [() => ancestral(model, sigmas, { ...how, eta: -1 }), "ancestral: expected eta"],
    [() => ancestral(model, sigmas, no), "ancestral: expected an options object, got undefined"],
    [() => ddim(model, sigmas, { ...how, eta: 1.1 }), "ddim: expected eta a number from 0 to 1, got 1.1"],
    [() => ddim(model, [1, 2], how), "ddim: expected sigmas strictly decreasing, got 2 after 1 (index 1)"],
    [() => dpmSolverPlusPlus(model, [1, 1], how), "dpmSolverPlusPlus: expected sigmas strictly decreasing"],
    [() => dpmSolverPlusPlus(model, [1, 0], how), "dpmSolverPlusPlus: expected sigmas[1] a positive"],
    [() => dpmSolverPlusPlus(model, sigmas, { ...how, eta: NaN }), "dpmSolverPlusPlus: expected eta"],
    [() => eulerOde(model, [1], { ...how, denoise: false }), "eulerOde: expected at least 2 sigmas without denoise"],
    [() => eulerOde(model, sigmas, { ...how, denoise: 1 as never }), "eulerOde: expected denoise true or false, got 1"],
    [() => heunOde(model, sigmas, { ...how, churn: -1 }), "heunOde: expected churn a number"],
    [() => heunOde(model, sigmas, { ...how, churnMin: 3, churnMax: 2 }), "heunOde: expected churnMax a number from 3"],
    [() => heunOde(model, sigmas, { ...how, churnNoise: Infinity }), "heunOde: expected churnNoise"],
    [() => predictorCorrector(model, sigmas, { ...how, snr: 0 }), "predictorCorrector: expected snr"],
    [
      () => predictorCorrector(model, sigmas, { ...how, correctorSteps: 0.5 }),
      "predictorCorrector: expected correctorSteps",
    ],
    [
      () => consistentAnnealed(model, sigmas, { ...how, stepFraction: 0 }),
      "consistentAnnealed: expected stepFraction between",
    ],
    [() => reverseSde(model, sigmas as never, how), "reverseSde: expected an SDE: veSde(…), vpSde(…) or subVpSde(…)"],
    [() => reverseSde(model, vpSde(), { ...how, steps: 0 }), "reverseSde: expected steps"],
    [() => langevin(model, 0, how), "langevin: expected sigmas[0] a positive finite number, got 0"],
    [() => langevin(model, 1, { ...how, stepSize: -1 }), "langevin: expected stepSize"],
    [() => vpSde({ betaMin: 5, betaMax: 1 }), "vpSde: expected betaMax a number from 5"],
    [() => vpSde({ tMin: 0 }), "vpSde: expected tMin"],
    [() => veSde({ sigmaMin: 1, sigmaMax: 1 }), "veSde: expected sigmaMax above sigmaMin = 1, got 1"],
    [() => vpSde().sigmas(1), "vpSde().sigmas: expected count an integer from 2"],
  ] as const)
    expect(call).toThrow(
      expect.objectContaining({ code: "invalid-argument", message: expect.stringContaining(message) }),
    );
});
