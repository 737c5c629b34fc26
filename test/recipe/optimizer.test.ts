import { expect, test } from "vitest";
import { createEngine, createScoreNetwork, train } from "../../src/index.ts";
import { usualLearningRate } from "../../src/recipe/optimizer.ts";

test("the usual learning rate: 0.003 or, averaged, 0.006 up to 128 wide; 0.006 up to 256, then as 1/width of the widest layer", () => {
  expect(usualLearningRate([1], 1)).toBe(0.003);
  expect(usualLearningRate([128, 128], 1)).toBe(0.003);
  expect(usualLearningRate([129], 1)).toBe(0.006);
  expect(usualLearningRate([256, 256], 1024)).toBe(0.006);
  expect(usualLearningRate([128, 512], 1)).toBe(0.003);
  expect(usualLearningRate([64], 1024)).toBe(0.006);
});

test("train takes it unless another one is given", async () => {
  const engine = await createEngine({ threads: 1 });
  const data = Float64Array.of(0, 1, 2, 3);
  const rateOf = async (options: object): Promise<number> => {
    const network = createScoreNetwork(engine, { dim: 1, hidden: [8, 256] });
    for await (const progress of train(network, data, { sigmas: [1, 0.1], steps: 1, batchSize: 8, ...options }))
      void progress;
    return network.training!.settings.learningRate;
  };
  expect(await rateOf({})).toBe(0.006);
  expect(await rateOf({ learningRate: 0.01 })).toBe(0.01);
  engine.dispose();
});
