import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chooseSigmas } from "../../../src/noise/auto/choose-sigmas.ts";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { startSigma, usualStep } from "../../../src/noise/langevin-rule.ts";
import { loadModel } from "../../../src/files/load-model.ts";
import { saveModel } from "../../../src/files/save-model.ts";
import { decodeSafetensors } from "../../../src/files/decode-safetensors.ts";
import { encodeSafetensors } from "../../../src/files/encode-safetensors.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../../src/models/network.ts";
import { annealedLangevin } from "../../../src/sampling/samplers/annealed-langevin.ts";
import { dpmSolverPlusPlus } from "../../../src/sampling/samplers/dpm-solver.ts";
import type { TrainOptions } from "../../../src/training/options.ts";
import { train } from "../../../src/training/train.ts";
import { normals } from "../../metrics/generator.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const data = normals(2 * 300, 1).map((v, i) => (i % 2 ? 10 + 3 * v : v));
const small = { steps: 2, batchSize: 16, seed: 5 };

async function trained(options: Partial<TrainOptions> = {}): Promise<ScoreNetwork> {
  const network = createScoreNetwork(engine, { dim: 2, hidden: [8], seed: 1 });
  for await (const { step } of train(network, data, { sigmas: "auto", ...small, ...options })) void step;
  return network;
}

describe('train({ sigmas: "auto" })', () => {
  test("trains on the ladder chooseSigmas chooses, keeps what it chose and why, and samples by it", async () => {
    const network = await trained();
    const chosen = chooseSigmas(data, { dim: 2, seed: 5 });
    expect(network.autoSigmas).toEqual(chosen);
    expect(network.training!.settings.sigmas).toEqual(chosen.sigmas);
    const { sigmas, stepsPerSigma, stepSize } = chosen;
    const byHand = await annealedLangevin(network, sigmas, { count: 3, stepsPerSigma, stepSize });
    expect(await annealedLangevin(network, "auto", { count: 3 })).toEqual(byHand);
  });

  test("the same network as with those numbers, bit for bit; numbers leave nothing chosen", async () => {
    const network = await trained();
    const noiseDistribution = { kind: "log-normal", logMean: -1.2, logStd: 1.4 } as const;
    const byHand = await trained({ sigmas: network.autoSigmas!.sigmas, noiseDistribution, referenceRows: 1024 });
    expect(byHand.parameters("current")).toEqual(network.parameters("current"));
    expect(byHand.autoSigmas).toBeUndefined();
    const { sigmaMax, sigmaMin } = network.sigmaRange!;
    expect(byHand.sigmaRange).toEqual({ sigmaMax, sigmaMin, eigenvalues: [1], shares: [1] });
    expect(await dpmSolverPlusPlus(byHand, "auto", { count: 3 })).toEqual(await dpmSolverPlusPlus(network, "auto", { count: 3 })); // prettier-ignore
    for await (const { step } of train(network, data, { sigmas: [3, 0.1], ...small })) void step;
    expect(network.autoSigmas).toBeUndefined();
    expect(network.sigmaRange).toMatchObject({ sigmaMax: 3, sigmaMin: 0.1 });
  });

  test("encoding 'identity' takes the rows as they are", async () => {
    const network = await trained({ encoding: "identity" });
    expect(network.autoSigmas).toEqual(chooseSigmas(data, { dim: 2, seed: 5, encoding: "identity" }));
    expect(network.sigmaRange!.sigmaMax).toBeGreaterThan(12); // four deviations of 3 to either side, about
  });

  test("other settings out of range are refused before anything is chosen; an untrained network has no sigmaRange", () => {
    const network = createScoreNetwork(engine, { dim: 2, hidden: [8] });
    expect(network.sigmaRange).toBeUndefined();
    expect(() => annealedLangevin(network, "auto", { count: 1 })).toThrow("expected a trained network");
    expect(() => train(network, data, { sigmas: "auto", steps: 0 })).toThrow("train: expected steps");
    expect(() => train(network, data, { sigmas: "best" as never })).toThrow("train: expected sigmas");
  });
});

describe("model files", () => {
  const edited = (file: Uint8Array, edit: (metadata: Record<string, string>) => void) => {
    const { tensors, metadata } = decodeSafetensors(file);
    const copy = Object.fromEntries([...metadata].filter(([key]) => key !== "checksum"));
    edit(copy);
    return encodeSafetensors(tensors, copy);
  };

  test("what was chosen comes back, samples the same rows, and resumes; files without it load", async () => {
    const network = await trained();
    const file = saveModel(network);
    const loaded = loadModel(engine, file);
    expect(loaded.autoSigmas).toEqual(network.autoSigmas);
    expect(saveModel(loaded)).toEqual(file);
    for (const sampler of [annealedLangevin, dpmSolverPlusPlus])
      expect(await sampler(loaded, "auto", { count: 3 })).toEqual(await sampler(network, "auto", { count: 3 }));
    for await (const { step } of train(loaded, data, { resume: true })) void step;
    expect(loaded.autoSigmas).toEqual(network.autoSigmas);
    const older = loadModel(engine, edited(file, (metadata) => delete metadata["autoSigmas"])); // prettier-ignore
    expect(older.autoSigmas).toBeUndefined();
    expect(older.sigmaRange!.sigmaMin).toBe(network.sigmaRange!.sigmaMin);
  });

  test("a file that says nonsense was chosen is refused", async () => {
    const file = saveModel(await trained());
    const refused = (change: (chosen: Record<string, unknown>) => unknown, message: string) => {
      const bad = edited(file, (metadata) => {
        const chosen = JSON.parse(metadata["autoSigmas"]) as Record<string, unknown>;
        metadata["autoSigmas"] = JSON.stringify(change(chosen));
      });
      expect(() => loadModel(engine, bad)).toThrow(expect.objectContaining({ code: "invalid-file", message: expect.stringContaining(message) })); // prettier-ignore
    };
    refused(() => null, "autoSigmas an object");
    refused((chosen) => ({ ...chosen, sigmas: [1, 2] }), "strictly decreasing");
    refused((chosen) => ({ ...chosen, sigmas: "auto" }), "sigmas a non-empty array");
    refused((chosen) => ({ ...chosen, stepsPerSigma: 1e9 }), "stepsPerSigma an integer");
    refused((chosen) => ({ ...chosen, stepSize: 0 }), "stepSize a positive");
    refused((chosen) => ({ ...chosen, predictedError: "small" }), "predictedError a number");
    refused((chosen) => ({ ...chosen, reasons: [] }), "reasons an array of 6");
    refused((chosen) => ({ ...chosen, reasons: (chosen.reasons as object[]).map((reason) => ({ ...reason, explanation: 3 })) }), "reasons[0].explanation a string"); // prettier-ignore
    refused((chosen) => ({ ...chosen, reasons: (chosen.reasons as object[]).slice().reverse() }), "reasons[0].name");
    refused((chosen) => ({ ...chosen, sigmaRange: undefined }), "sigmaRange an object");
    refused((chosen) => ({ ...chosen, sigmaRange: { ...(chosen.sigmaRange as object), shares: [] } }), "sigmaRange.");
  });
});

describe("the shares of two modes far apart", () => {
  /**
   * The share that annealed Langevin dynamics gives the point mass of weight w beside one of weight 1 − w, variance 1
   * together: the density of rows between updates is propagated itself, on a grid in x, from σ = 4 to where the modes part.
   */
  function shareOf(w: number, u: number, perEFold: number): number {
    const apart = 1 / Math.sqrt(w * (1 - w));
    const [a, b] = [apart * (1 - w), -apart * w];
    const cells = 400;
    const gridAt = (sigma: number) => {
      const half = 5 * Math.sqrt(1 + sigma * sigma) + 0.5 * apart;
      return { half, width: (2 * half) / cells, at: (i: number) => half * ((2 * i + 1) / cells - 1) };
    };
    let sigma = 4;
    let grid = gridAt(sigma);
    const start = 1 + sigma * sigma * (1 - u / 2);
    let p = Float64Array.from({ length: cells }, (_, i) => Math.exp(-(grid.at(i) ** 2) / (2 * start)));
    while (sigma > apart / 12) {
      const next = sigma * Math.exp(-1 / perEFold);
      const drift = u * sigma ** 2 + ((1 - u / 2) * (sigma ** 2 - next ** 2)) / 2;
      const spread = Math.sqrt(u / 2) * sigma;
      const onto = gridAt(next);
      const moved = new Float64Array(cells);
      for (let i = 0; i < cells; i++) {
        if (p[i] < 1e-12) continue;
        // z by 61 points of its density: x + spread·z is where the score is taken, and the same z comes after
        let total = 0;
        for (let k = -30; k <= 30; k++) total += Math.exp(-((k / 6) ** 2) / 2);
        for (let k = -30; k <= 30; k++) {
          const [x, z] = [grid.at(i) + (spread * k) / 6, k / 6];
          const odds = Math.log(w / (1 - w)) + ((x - b) ** 2 - (x - a) ** 2) / (2 * sigma * sigma);
          const denoised = b + (a - b) / (1 + Math.exp(-odds));
          const to = x + (drift * (denoised - x)) / sigma ** 2 + spread * z;
          const mass = (p[i] * Math.exp((-z * z) / 2)) / total;
          const place = Math.min(cells - 1.001, Math.max(0, (to + onto.half) / onto.width - 0.5));
          const cell = Math.floor(place);
          moved[cell] += mass * (cell + 1 - place);
          moved[cell + 1] += mass * (place - cell);
        }
      }
      [p, grid, sigma] = [moved, onto, next];
    }
    const nearer = p.reduce((sum, v, i) => sum + (Math.abs(grid.at(i) - a) < Math.abs(grid.at(i) - b) ? v : 0), 0);
    return nearer / p.reduce((sum, v) => sum + v, 0);
  }

  const rule = { noise: "averaged", handOver: true } as const;

  test("are kept by the usual step to 4 % of the smaller one; other steps err on either side", () => {
    for (const [w, perEFold] of [
      [0.05, 7],
      [0.05, 14],
      [0.05, 40],
      [0.2, 14],
    ]) {
      const u = usualStep(rule, perEFold);
      const usual = shareOf(w, u, perEFold);
      expect(Math.abs(usual / w - 1), `mass ${w}, ${perEFold} updates in an e-fold`).toBeLessThan(0.04);
      expect(shareOf(w, u / 4, perEFold)).toBeGreaterThan(usual);
      expect(shareOf(w, Math.min(1.5, 2 * u), perEFold)).toBeLessThan(usual);
    }
    // What the step alone gets wrong, where nothing lags: .0097·u^1.5 of a share of .05
    expect(shareOf(0.05, 1, 140)).toBeCloseTo(0.0407, 3);
  });

  test("usualStep: its formulas, between 1/64 and the largest, ½ on one level", () => {
    expect(usualStep(rule, 40)).toBeCloseTo((5 / 40) ** (2 / 3), 14);
    expect(usualStep({ ...rule, handOver: false }, 40)).toBeCloseTo((16 / 40) ** 0.4, 14);
    expect(usualStep({ ...rule, noise: "independent" }, 64)).toBeCloseTo(0.25, 14);
    expect([rule, { ...rule, noise: "independent" as const }].map((each) => usualStep(each, 1))).toEqual([1, 0.5]);
    expect(usualStep(rule, 1e9)).toBe(1 / 64);
    expect(usualStep(rule, Infinity)).toBe(0.5);
  });
});

test("the start is never at σ = 0, whatever the step", () => {
  const rule = { noise: "averaged", handOver: true } as const;
  expect(startSigma(rule, 2, 0.5)).toBeCloseTo(2 * Math.sqrt(0.75), 14);
  for (const u of [2, 8]) expect(startSigma(rule, 2, u)).toBeGreaterThan(0);
  expect(startSigma({ ...rule, noise: "independent" }, 2, 8)).toBe(2);
});
