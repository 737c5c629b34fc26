import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  annealedLangevin,
  createEngine,
  createScoreNetwork,
  eulerOde,
  gaussianMixture,
  impute,
  langevinDynamics,
  loadModel,
  product,
  recommendSampler,
  reflow,
  sample,
  saveModel,
  thetaAdams,
  train,
  withConditions,
  withLabels,
  type Engine,
  type ReflowProgress,
  type ScoreNetwork,
} from "../../src/index.ts";
import { moons } from "../../src/toys/index.ts";
import { flatten } from "../kit/network-twin.ts";

let engine: Engine;
let teacher: ScoreNetwork;
const rows = moons.sample(500, { seed: 1 });
const classes = Array.from({ length: 500 }, (_, k) => Number(rows[2 * k + 1] > 0));
const shape = { dim: 2, hidden: [16, 16], classes: 2 };

beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
  teacher = createScoreNetwork(engine, { ...shape, seed: 1 });
  await train(teacher, rows, { sigmas: "auto", steps: 60, batchSize: 64, labels: classes, seed: 1 });
});
afterAll(() => engine.dispose());

const quick = { pairs: 300, evaluations: 6, steps: 20, batchSize: 32, seed: 3 } as const;
const student = (on = engine, more: object = {}): ScoreNetwork =>
  createScoreNetwork(on, { dim: 2, hidden: [16, 16], seed: 2, ...more });
const state = (network: ScoreNetwork) => [flatten(network.parameters("current")), flatten(network.parameters())];

async function watch(run: AsyncIterable<ReflowProgress>, until = Infinity): Promise<number[]> {
  const losses: number[] = [];
  for await (const progress of run) {
    if (progress.stage === "pairs") continue;
    losses.push(progress.loss);
    if (progress.step === until) break;
  }
  return losses;
}

describe("a student", () => {
  test("is marked as coupled, in its file too, and samples in one evaluation", async () => {
    const network = student();
    expect(network.coupled).toBeUndefined();
    await reflow(teacher, network, quick);
    expect(network.coupled).toBe("reflow");
    const { sigmaMax } = network.sigmaRange!;
    expect(sigmaMax).toBe(teacher.sigmaRange!.sigmaMax);
    const one = await eulerOde(network, [sigmaMax], { count: 50, seed: 4 });
    expect(recommendSampler(network)).toMatchObject({ name: "eulerOde", evaluations: 1 });
    expect(await sample(network, { count: 50, seed: 4 })).toEqual(one);
    expect(await eulerOde(network, "auto", { count: 50, seed: 4, evaluations: 1 })).toEqual(one);
    for (const use of ["training", "sampling"] as const) {
      const loaded = loadModel(engine, saveModel(network, { for: use }));
      expect(loaded.coupled).toBe("reflow");
      expect(loaded.training!.settings).toEqual(network.training!.settings);
      expect(await sample(loaded, { count: 50, seed: 4 })).toEqual(one);
    }
    network.dispose();
  });

  test("has no score: what draws noise, follows a score or composes models refuses it", async () => {
    const network = student();
    await reflow(teacher, network, { ...quick, steps: 2 });
    const refusal = 'trained with coupling "reflow"';
    expect(() => annealedLangevin(network, "auto", { count: 2 })).toThrow(refusal);
    expect(() => langevinDynamics(network)).toThrow(refusal);
    expect(() => product([network, teacher])).toThrow(refusal);
    expect(() => impute(network, [[NaN, 1]], { method: "repaint" })).toThrow(refusal);
    expect(await thetaAdams(network, "auto", { count: 2 })).toHaveLength(4);
    network.dispose();
  });

  test("begins with the teacher's weights where it has its shape and none of its own", async () => {
    const [same, other, own] = [student(engine, { classes: 2 }), student(), student(engine, { classes: 2 })];
    await train(own, rows, { sigmas: [5, 0.1], steps: 3, batchSize: 8 });
    const before = state(own)[1];
    const barely = { ...quick, steps: 1, learningRate: 1e-30 };
    for (const network of [same, other, own]) await reflow(teacher, network, barely);
    expect(state(same)[1]).toEqual(state(teacher)[1]);
    expect(state(other)[0]).toEqual(state(student())[0]);
    expect(state(own)[1]).not.toEqual(before); // the average begins at the current weights
    expect(state(own)[1]).not.toEqual(state(teacher)[1]);
  });

  test("can be the teacher of another", async () => {
    const [first, second] = [student(), student()];
    await reflow(teacher, first, quick);
    await reflow(first, second, quick);
    expect(second.coupled).toBe("reflow");
    expect(await sample(second, { count: 3 })).toHaveLength(6);
  });
});

describe("bits", () => {
  test.each([1, 13])("left after step %i, saved, loaded and resumed: as if never left", async (until) => {
    const [whole, part] = [student(), student()];
    const losses = await watch(reflow(teacher, whole, quick));
    const first = await watch(reflow(teacher, part, quick), until);
    const loaded = loadModel(engine, saveModel(part));
    expect([...first, ...(await watch(reflow(teacher, loaded, { resume: true })))]).toEqual(losses);
    expect(state(loaded)).toEqual(state(whole));
    expect(saveModel(loaded)).toEqual(saveModel(whole));
  });

  test("one and two threads give the same", async () => {
    const two = await createEngine({ threads: 2 });
    const moved = loadModel(two, saveModel(teacher));
    const how = { ...quick, pairs: 4000, batchSize: 300, steps: 8 };
    const [here, there] = [student(engine, { hidden: [64, 64] }), student(two, { hidden: [64, 64] })];
    const losses = await watch(reflow(teacher, here, how));
    expect(await watch(reflow(moved, there, how))).toEqual(losses);
    expect(state(there)).toEqual(state(here));
    two.dispose();
  });

  test("pairs come in blocks, and those of more begin with those of fewer", async () => {
    const checks: number[] = [];
    for (const pairs of [16_384, 16_500]) {
      const network = student();
      const run = reflow(gaussianMixture({ weights: [1], means: [[0, 0]], variance: 1 }), network, { ...quick, pairs });
      await watch(run, 1);
      checks.push(network.training!.dataChecksum);
    }
    expect(checks[0]).not.toBe(checks[1]);
  });
});

test("labels are the teacher's: one for each pair, one for all, or none", async () => {
  const labels = Array.from({ length: 300 }, (_, k) => (k % 3) - 1);
  const labeled = student(engine, { classes: 2 });
  const how = { ...quick, pairs: undefined };
  await reflow(withLabels(teacher, labels, { guidanceScale: 2 }), labeled, { ...how, steps: 200, learningRate: 0.01 });
  expect(labeled.training!.settings.pairs).toBe(300);
  const one = (label: number) => sample(withLabels(labeled, label), { count: 200, seed: 5 });
  const height = (values: Float64Array) => values.reduce((sum, y, k) => sum + (k % 2 ? y : 0), 0) / 200;
  expect(height(await one(1)) - height(await one(0))).toBeGreaterThan(0.3);
  expect(height(await one(-1))).toBeLessThan(height(await one(1)));
  const plain = student();
  await reflow(withLabels(teacher, 1), plain, quick);
  expect(plain.training!.settings.pairs).toBe(300);
});

test("conditions are the teacher's, one row for each pair", async () => {
  const shaped = { dim: 1, hidden: [16, 16], conditions: 1, coordinateFrequencies: 0, seed: 1 };
  const conditional = createScoreNetwork(engine, shaped);
  const x = Array.from({ length: 400 }, (_, k) => [10 + Math.cos(k)]);
  const y = x.map(([value], k) => [3 * (value - 10) + 0.3 * Math.cos(k * k)]);
  const fast = { steps: 300, batchSize: 128, learningRate: 0.01, seed: 1 };
  await train(conditional, y, { sigmas: "auto", ...fast, conditions: x });
  const drawn = withConditions(
    conditional,
    Array.from({ length: 2000 }, (_, k) => [9 + (k % 201) / 100]),
  );
  const network = createScoreNetwork(engine, shaped);
  await reflow(drawn, network, { evaluations: 8, ...fast });
  const mean = async (value: number) =>
    (await sample(withConditions(network, [value]), { count: 500, seed: 2 })).reduce((a, b) => a + b) / 500;
  // E y = 3(x − 10)
  for (const value of [9.3, 10, 10.7]) expect(Math.abs((await mean(value)) - 3 * (value - 10))).toBeLessThan(0.4);
  expect(() => reflow(teacher, network)).toThrow("reflow: expected a student of the teacher's 2 columns");
  const three = createScoreNetwork(engine, { ...shaped, conditions: 3 });
  expect(() => reflow(drawn, three)).toThrow("reflow: expected a student of the teacher's 1 conditions, got 3");
});

describe("errors", () => {
  test("at the call, naming what is wrong", async () => {
    const network = student();
    expect(() => reflow(teacher, teacher)).toThrow("reflow: expected a student that is not the teacher's own network");
    expect(() => reflow(teacher, student(engine, { dim: 3 }))).toThrow("reflow: expected a student of the teacher's 2 columns, got 3"); // prettier-ignore
    expect(() => reflow(teacher, student(engine, { masks: true }))).toThrow("reflow: expected a student of plain columns"); // prettier-ignore
    expect(() => reflow(student(), network)).toThrow("reflow: expected a trained network");
    expect(() => reflow(teacher, {} as never)).toThrow("reflow: expected a network made by createScoreNetwork");
    expect(() => reflow(teacher, network, { evaluations: 2 })).toThrow(
      "reflow: expected evaluations an integer from 3",
    );
    expect(() => reflow(withLabels(teacher, [0, 1]), network, { pairs: 3 })).toThrow("reflow: expected pairs 2, one for each label or row of conditions that the teacher has, got 3"); // prettier-ignore
    expect(() => reflow(teacher, network, { resume: true })).toThrow("reflow: expected a network with training to resume"); // prettier-ignore
    expect(() => reflow(teacher, network, { resume: true, steps: 3 } as never)).toThrow("reflow: expected option");
    await train(network, rows, { sigmas: [5, 0.1], steps: 1, batchSize: 8 });
    expect(() => reflow(teacher, network, { resume: true })).toThrow('reflow: expected a student whose training is a reflow, to resume it, got "independent"'); // prettier-ignore
    expect(() => train(network, rows, { sigmas: [5, 0.1], coupling: "reflow" as never })).toThrow("train: expected coupling one of"); // prettier-ignore
  });

  test("resumed as another training, or with another teacher", async () => {
    const network = student();
    await watch(reflow(teacher, network, quick), 2);
    expect(() => train(network, rows, { resume: true })).toThrow("train: expected a network whose training was of rows, got one that reflow trained"); // prettier-ignore
    await expect(reflow(withLabels(teacher, 1), network, { resume: true })).rejects.toThrow("reflow: expected the teacher, labels and conditions this training began with"); // prettier-ignore
  });

  test("leaving it while pairs are drawn changes nothing; a signal ends it", async () => {
    const network = student();
    for await (const progress of reflow(teacher, network, { ...quick, pairs: 40_000 }))
      if (progress.stage === "pairs") break;
    expect(network.training).toBeUndefined();
    const reason = new Error("enough");
    await expect(reflow(teacher, network, { ...quick, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
