import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { withConditions } from "../../src/models/conditioning/with-conditions.ts";
import { withKnown } from "../../src/models/conditioning/with-known.ts";
import { withLabels } from "../../src/models/conditioning/with-labels.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../src/models/network.ts";
import type { ScoreModel } from "../../src/models/score-model.ts";
import { flowSigmas } from "../../src/noise/flow-sigmas.ts";
import { vpSde } from "../../src/noise/sde.ts";
import { saveOnnx, saveOnnxSampler } from "../../src/onnx/index.ts";
import { samplers } from "../../src/sampling/samplers/registry.ts";
import { trainFlow } from "../../src/training/train-flow.ts";
import { train } from "../../src/training/train.ts";
import { errorOf } from "../kit/error-of.ts";
import { largestDifference } from "../kit/network-twin.ts";
import { decodeModel } from "../kit/onnx/decode-model.ts";
import { runModel } from "../kit/onnx/run-model.ts";
import { testData } from "../reference/gradient-check.ts";
import { normals } from "../reference/normal.ts";
import { PURPOSE, stepKey, type Words } from "../reference/threefry.ts";

let engine: Engine;
let plain: ScoreNetwork;
let labeled: ScoreNetwork;
let masked: ScoreNetwork;
let conditioned: ScoreNetwork;

/** Rows with a mean and a deviation of their own, in two clusters. */
const DATA = Array.from({ length: 300 }, (_, i) => [...testData(2, i)].map((z, c) => 5 + 2 * c + z + (i % 2) * 4));
const settings = { sigmas: "auto", steps: 60, batchSize: 64, referenceRows: 1, seed: 1 } as const;
const shape = { dim: 2, hidden: [16, 16], seed: 1 };

beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
  plain = createScoreNetwork(engine, shape);
  labeled = createScoreNetwork(engine, { ...shape, classes: 2 });
  masked = createScoreNetwork(engine, { ...shape, masks: true });
  conditioned = createScoreNetwork(engine, { ...shape, conditions: 2, conditionFrequencies: 1 });
  const conditions = DATA.map(([x], i) => [x + Math.sin(i), 3 * Math.cos(i)]);
  await train(conditioned, DATA, { ...settings, conditions });
  await train(plain, DATA, settings);
  await train(labeled, DATA, { ...settings, labels: DATA.map((_, i) => i % 2) });
  await train(masked, DATA, settings);
});
afterAll(() => engine.dispose());

const COUNT = 5;
const SEED = 9;

/** Our sampler's normals: of the start, and of steps (level, step) in the order they are drawn. */
const startNoise = (): number[] => [...normals(stepKey(SEED, PURPOSE.start, 0), COUNT, 2)];
const stepsNoise = (places: readonly [level: number, step: number][]): number[] =>
  places.flatMap(([level, step]) => [...normals(keyOf(level, step), COUNT, 2)]);
const keyOf = (level: number, step: number): Words => stepKey(SEED, PURPOSE.steps, level, step);

const table = (data: number[]) => ({ shape: [COUNT, data.length / COUNT], data });

/** Rows are f32 on a scale of some 10, after up to 100 steps. */
const CLOSE = 5e-5;

const options = { count: COUNT, seed: SEED };

describe("without noise on the way: the rows of our sampler", () => {
  const { thetaAdams, dpmSolverPlusPlus, eulerOde, heunOde, ddim } = samplers;
  const cases: [string, () => Promise<Uint8Array>, () => PromiseLike<Float64Array>][] = [
    [
      "thetaAdams",
      () => saveOnnxSampler(plain, thetaAdams, { evaluations: 8 }),
      () => thetaAdams(plain, "auto", { ...options, evaluations: 8 }),
    ],
    [
      "dpmSolverPlusPlus",
      () => saveOnnxSampler(plain, dpmSolverPlusPlus, { evaluations: 8 }),
      () => dpmSolverPlusPlus(plain, "auto", { ...options, evaluations: 8 }),
    ],
    [
      "eulerOde",
      () => saveOnnxSampler(plain, eulerOde, { levels: [9, 3, 1, 0.3], denoise: false }),
      () => eulerOde(plain, [9, 3, 1, 0.3], { ...options, denoise: false }),
    ],
    [
      "heunOde",
      () => saveOnnxSampler(plain, heunOde, { evaluations: 9 }),
      () => heunOde(plain, "auto", { ...options, evaluations: 9 }),
    ],
    [
      "ddim",
      () => saveOnnxSampler(plain, ddim, { levels: flowSigmas({ sigmaMax: 20, count: 6 }) }),
      () => ddim(plain, flowSigmas({ sigmaMax: 20, count: 6 }), options),
    ],
  ];
  test.each(cases)("%s", async (_name, save, sample) => {
    const file = await save();
    const { rows } = runModel(file, { noise: table(startNoise()) });
    expect(largestDifference(rows.data, await sample())).toBeLessThan(CLOSE);
    expect(decodeModel(file).inputs.map(({ name }) => name)).toEqual(["noise"]);
  });

  test("in standardized units", async () => {
    const file = await saveOnnxSampler(plain, thetaAdams, { evaluations: 6, units: "standardized" });
    const rows = plain.encoding.decode(runModel(file, { noise: table(startNoise()) }).rows.data);
    expect(largestDifference(rows, await thetaAdams(plain, "auto", { ...options, evaluations: 6 }))).toBeLessThan(
      CLOSE,
    );
  });
});

describe("with noise on the way, given in the order it is drawn", () => {
  test("ancestral: a draw for each level but the last", async () => {
    const file = await saveOnnxSampler(plain, samplers.ancestral, { evaluations: 6 });
    const steps = { shape: [5, COUNT, 2], data: stepsNoise([[0, 0], [1, 0], [2, 0], [3, 0], [4, 0]]) }; // prettier-ignore
    const { rows } = runModel(file, { noise: table(startNoise()), steps });
    const ours = await samplers.ancestral(plain, "auto", { ...options, evaluations: 6 });
    expect(largestDifference(rows.data, ours)).toBeLessThan(CLOSE);
    expect(decodeModel(file).inputs.at(-1)).toEqual({ name: "steps", elementType: 1, shape: [5, "N", 2] });
  });

  test("annealedLangevin: averaged noise is drawn once and added twice", async () => {
    const given = { stepsPerSigma: 3, levels: [4, 1, 0.3] };
    const file = await saveOnnxSampler(plain, samplers.annealedLangevin, given);
    const draws = Number(decodeModel(file).metadata.get("draws"));
    const places = [0, 1, 2].flatMap((level) => [0, 1, 2].map((step) => [level, step] as [number, number]));
    const steps = { shape: [draws, COUNT, 2], data: stepsNoise(places.slice(0, draws)) };
    const { rows } = runModel(file, { noise: table(startNoise()), steps });
    const ours = await samplers.annealedLangevin(plain, [4, 1, 0.3], { ...options, stepsPerSigma: 3 });
    expect(draws).toBe(9);
    expect(largestDifference(rows.data, ours)).toBeLessThan(CLOSE);
  });

  test("reverseSde, over an SDE", async () => {
    const file = await saveOnnxSampler(plain, samplers.reverseSde, { levels: vpSde(), steps: 4 });
    const steps = { shape: [4, COUNT, 2], data: stepsNoise([[0, 0], [1, 0], [2, 0], [3, 0]]) }; // prettier-ignore
    const { rows } = runModel(file, { noise: table(startNoise()), steps });
    const ours = await samplers.reverseSde(plain, vpSde(), { ...options, steps: 4 });
    const scale = Math.max(...ours.map(Math.abs));
    expect(largestDifference(rows.data, ours) / scale).toBeLessThan(CLOSE);
  });
});

describe("conditions", () => {
  const { thetaAdams } = samplers;
  const ours = (model: ScoreModel) => thetaAdams(model, "auto", { ...options, evaluations: 6 });

  test.each([1, 2.5, 0])("labels, each with the law its rows start from, at guidance %f", async (guidanceScale) => {
    const file = await saveOnnxSampler(labeled, thetaAdams, { evaluations: 6, guidanceScale });
    const labels = [-1, 0, 1, 1, 0];
    const inputs = { noise: table(startNoise()), ...(guidanceScale !== 0 && { labels: table(labels) }) };
    const rows = await ours(withLabels(labeled, labels, { guidanceScale }));
    expect(largestDifference(runModel(file, inputs).rows.data, rows)).toBeLessThan(CLOSE);
  });

  test.each([1, 2.5, 0])("numbers, each with the law its rows start from, at guidance %f", async (guidanceScale) => {
    const file = await saveOnnxSampler(conditioned, thetaAdams, { evaluations: 6, guidanceScale });
    const conditions = [[0.5, 3], [NaN, NaN], [-1, 7], [0.5, 3], [2, -4]]; // prettier-ignore
    const inputs = { noise: table(startNoise()), ...(guidanceScale !== 0 && { conditions: table(conditions.flat()) }) };
    const rows = await ours(withConditions(conditioned, conditions, { guidanceScale }));
    expect(largestDifference(runModel(file, inputs).rows.data, rows)).toBeLessThan(CLOSE);
  });

  test("known values stay, and the others are drawn given them", async () => {
    const file = await saveOnnxSampler(masked, thetaAdams, { evaluations: 6 });
    const known = [[7, NaN], [NaN, 8], [NaN, NaN], [6, 9], [NaN, 11]]; // prettier-ignore
    const rows = await ours(withKnown(masked, known));
    const { data } = runModel(file, { noise: table(startNoise()), known: table(known.flat()) }).rows;
    expect(largestDifference(data, rows)).toBeLessThan(CLOSE);
  });
});

test("every sampler of the registry is written, but for the one of adaptive steps", async () => {
  for (const [name, sampler] of Object.entries(samplers)) {
    const save = () => saveOnnxSampler(plain, sampler as typeof samplers.eulerOde, { levels: "auto" });
    if (name === "dormandPrinceOde" || name === "langevin" || name === "ncsnLangevin" || name === "reverseSde") {
      const { message } = await errorOf(save);
      expect(message).toMatch(
        name === "dormandPrinceOde"
          ? 'saveOnnxSampler: expected a sampler whose moves are known beforehand, such as thetaAdams, got "dormandPrinceOde"'
          : /^saveOnnxSampler: expected a sampler of at most 500 evaluations, got \d+$/,
      );
    } else expect((await save()).length).toBeGreaterThan(10_000);
  }
});

test("what it refuses", async () => {
  const { thetaAdams, ancestral } = samplers;
  const flow = createScoreNetwork(engine, shape);
  await trainFlow(flow, DATA, { steps: 20, batchSize: 64, coupling: "optimal-transport" });
  const messages = [
    await errorOf(() => saveOnnxSampler(createScoreNetwork(engine, shape), thetaAdams)),
    await errorOf(() => saveOnnxSampler(plain, (() => undefined) as never)),
    await errorOf(() => saveOnnxSampler(plain, thetaAdams, { etta: 1 } as never)),
    await errorOf(() => saveOnnxSampler(plain, thetaAdams, { count: 5 } as never)),
    await errorOf(() => saveOnnxSampler(plain, thetaAdams, { levels: [1, 2] })),
    await errorOf(() => saveOnnxSampler(flow, ancestral, { evaluations: 5 })),
    await errorOf(() => saveOnnx(flow)),
  ].map(({ message }) => message);
  expect(messages).toEqual([
    expect.stringContaining("saveOnnxSampler: expected a trained network, got one with its initial weights"),
    expect.stringContaining(
      "saveOnnxSampler: expected a sampler whose moves are known beforehand, such as thetaAdams, got",
    ),
    expect.stringContaining("saveOnnxSampler: expected option"),
    expect.stringContaining("saveOnnxSampler: expected option"),
    expect.stringContaining("saveOnnxSampler: expected sigmas strictly decreasing"),
    'saveOnnxSampler: expected a sampler without noise on the way for a network trained with coupling "optimal-transport", ' +
      'which has no score, got "ancestral"',
    'saveOnnx: expected output "noise" or "denoised" of a network trained with coupling "optimal-transport", which has no score, got "score"',
  ]);
  const file = await saveOnnxSampler(flow, thetaAdams, { evaluations: 5 });
  const rows = await thetaAdams(flow, "auto", { ...options, evaluations: 5 });
  expect(largestDifference(runModel(file, { noise: table(startNoise()) }).rows.data, rows)).toBeLessThan(CLOSE);
});
