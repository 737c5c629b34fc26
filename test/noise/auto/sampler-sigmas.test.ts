import { afterAll, beforeAll, expect, test } from "vitest";
import { chooseSigmas } from "../../../src/noise/auto/choose-sigmas.ts";
import { fewStepSigmas } from "../../../src/noise/flow-sigmas.ts";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import { ancestral } from "../../../src/sampling/samplers/ancestral.ts";
import { annealedLangevin } from "../../../src/sampling/samplers/annealed-langevin.ts";
import { consistentAnnealed } from "../../../src/sampling/samplers/consistent-annealed.ts";
import { ddim } from "../../../src/sampling/samplers/ddim.ts";
import { dpmSolverPlusPlus } from "../../../src/sampling/samplers/dpm-solver.ts";
import { eulerOde } from "../../../src/sampling/samplers/euler-ode.ts";
import { heunOde } from "../../../src/sampling/samplers/heun-ode.ts";
import { ncsnLangevin } from "../../../src/sampling/samplers/ncsn-langevin.ts";
import { predictorCorrector } from "../../../src/sampling/samplers/predictor-corrector.ts";
import { thetaAdams } from "../../../src/sampling/samplers/theta-adams.ts";
import { reverseSde } from "../../../src/sampling/samplers/reverse-sde.ts";
import { langevin } from "../../../src/sampling/samplers/langevin.ts";
import { standard } from "../../kit/standard.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const exact = gaussian({ mean: [0, 0], covariance: [[1, 0.8], [0.8, 1]] }); // prettier-ignore
const chosen = chooseSigmas(exact.sample(5000, { seed: 1 }), { dim: 2 });
const { sigmaRange } = chosen;

/** The exact model, which writes down every σ it is asked for. */
function counting(): { model: ScoreModel; asked: number[] } {
  const asked: number[] = [];
  const score = (x: Float32Array, sigma: number) => {
    asked.push(sigma);
    return exact.score(x, sigma);
  };
  return { model: { ...standard(2), score, sigmaRange }, asked };
}

const auto = "auto" as const;
type Options = { engine: Engine; count: number; evaluations?: number };

// Scores a row: by default, with 60 evaluations
const samplers = [
  ["thetaAdams", thetaAdams, 15, 60],
  ["dpmSolverPlusPlus", dpmSolverPlusPlus, 20, 60],
  ["heunOde", heunOde, 35, 59],
  ["eulerOde", eulerOde, 100, 60],
  ["ddim", ddim, 100, 60],
  ["ancestral", ancestral, 100, 60],
  ["predictorCorrector", predictorCorrector, 200, 60],
  ["consistentAnnealed", consistentAnnealed, 200, 60],
  ["annealedLangevin", annealedLangevin, 100, 60],
  ["ncsnLangevin", ncsnLangevin, 1000, 60],
] as const;

const fewSteps = new Set<string>(["thetaAdams", "dpmSolverPlusPlus"]);

test.each(samplers)(
  "%s: spends its evaluations between the ends of the sigmaRange",
  async (name, sampler, byDefault, of60) => {
    const run = async (options: Options) => {
      const { model, asked } = counting();
      await (sampler as typeof eulerOde)(model, auto, options);
      expect(Math.max(...asked)).toBe(sigmaRange.sigmaMax);
      // Few steps end by one to 0 that is as long as the others
      const last = Math.min(...asked);
      if (fewSteps.has(name) && options.evaluations === undefined) expect(last).toBeGreaterThan(sigmaRange.sigmaMin);
      else expect(last).toBe(sigmaRange.sigmaMin);
      return asked.length;
    };
    const standard = await run({ engine, count: 1 });
    // Whole numbers of steps a level may leave a few
    expect(standard).toBeLessThanOrEqual(byDefault);
    expect(standard).toBeGreaterThanOrEqual(name.endsWith("Langevin") ? 0.96 * byDefault : byDefault);
    const few = await run({ engine, count: 1, evaluations: 60 });
    expect(few).toBeLessThanOrEqual(60);
    expect(few).toBeGreaterThanOrEqual(of60 - (name.endsWith("Langevin") ? 3 : 0));
  },
);

test("annealedLangevin: the same rows as with the numbers of chooseSigmas", async () => {
  const { model } = counting();
  const { sigmas, stepsPerSigma, stepSize } = chosen;
  const byHand = await annealedLangevin(model, sigmas, { engine, count: 5, stepsPerSigma, stepSize, seed: 2 });
  expect(await annealedLangevin(model, auto, { engine, count: 5, seed: 2 })).toEqual(byHand);
  const { asked, model: counted } = counting();
  await annealedLangevin(counted, auto, { engine, count: 1, stepsPerSigma: 7, evaluations: 100, stepSize: 1e-6 });
  expect(asked).toHaveLength(14 * 7);
});

test("langevin stays at the last level; reverseSde is the variance-exploding SDE between the ends", async () => {
  const single = counting();
  await langevin(single.model, auto, { engine, count: 1, stepsPerSigma: 3 });
  expect(single.asked).toEqual([sigmaRange.sigmaMin, sigmaRange.sigmaMin, sigmaRange.sigmaMin]);
  const sde = counting();
  await reverseSde(sde.model, auto, { engine, count: 1, steps: 10 });
  expect(sde.asked[0]).toBe(sigmaRange.sigmaMax);
  expect(sde.asked.at(-1)).toBeCloseTo(sigmaRange.sigmaMin, 12);
});

test.each([thetaAdams, dpmSolverPlusPlus])("$name without denoise: down to σ_min", async (sampler) => {
  const { model, asked } = counting();
  const noisy = await sampler(model, auto, { engine, count: 4, denoise: false });
  const sigmas = fewStepSigmas(
    { ...sigmaRange, count: sampler.description.evaluations! },
    { scale: 1, denoise: false },
  );
  expect(noisy).toEqual(await sampler(model, sigmas, { engine, count: 4, denoise: false }));
  expect(asked).toEqual([...sigmas.subarray(0, -1), ...sigmas.subarray(0, -1)]);
  expect(sigmas.at(-1)).toBe(sigmaRange.sigmaMin);
});

test("says what is missing or too much", () => {
  const options = { engine, count: 1 };
  const bare = { dim: 2, score: exact.score };
  const missing = "or a model that knows its sigmaRange (a trained network does), got \"auto\" and a model without; chooseSigmas(rows, { dim: 2 }).sigmaRange"; // prettier-ignore
  for (const [, sampler] of samplers) expect(() => (sampler as typeof eulerOde)(bare, auto, options)).toThrow(missing);
  expect(() => reverseSde(bare, auto, options)).toThrow(missing);
  expect(() => langevin(bare, auto, options)).toThrow(missing);
  expect(() => eulerOde(bare, [1, 0.1], { ...options, evaluations: 10 })).toThrow('eulerOde: expected evaluations with sigmas "auto" only, got 10'); // prettier-ignore
  expect(() => annealedLangevin(bare, [1], { ...options, evaluations: 10 })).toThrow('evaluations with sigmas "auto" only'); // prettier-ignore
  const { model } = counting();
  expect(() => eulerOde(model, auto, { ...options, evaluations: 0 })).toThrow("evaluations an integer from 1");
  expect(() => annealedLangevin(model, auto, { ...options, evaluations: 2 })).toThrow("evaluations an integer from 3");
  expect(() => eulerOde(model, "best" as never, options)).toThrow('sigmas an array of numbers or "auto", got "best"');
  for (const [wrong, message] of [
    [{ ...sigmaRange, sigmaMin: 0 }, "sigmaRange.sigmaMin a number from 1e-100 to 1e+100, got 0"],
    [{ ...sigmaRange, sigmaMax: 1e-9 }, "sigmaRange.sigmaMax of at least"],
    [{ ...sigmaRange, eigenvalues: [1] }, "sigmaRange.shares an array of 1 to 16 numbers, as many as eigenvalues"],
    [{ ...sigmaRange, eigenvalues: [1, -1] }, "sigmaRange.eigenvalues[1] a number from 0"],
    [{ ...sigmaRange, shares: [1, 0] }, "sigmaRange.shares[1] an integer from 1"],
  ] as const)
    expect(() => eulerOde({ ...model, sigmaRange: wrong }, auto, options)).toThrow(`eulerOde: expected ${message}`);
});
