import { afterAll, beforeAll, expect, test } from "vitest";
import { activations, parameterizations } from "../../src/engine/index.ts";
import { createEngine, loadModel, saveModel, train, type Engine, type ScoreNetwork } from "../../src/index.ts";
import { twin } from "../kit/network-twin.ts";
import { testData } from "../reference/gradient-check.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const sigmas = [3, 1, 0.3];
/** Two points, which N(0, I), where an untrained network may begin, is far from. */
const data = Float32Array.from({ length: 2 * 200 }, (_, k) => (k % 4 < 2 ? 1 : -1));
const x = testData(2 * 33, 6);

/** Each activation with each parameterization. */
const kinds = activations.flatMap((activation) =>
  parameterizations.map((parameterization) => ({ activation, parameterization })),
);

const scores = (network: ScoreNetwork): Float32Array => network.score(x, 0.7);

test.each(kinds)(
  "$activation, $parameterization: trains, is saved and loaded, and goes on, all bit for bit",
  async (kind) => {
    const { network } = twin(engine, { dim: 2, hidden: [13, 13], seed: 1, ...kind });
    const losses: number[] = [];
    const how = { sigmas, steps: 300, batchSize: 64, learningRate: 0.01 } as const;
    let half: Uint8Array | undefined;
    for await (const { step, loss } of train(network, data, how)) {
      losses.push(loss);
      if (step === 150) half = saveModel(network);
    }
    const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;
    expect(mean(losses.slice(-50))).toBeLessThan(0.8 * losses[0]);
    const loaded = loadModel(engine, saveModel(network));
    expect(loaded.options).toMatchObject(kind);
    expect(scores(loaded)).toEqual(scores(network));
    const resumed = loadModel(engine, half!);
    for await (const { step } of train(resumed, data, { resume: true })) expect(step).toBeGreaterThan(150);
    expect(saveModel(resumed)).toEqual(saveModel(network));
  },
);
