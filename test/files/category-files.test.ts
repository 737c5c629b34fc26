import { afterAll, beforeAll, expect, test } from "vitest";
import { categoryBlock } from "../../src/data/codes/choose-code.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { loadModel } from "../../src/files/load-model.ts";
import { saveModel } from "../../src/files/save-model.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../src/models/network.ts";
import { train } from "../../src/training/train.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

const blocks = [categoryBlock([0.5, 0.3, 0.2]), categoryBlock([0.9, 0.1])];
const ladder = [10, 3, 1, 0.3, 0.1];

const create = (): ScoreNetwork => createScoreNetwork(engine, { dim: 4, categories: blocks, hidden: [8], seed: 2 });

/** One plain column and two categories that go with it. */
function rows(count: number): number[][] {
  return Array.from({ length: count }, (_, r) => {
    const [a, b] = [r % 3, r % 10 === 0 ? 1 : 0];
    const [first, second] = blocks;
    return [a - 1, ...first.codes.slice(a * 2, a * 2 + 2), second.codes[b]];
  });
}

test("a network with categories comes back from its file and goes on bit for bit", async () => {
  const options = { sigmas: ladder, steps: 20, batchSize: 32, encoding: "identity" } as const;
  const whole = create();
  await train(whole, rows(60), options);
  const broken = create();
  for await (const { step } of train(broken, rows(60), options)) if (step === 9) break;
  const loaded = loadModel(engine, saveModel(broken));
  expect(loaded.options.categories).toEqual(blocks);
  await train(loaded, rows(60), { resume: true });
  expect(saveModel(loaded)).toEqual(saveModel(whole));
});

test("files of networks without categories have no word of them", () => {
  const file = new TextDecoder("latin1").decode(saveModel(createScoreNetwork(engine, { dim: 2, hidden: [4] })));
  expect(file).not.toContain("categories");
});

test.each([
  [{ gaps: "refuse" }, "finite numbers"],
  [{ coupling: "optimal-transport" }, "coupling independent beside categories"],
  [{ referenceRows: 1024 }, "referenceRows 1 beside categories"],
] as const)("training with %o: %s", (options, sentence) => {
  const data = rows(12);
  if ("gaps" in options) data[3][0] = NaN;
  expect(() => train(create(), data, { sigmas: ladder, encoding: "identity", steps: 2, ...options })).toThrow(sentence);
});

test("a gap in a category is refused, one in a plain column is free", async () => {
  const data = rows(12);
  data[3][0] = NaN;
  const options = { sigmas: ladder, encoding: "identity", steps: 2, gaps: "free" } as const;
  await train(create(), data, options);
  data[3][2] = NaN;
  expect(() => train(create(), data, options)).toThrow("row 3, column 2");
});

test.each([
  [[{ codes: [1, -1], probabilities: [1] }], "two or more positive numbers of sum 1"],
  [[{ codes: [1, -1], probabilities: [0.5, 0.6] }], "two or more positive numbers of sum 1"],
  [[{ codes: [1, -1, 0], probabilities: [0.5, 0.5] }], "of the same size"],
  [[{ codes: [1, NaN], probabilities: [0.5, 0.5] }], "finite numbers, at index 1"],
  [[...blocks, ...blocks], "categories of at most dim = 4 columns"],
  ["x", "an array of up to 4096 blocks"],
])("categories %o: %s", (categories, sentence) => {
  expect(() => createScoreNetwork(engine, { dim: 4, categories: categories as never })).toThrow(sentence);
});

test("columns of padding stay empty over many steps: a panel shared by plain columns and a category", async () => {
  const [, binary] = blocks;
  const network = createScoreNetwork(engine, { dim: 11, categories: [binary], hidden: [8], seed: 2 });
  const data = Array.from({ length: 40 }, (_, r) => [
    ...Array.from({ length: 10 }, (_, c) => Math.sin(r * 7 + c)),
    binary.codes[r % 10 === 0 ? 1 : 0],
  ]);
  const { loss } = await train(network, data, { sigmas: ladder, steps: 300, batchSize: 64, encoding: "identity" });
  expect(loss).toBeLessThan(1);
});
