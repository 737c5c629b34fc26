import { describe, expect, test } from "vitest";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import { integrate, type FlowResult, type OdeProgress } from "../../../src/density/ode/dormand-prince.ts";
import type { FlowField } from "../../../src/models/evaluator/flow-field.ts";
import { flowField } from "../../../src/models/evaluator/field.ts";
import { resolve } from "../../../src/models/resolve.ts";
import { testData } from "../../reference/gradient-check.ts";

/** N(0, diag(s²)) in f64, so that nothing but the solver is measured. */
function gaussianField(deviations: number[], traced = false): FlowField {
  const dim = deviations.length;
  return {
    dim,
    capacity: 7,
    traced,
    evaluate({ count, x, sigmas, velocity, divergence }) {
      for (let b = 0; b < count; b++) {
        const shares = deviations.map((s) => sigmas[b] ** 2 / (s * s + sigmas[b] ** 2));
        for (let d = 0; d < dim; d++) velocity[b * dim + d] = shares[d] * x[b * dim + d];
        divergence[b] = shares.reduce((sum, share) => sum + share, 0);
      }
    },
    dispose: () => undefined,
  };
}

interface Path {
  from: number;
  to: number;
  tolerance: number;
  signal?: AbortSignal;
}

async function solve(
  field: FlowField,
  x: Float64Array,
  { signal, ...path }: Path,
  watch?: (progress: OdeProgress) => void,
): Promise<FlowResult> {
  const moments = { mean: new Float64Array(field.dim), variance: new Float64Array(field.dim).fill(1) };
  const run = integrate("test", field, x, { ...path, ...moments, rowAt: (k) => k, signal });
  for (;;) {
    const next = await run.next();
    if (next.done) return next.value;
    watch?.(next.value);
  }
}

describe.each([
  ["down", 80, 0.01],
  ["up", 0.01, 80],
] as const)("%s: %f → %f", (_, from, to) => {
  test.each([1e-2, 1e-4, 1e-6, 1e-8])(
    "rows of Gaussian data follow the exact flow map, tolerance %f",
    async (tolerance) => {
      const deviations = [1, 0.3, 2];
      const count = 20;
      const factors = deviations.map((s) => Math.sqrt((s * s + to * to) / (s * s + from * from)));
      const start = testData(3 * count, 1).map((z, k) => z * Math.hypot(deviations[k % 3], from));
      const x = start.slice();
      const { evaluations } = await solve(gaussianField(deviations), x, { from, to, tolerance });
      for (let k = 0; k < x.length; k++) {
        const scale = Math.hypot(deviations[k % 3], to) * Math.max(1, Math.abs(x[k]));
        // Errors of n steps of at most the tolerance: those going up grow with the thinnest column's flow, by 1/0.3
        const most = (evaluations[Math.floor(k / 3)] / 6) * tolerance * (to > from ? 1 / 0.3 : 1);
        expect(Math.abs(x[k] - start[k] * factors[k % 3])).toBeLessThan(most * scale);
      }
      expect(Math.max(...evaluations)).toBeLessThan(tolerance === 1e-8 ? 1200 : 400);
    },
  );
});

test("errors go down with the tolerance, evaluations up", async () => {
  const errors: number[] = [];
  const counts: number[] = [];
  for (const tolerance of [1e-3, 1e-5, 1e-7]) {
    const x = Float64Array.of(10);
    const { evaluations } = await solve(gaussianField([1]), x, { from: 10, to: 0.1, tolerance });
    errors.push(Math.abs(x[0] / (10 * Math.sqrt(1.01 / 101)) - 1));
    counts.push(evaluations[0]);
  }
  expect(errors[0] / errors[1]).toBeGreaterThan(10);
  expect(errors[1] / errors[2]).toBeGreaterThan(10);
  // order 5: 100 times as exact takes 100^(1/5) = 2.5 as many steps
  for (const ratio of [counts[1] / counts[0], counts[2] / counts[1]]) {
    expect(ratio).toBeGreaterThan(1.3);
    expect(ratio).toBeLessThan(3);
  }
});

test("the change of ln p is the exact one, within the error estimate; within 4 times it where steps are long", async () => {
  const deviations = [1, 0.3];
  for (const [from, to] of [
    [0.05, 40],
    [40, 0.05],
  ])
    for (const tolerance of [1e-4, 1e-5, 1e-6]) {
      const start = testData(2 * 50, 2).map((z, k) => z * Math.hypot(deviations[k % 2], from));
      const { logChange, error } = await solve(gaussianField(deviations, true), start, { from, to, tolerance });
      const exact = deviations.reduce((sum, s) => sum - 0.5 * Math.log((s * s + to * to) / (s * s + from * from)), 0);
      for (let k = 0; k < 50; k++)
        expect(Math.abs(logChange[k] - exact)).toBeLessThan((tolerance > 1e-5 ? 4 : 1) * error[k]);
      expect(Math.max(...error)).toBeLessThan(300 * tolerance);
    }
});

test("a row's result, error and evaluations do not depend on the rows beside it", async () => {
  const model: ScoreModel = {
    dim: 1,
    // Bends where x is large: such rows take more steps
    score: (x, sigma) => x.map((v) => -v / (1 + sigma * sigma) - Math.sin(3 * v) / (1 + sigma * sigma)),
  };
  const start = testData(600, 4).map((z, k) => z * (k % 3 === 0 ? 30 : 3));
  const path = { from: 5, to: 0.05, tolerance: 1e-4 };
  const whole = start.slice();
  const all = await solve(flowField("test", resolve("test", model), "exact"), whole, path);
  expect(new Set(all.evaluations).size).toBeGreaterThan(3);
  for (const [begin, end] of [
    [0, 1],
    [1, 300],
    [599, 600],
  ]) {
    const part = start.slice(begin, end);
    const alone = await solve(flowField("test", resolve("test", model), "exact"), part, path);
    expect(part).toEqual(whole.slice(begin, end));
    expect(alone.logChange).toEqual(all.logChange.slice(begin, end));
    expect(alone.error).toEqual(all.error.slice(begin, end));
    expect(alone.evaluations).toEqual(all.evaluations.slice(begin, end));
  }
});

test("a score that no step can follow: an error that names σ and the rows, from whichever side", async () => {
  const jump: ScoreModel = {
    dim: 1,
    score: (x, sigma) => x.map((v) => (Math.abs(v) > 50 && sigma < 1 ? NaN : -v / (1 + sigma * sigma))),
  };
  const start = Float64Array.of(1, 2, 1e4, 3, 2e4);
  const solved = solve(flowField("test", resolve("test", jump), "none"), start, { from: 10, to: 0.1, tolerance: 1e-4 });
  await expect(solved).rejects.toMatchObject({ code: "diverged" });
  await expect(solved).rejects.toThrow(
    /^test: expected a score that steps .* sigma 1\.0\d+ in row [24] and in rows [24]; /,
  );
  const infinite: ScoreModel = { dim: 1, score: (x) => x.map((v) => v * 1e300) };
  await expect(
    solve(flowField("test", resolve("test", infinite), "none"), Float64Array.of(1), {
      from: 1,
      to: 2,
      tolerance: 1e-4,
    }),
  ).rejects.toThrow("sigma 1 in row 0; try");
});

describe("a slow model", () => {
  const slow: ScoreModel = {
    dim: 1,
    score(x, sigma) {
      for (const until = performance.now() + 0.5; performance.now() < until;);
      return x.map((v) => -v / (1 + sigma * sigma));
    },
  };
  const path = { from: 10, to: 0.1, tolerance: 1e-3 };

  test("tells how far it is, and gives the event loop turns", async () => {
    const seen: OdeProgress[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await solve(flowField("test", resolve("test", slow), "none"), testData(12, 1), path, (progress) =>
      seen.push(progress),
    );
    clearInterval(timer);
    expect([seen.length > 3, turns > 3]).toEqual([true, true]);
    for (const [k, { fraction, sigma, secondsLeft, rowsDone }] of seen.entries()) {
      expect(fraction).toBeGreaterThanOrEqual(seen[k - 1]?.fraction ?? 0);
      expect(fraction <= 1 && secondsLeft >= 0 && rowsDone <= 12).toBe(true);
      expect(sigma <= 10 * (1 + 1e-12) && sigma >= 0.1 * (1 - 1e-12)).toBe(true);
    }
  });

  test("stops with the signal's reason", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 5);
    const solved = solve(flowField("test", resolve("test", slow), "none"), testData(200, 1), {
      ...path,
      signal: controller.signal,
    });
    await expect(solved).rejects.toBe(reason);
  });
});

test("in ln σ a step of the exact score of one Gaussian costs 6 evaluations and the first one more", async () => {
  let calls = 0;
  const model = gaussian({ mean: [0], std: 1 });
  const counted: ScoreModel = { dim: 1, score: (x, sigma) => (calls++, model.score(x, sigma)) };
  const { evaluations } = await solve(flowField("test", resolve("test", counted), "none"), Float64Array.of(3), { from: 10, to: 1, tolerance: 1e-3 }); // prettier-ignore
  expect(evaluations[0]).toBe(calls);
  expect(calls % 6).toBe(1);
});
