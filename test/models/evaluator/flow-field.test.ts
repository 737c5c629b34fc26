import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { withLabels } from "../../../src/models/conditioning/with-labels.ts";
import type { PerRowModel } from "../../../src/models/per-row.ts";
import { gaussianMixture } from "../../../src/models/exact/gaussian-mixture.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import type { FlowField, Trace } from "../../../src/models/evaluator/flow-field.ts";
import { flowField } from "../../../src/models/evaluator/field.ts";
import { resolve } from "../../../src/models/resolve.ts";
import { drawProbes } from "../../../src/numerics/probes.ts";
import { twin } from "../../kit/network-twin.ts";
import { testData } from "../../reference/gradient-check.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

/** Velocity and divergence of every row; `rows` as they are numbered. */
async function evaluate(field: FlowField, x: ArrayLike<number>, sigmas: ArrayLike<number>, rows?: number[]) {
  const count = sigmas.length;
  const velocity = new Float64Array(x.length);
  const divergence = new Float64Array(count);
  const batch = { count, x: Float64Array.from(x), sigmas: Float64Array.from(sigmas), velocity, divergence };
  await field.evaluate({ ...batch, rows: rows ?? Array.from({ length: count }, (_, k) => k) });
  field.dispose();
  return { velocity, divergence };
}
const of = (model: ScoreModel, trace: Trace) => flowField("test", resolve("test", model), trace);

const mixture = gaussianMixture({
  weights: [0.3, 0.7],
  means: [[-1, 0, 2], [1, 1, -1]], // prettier-ignore
  covariances: [
    [[0.5, 0.2, 0], [0.2, 0.4, 0.1], [0, 0.1, 1]], // prettier-ignore
    [[0.9, -0.3, 0.2], [-0.3, 0.6, 0], [0.2, 0, 0.3]], // prettier-ignore
  ],
});
/** The same without its own divergence. */
const plain: ScoreModel = { dim: 3, score: (x, sigma) => mixture.score(x, sigma) };
const count = 40;
const sigmas = Array.from({ length: count }, (_, k) => [0.02, 0.3, 2, 50, 0.02][k % 5]);
const x = testData(3 * count, 3).map((z, k) => z * Math.hypot(1, sigmas[Math.floor(k / 3)]));

describe("a model with a score", () => {
  test("velocity is −σ²·score of each row's own σ; equal σ are asked for together", async () => {
    const calls: number[] = [];
    const watched: ScoreModel = { dim: 3, score: (rows, sigma) => (calls.push(sigma), mixture.score(rows, sigma)) };
    const { velocity } = await evaluate(of(watched, "none"), x, sigmas);
    expect(calls).toEqual([0.02, 0.3, 2, 50]);
    for (let k = 0; k < count; k++) {
      const score = mixture.score(Float32Array.from(x.slice(3 * k, 3 * k + 3)), sigmas[k]);
      for (let d = 0; d < 3; d++) expect(velocity[3 * k + d]).toBeCloseTo(-score[d] * sigmas[k] ** 2, 12);
    }
  });

  test("divergence: the model's own, and by differences the same to 1e-4 of the sum of slopes", async () => {
    const own = await evaluate(of(mixture, "exact"), x, sigmas);
    const differences = await evaluate(of(plain, "exact"), x, sigmas);
    for (let k = 0; k < count; k++) {
      const exact = -mixture.divergence(Float32Array.from(x.slice(3 * k, 3 * k + 3)), sigmas[k])[0] * sigmas[k] ** 2;
      expect(own.divergence[k]).toBeCloseTo(exact, 12);
      // slopes of dx/ds are about 1 where σ is large
      expect(Math.abs(differences.divergence[k] - exact), `row ${k}`).toBeLessThan(3e-4 * (sigmas[k] > 1 ? 3 : 0.3));
    }
  });

  test("with probes ±1 in all patterns the mean is the divergence, and one probe is vᵀJv", async () => {
    const patterns = Array.from({ length: 4 }, (_, p) =>
      Int8Array.from({ length: 3 * count }, (_, k) => [1, p & 1 ? 1 : -1, p & 2 ? 1 : -1][k % 3]),
    );
    const exact = await evaluate(of(mixture, "exact"), x, sigmas);
    const mean = await evaluate(of(plain, patterns), x, sigmas);
    const one = await evaluate(of(plain, [patterns[0]]), x, sigmas);
    for (let k = 0; k < count; k++) {
      expect(Math.abs(mean.divergence[k] - exact.divergence[k])).toBeLessThan(1e-3 * (sigmas[k] > 1 ? 3 : 0.3));
      expect(one.divergence[k]).not.toBeCloseTo(exact.divergence[k], 6);
    }
    expect(mean.velocity).toEqual(exact.velocity);
  });

  test("conditions of each row's own go with it, in the differences too", async () => {
    const conditions = [1, 2, 5, 9];
    const on = (own: readonly number[]): PerRowModel => ({
      dim: 1,
      rows: own.length,
      conditions: Int32Array.from(own),
      coupled: undefined,
      check: () => undefined,
      forRows: (rows) => on(Array.from(rows, (row) => own[row])),
      score: (rows) => (expect(rows.length).toBe(own.length), rows.map((v, k) => -own[k] * v)),
    });
    const rows = [2, 0, 3];
    const { velocity, divergence } = await evaluate(of(on(conditions), "exact"), [1, 1, 1], [0.5, 0.5, 2], rows);
    expect([...velocity]).toEqual([5 * 0.25, 0.25, 9 * 4]);
    divergence.forEach((d, k) => expect(d).toBeCloseTo([5 * 0.25, 0.25, 9 * 4][k], 4));
  });

  test("a score of the wrong shape is named", async () => {
    const short: ScoreModel = { dim: 3, score: (rows) => rows.subarray(1) };
    await expect(flowField("test", resolve("test", short), "none").evaluate({ count: 1, x: new Float64Array(3), sigmas: Float64Array.of(1), rows: [0], velocity: new Float64Array(3), divergence: new Float64Array(1) })).rejects.toThrow("test: expected model.score to return 3 numbers, got 2"); // prettier-ignore
  });
});

describe("a network", () => {
  // Without waves of the coordinates it varies over σ, as densities do: what differences by σ/8 go by
  const options = { dim: 3, hidden: [16, 16], coordinateFrequencies: 0, classes: 3 };
  const labels = Int32Array.from({ length: count }, (_, k) => (k % 4) - 1);

  test("velocity and divergence equal those of its score and of differences of it, given labels of their own or not", async () => {
    const { network } = twin(engine, options, true);
    for (const [guidance, given] of [
      [0, network],
      [1, withLabels(network, labels)],
      [2.5, withLabels(network, labels, { guidanceScale: 2.5 })],
    ] as const)
      // prettier-ignore
      for (const trace of ["exact", drawProbes(1, (k) => k, { count, dim: 3, probes: 2 })] as const) {
        const inside = await evaluate(of(given, trace), x, sigmas);
        for (let k = 0; k < count; k++) {
          const outside: ScoreModel = {
            dim: 3,
            score(rows, sigma) {
              const free = network.score(rows, sigma);
              const own = network.predict("test", "score", rows, sigma, { labels: labels[k] });
              return free.map((s, i) => s + guidance * (own[i] - s));
            },
          };
          const alone = await evaluate(of(outside, trace), x.slice(3 * k, 3 * k + 3), [sigmas[k]], [k].map(() => 0)); // prettier-ignore
          if (trace === "exact") {
            const size = Math.max(1, guidance) * Math.max(0.1, sigmas[k]);
            expect(Math.abs(inside.divergence[k] - alone.divergence[0]), `row ${k}`).toBeLessThan(2e-3 * size);
          }
          for (let d = 0; d < 3; d++)
            expect(Math.abs(inside.velocity[3 * k + d] - alone.velocity[d])).toBeLessThan(1e-5 * Math.max(1, sigmas[k]));
        }
      }
    network.dispose();
  });

  test("its probes: all patterns of signs have the trace as their mean, with labels and guidance too", async () => {
    const { network } = twin(engine, options, true);
    const model = withLabels(network, labels, { guidanceScale: 1.5 });
    const patterns = Array.from({ length: 4 }, (_, p) =>
      Int8Array.from({ length: 3 * count }, (_, k) => [1, p & 1 ? 1 : -1, p & 2 ? 1 : -1][k % 3]),
    );
    const exact = await evaluate(of(model, "exact"), x, sigmas);
    const mean = await evaluate(of(model, patterns), x, sigmas);
    exact.divergence.forEach((divergence, k) =>
      expect(Math.abs(mean.divergence[k] - divergence)).toBeLessThan(1e-4 * Math.max(1, sigmas[k])),
    );
    network.dispose();
  });

  test("a row's label and probes are those of its number, wherever it is in the batch", async () => {
    const { network } = twin(engine, options, true);
    const model = withLabels(network, labels);
    const trace = drawProbes(1, (k) => k, { count, dim: 3, probes: 1 });
    const whole = await evaluate(of(model, trace), x, sigmas);
    const rows = [17, 3, 38, 3];
    const some = await evaluate(of(model, trace), rows.flatMap((k) => [...x.slice(3 * k, 3 * k + 3)]), rows.map((k) => sigmas[k]), rows); // prettier-ignore
    expect([...some.divergence]).toEqual(rows.map((k) => whole.divergence[k]));
    expect([...some.velocity]).toEqual(rows.flatMap((k) => [...whole.velocity.slice(3 * k, 3 * k + 3)]));
    network.dispose();
  });

  test("its memory comes back", () => {
    const { network } = twin(engine, options, true);
    flowField("test", resolve("test", network), "exact").dispose();
    const { used } = engine.memory;
    flowField("test", resolve("test", network), "exact").dispose();
    expect(engine.memory.used).toBe(used);
    network.dispose();
  });
});
