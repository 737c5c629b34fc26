import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, Particles, type Engine } from "../../../src/engine/index.ts";
import type { Evaluator } from "../../../src/models/evaluator/evaluator.ts";
import { oneStepLaws } from "../../../src/models/evaluator/one-step-laws.ts";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import { gaussianMixture } from "../../../src/models/exact/gaussian-mixture.ts";
import { momentsOf } from "../../../src/models/moments.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const standard = gaussian({ mean: [0, 0, 0], variance: 1 });

/** A density whose score is known at once. */
interface Exact {
  score(x: Float32Array, sigma: number): Float32Array;
}

/** What a network is that knows the score of each condition's density; and how many rows it was asked for. */
function exactly(dim: number, densities: readonly Exact[], conditions: Int32Array | number) {
  const asked = { rows: 0 };
  const of = (each: Int32Array | number): Evaluator =>
    ({
      ...{ dim, engine, conditions: each, ...momentsOf({ dim }) },
      check: () => undefined,
      rowsAtOnce: () => 50,
      forRows: (rows: ArrayLike<number>) => (typeof each === "number" ? of(each) : of(Int32Array.from(rows, (row) => each[row]))), // prettier-ignore
      particles: (home, options) => new Particles(home, options),
      score(_, particles, { begin, end }, { of: from, into, sigma }) {
        asked.rows += end - begin;
        const x = particles.rows(begin, end, from);
        for (let r = 0; r < end - begin; r++) {
          const density = densities[typeof each === "number" ? each : each[begin + r]];
          x.set((density ?? standard).score(x.slice(r * dim, (r + 1) * dim), sigma), r * dim);
        }
        particles.replace(begin, x, into);
      },
    }) as Partial<Evaluator> as Evaluator;
  return { evaluator: of(conditions), asked };
}

describe("the law of each condition's rows at σ, in one step", () => {
  test.each([2.83, 10])("normal rows of independent columns, σ = %f: exact to 1e-4 deviations", async (sigma) => {
    const of = (k: number) => ({ mean: [k / 3, -k, 0.2], variance: [0.25, 1 / (1 + k), 1e-6] });
    const densities = Array.from({ length: 9 }, (_, k) => gaussian(of(k)));
    const conditions = Int32Array.from({ length: 100 }, (_, r) => ((r * r) % 10) - 1);
    const { evaluator } = exactly(3, densities, conditions);
    const { mean, std, lawOf } = await oneStepLaws(evaluator, sigma);
    conditions.forEach((condition, r) => {
      const law = condition < 0 ? { mean: [0, 0, 0], variance: [1, 1, 1] } : of(condition);
      for (let j = 0; j < 3; j++) {
        const exact = Math.sqrt(law.variance[j] + sigma * sigma);
        expect(Math.abs(mean[lawOf![r] * 3 + j] - law.mean[j])).toBeLessThan(1e-4 * exact);
        expect(Math.abs(std[lawOf![r] * 3 + j] / exact - 1)).toBeLessThan(1e-4);
      }
    });
  });

  test("5,000 different conditions cost 1 + 2·columns scores each, one for all as many, and have the same law in any company", async () => {
    const densities = Array.from({ length: 5000 }, (_, k) =>
      gaussian({ mean: [Math.sin(k)], variance: [(k + 1) / 5000] }),
    );
    const conditions = Int32Array.from(densities, (_, k) => k);
    const { evaluator, asked } = exactly(1, densities, conditions);
    const laws = await oneStepLaws(evaluator, 5);
    expect(asked.rows).toBe(15_000);
    const one = exactly(1, densities, 4321);
    const alone = await oneStepLaws(one.evaluator, 5);
    expect(one.asked.rows).toBe(3);
    expect([alone.mean[0], alone.std[0]]).toEqual([laws.mean[4321], laws.std[4321]]);
    expect(alone.lawOf).toBeUndefined();
  });

  // What such an error leaves at the end of an ODE is a hundredth of it: √(v/(v + σ²))
  test("two points at ±.8 around .4, σ = 8: the mean to .02, the variance to 1 %", async () => {
    const points = gaussianMixture({ weights: [0.5, 0.5], means: [[1.2], [-0.4]], variance: [1e-6, 1e-6] });
    const { evaluator } = exactly(1, [points], 0);
    const { mean, std } = await oneStepLaws(evaluator, 8);
    expect(Math.abs(mean[0] - 0.4)).toBeLessThan(0.02);
    expect(Math.abs(std[0] ** 2 / (0.64 + 64) - 1)).toBeLessThan(0.01);
  });

  test("a score that tells of no law leaves the model's own deviation, and no number that is not finite", async () => {
    const wild: Exact[] = [{ score: (x) => x.map(() => NaN) }, { score: (x) => x.map((v) => 5 * v) }];
    const { mean, std } = await oneStepLaws(exactly(1, wild, Int32Array.of(0, 1)).evaluator, 3);
    expect(Array.from(mean)).toEqual([0, 0]);
    expect(Array.from(std)).toEqual([Math.sqrt(10), Math.sqrt(10)]);
  });
});
