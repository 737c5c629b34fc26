import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { observed } from "../../src/models/conditioning/observed.ts";
import { withLabels } from "../../src/models/conditioning/with-labels.ts";
import { gaussian } from "../../src/models/exact/gaussian.ts";
import { gaussianMixture } from "../../src/models/exact/gaussian-mixture.ts";
import type { ScoreModel } from "../../src/models/score-model.ts";
import { geometricSigmas } from "../../src/noise/ladders.ts";
import { impute } from "../../src/sampling/impute.ts";
import { twistedSmc } from "../../src/sampling/twisted-smc.ts";
import { hashOf } from "../kit/hash-of.ts";
import { columnMean, columnVariance, posterior } from "../kit/linear-posterior.ts";
import { twin } from "../kit/network-twin.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const COUNT = 500;

test.each([1, 3])(
  "normal data, D = 3, P = %i: the Schur complement's moments, to 4 standard errors",
  async (particles) => {
    const law = {
      mean: [1, -2, 0.5],
      covariance: [[1, 0.6, 0.2], [0.6, 2, -0.5], [0.2, -0.5, 0.7]], // prettier-ignore
    };
    const given = { matrix: [[1, 0, 0], [0, 1, 1]], values: [2, -1], covariance: [0.001, 0.2] }; // prettier-ignore
    const exact = posterior(law, given);
    // The last σ is small beside the deviation of what is observed, .03
    const sigmas = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.005, count: 80 });
    const rows = await twistedSmc(observed(gaussian(law), given), sigmas, { count: COUNT, particles, seed: 1 });
    exact.mean.forEach((mean, c) => {
      const variance = exact.covariance[c][c];
      expect(Math.abs(columnMean(rows, 3, c) - mean)).toBeLessThan(4 * Math.sqrt(variance / COUNT));
      expect(Math.abs(columnVariance(rows, 3, c) / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / COUNT));
    });
  },
);

describe("a mixture: the posterior's shares ∝ w_k N(y; μ_k1, v), which one particle does not find", () => {
  const weights = [0.3, 0.4, 0.3];
  const means = [[-0.6, -2], [0, 2], [0.6, -2]]; // prettier-ignore
  const variance = 0.05;
  const model = gaussianMixture({ weights, means, variance });
  const y = 0.3;
  const shares = weights.map((w, k) => w * Math.exp(-((y - means[k][0]) ** 2) / (2 * variance)));
  const p = shares[1] / (shares[0] + shares[1] + shares[2]);

  /** How far the share of the mode in the middle is from the exact one, in standard errors. */
  async function error(particles: number, copies: number): Promise<number> {
    const rows = await impute(model, [y, NaN], { copies, method: "smc", particles, evaluations: 30, seed: 2 });
    const found = rows.filter((value, k) => k % 2 === 1 && value > 0).length / copies;
    return Math.abs(found - p) / Math.sqrt((p * (1 - p)) / copies);
  }

  test("24 particles: within 4", async () => {
    expect(await error(24, 300)).toBeLessThan(4);
  });

  test("1 particle: beyond 8", async () => {
    expect(await error(1, 1500)).toBeGreaterThan(8);
  });
});

describe("bits", () => {
  const given = { matrix: [[1, -1]], covariance: 0.1 };
  const values = Array.from({ length: 40 }, (_, k) => [Math.sin(k)]);

  test("any split of rows and any number of threads; rows across 2³²", async () => {
    const hashes = new Set<string>();
    for (const threads of [1, 2]) {
      const own = await createEngine({ threads });
      const { network } = twin(own, { dim: 2, hidden: [64, 64], classes: 2 }, true);
      const labels = values.map((_, k) => (k % 3) - 1);
      const draw = (from: number, to: number, offset = 2 ** 32 - 7) =>
        twistedSmc(
          observed(withLabels(network, labels.slice(from, to), { guidanceScale: 1.5 }), {
            ...given,
            values: values.slice(from, to),
          }),
          [5, 2, 1, 0.5, 0.2],
          { count: to - from, offset: offset + from, particles: 100, seed: 5 },
        );
      const whole = await draw(0, 40);
      expect(hashOf(await draw(0, 5), await draw(5, 40))).toBe(hashOf(whole.slice(0, 10), whole.slice(10)));
      hashes.add(hashOf(whole));
      own.dispose();
    }
    expect(hashes.size).toBe(1);
  });

  test("impute: rows with gaps, copies of them, complete rows between; the same in parts", async () => {
    const { network } = twin(engine, { dim: 3, hidden: [32, 32] }, true);
    const rows = Array.from({ length: 20 }, (_, k) => [k % 3 ? 0.1 * k : NaN, k % 4 ? NaN : 1, k % 5 ? -0.5 : NaN]);
    rows[7] = [1, 2, 3];
    const how = { method: "smc", evaluations: 5, particles: 4, copies: 3, seed: 1 } as const;
    const model: ScoreModel = {
      dim: 3,
      score: (x, sigma) => network.score(x, sigma),
      mean: [0, 0, 0],
      variance: [1, 1, 1],
    };
    const whole = await impute(model, rows, how);
    rows.flat().forEach((value, i) => {
      const at = Math.floor(i / 3) * 9 + (i % 3);
      if (!Number.isNaN(value)) expect([whole[at], whole[at + 3], whole[at + 6]]).toEqual([value, value, value]);
      else expect(new Set([whole[at], whole[at + 3], whole[at + 6]]).size).toBe(3);
    });
    const part = await impute(model, rows.slice(5, 12), { ...how, offset: 5 });
    expect(hashOf(part)).toBe(hashOf(whole.slice(45, 108)));
  });
});

test("progress, with rows as they are; a break; a signal", async () => {
  const model = observed(gaussian({ mean: [5, 5], variance: 1 }), { matrix: [[1, 0]], values: [5], covariance: 0.1 });
  const run = twistedSmc(model, "auto", { count: 3000, evaluations: 200, seed: 1 });
  for await (const { fraction, current, levels } of run) {
    expect(fraction > 0 && fraction <= 1).toBe(true);
    expect(levels).toBe(200);
    expect(current().every(Number.isFinite)).toBe(true);
    break;
  }
  await expect(Promise.resolve(run)).rejects.toThrow("left");
  const aborted = twistedSmc(model, "auto", { count: 1, signal: AbortSignal.abort(new Error("no")) });
  await expect(Promise.resolve(aborted)).rejects.toThrow("no");
});

test("another model, a count that is not that of the values, particles: refused by name", () => {
  const model = gaussian({ mean: [0], variance: 1 });
  expect(() => twistedSmc(model, "auto", { count: 1 })).toThrow("a model of observed(model, …)");
  const given = observed(model, { matrix: [[1]], values: [[1], [2]], covariance: 1 });
  expect(() => twistedSmc(given, "auto", { count: 3 })).toThrow("count 2");
  expect(() => twistedSmc(given, "auto", { count: 2, particles: 0 })).toThrow("particles");
  expect(() => twistedSmc(given, [1, 2], { count: 2 })).toThrow("strictly decreasing");
});
