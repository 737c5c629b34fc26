import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, createScoreNetwork, saveModel, type Engine, type LayerParameters } from "../../src/index.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

/** 2 + 8 + 8 features. */
const shape = { dim: 2, hidden: [5, 5], sigmaFrequencies: 4, coordinateFrequencies: 2 };

/** Every layer, the last one too, of numbers that are no others. */
function layers(): LayerParameters[] {
  const { length } = createScoreNetwork(engine, shape).parameters();
  const numbers = (n: number, l: number) => Float32Array.from({ length: n }, (_, i) => (l + 1) / (i + 3) - 0.1);
  return [18 * 5, 5 * 5, 5 * 2]
    .slice(0, length)
    .map((size, l) => ({ weight: numbers(size, l), bias: numbers([5, 5, 2][l], l) }));
}

test("a network has the parameters it is given, current and average, as copies", () => {
  const given = layers();
  const network = createScoreNetwork(engine, { ...shape, parameters: given });
  const kept = structuredClone(given);
  given[0].weight[0] = 9;
  expect([network.parameters("current"), network.parameters()]).toEqual([kept, kept]);
});

test("another network's parameters make the same predictions; options and file do not name them", () => {
  const one = createScoreNetwork(engine, { ...shape, parameters: layers(), seed: 3 });
  const two = createScoreNetwork(engine, { ...shape, parameters: one.parameters(), seed: 3 });
  const x = [0.3, -1, 2, 0.1];
  expect(one.trained).toBe(true);
  expect(two.predictNoise(x, 0.7)).toEqual(one.predictNoise(x, 0.7));
  expect(Object.keys(two.options)).not.toContain("parameters");
  expect(saveModel(two)).toEqual(saveModel(one));
});

describe("others are refused", () => {
  const sizes = "expected parameters of layers (inputs × outputs) 18 × 5, 5 × 5, 5 × 2, got ";
  const none = "one without finite weight and bias as Float32Array";
  test.each<[string, (given: LayerParameters[]) => unknown, string]>([
    ["a missing layer", ([first, , last]) => [first, last], `${sizes}18 × 5, 5 × 2`],
    ["another order", ([first, second, last]) => [second, first, last], `${sizes}5 × 5, 18 × 5, 5 × 2`],
    [
      "layers of other features",
      ([, second, last]) => [{ weight: new Float32Array(10), bias: new Float32Array(5) }, second, last],
      `${sizes}2 × 5, 5 × 5, 5 × 2`,
    ],
    ["no array", () => "weights", 'expected parameters an array of layers, got "weights"'],
    ["too many", () => new Array(66), "expected parameters an array of layers, got an array of 66"],
    ["no layer", ([first, , last]) => [first, null, last], `${sizes}18 × 5, ${none}, 5 × 2`],
    [
      "plain arrays",
      ([first, second]) => [first, second, { weight: [1, 2], bias: [1] }],
      `${sizes}18 × 5, 5 × 5, ${none}`,
    ],
    [
      "NaN",
      ([first, second, last]) => [first, { ...second, bias: Float32Array.of(1, 2, NaN, 4, 5) }, last],
      `${sizes}18 × 5, ${none}, 5 × 2`,
    ],
  ])("%s", (_, change, message) => {
    const parameters = change(layers()) as LayerParameters[];
    expect(() => createScoreNetwork(engine, { ...shape, parameters })).toThrow(
      expect.objectContaining({ code: "invalid-argument", message: `createScoreNetwork: ${message}` }) as Error,
    );
  });
});
