import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../src/models/network.ts";
import { annealedLangevin } from "../../src/sampling/samplers/annealed-langevin.ts";
import type { ResumeOptions } from "../../src/training/options.ts";
import { train } from "../../src/training/train.ts";
import { data, options, refused, run, smallNetwork, state, validation } from "./small-training.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

const small = (): ScoreNetwork => smallNetwork(engine);

describe("same", () => {
  test("the same seed gives the same bits twice, another seed others; so do losses and validation losses", async () => {
    const results: unknown[][] = [];
    for (const seed of [3, 3, 4]) {
      const network = small();
      const all = await run(network, { ...options, seed, validation, validateEvery: 20 });
      results.push([...state(network), all.map((p) => [p.loss, p.gradientNorm, p.validationLoss])]);
    }
    expect(results[1]).toEqual(results[0]);
    results[2].forEach((part, k) => expect(part).not.toEqual(results[0][k]));
  });

  test("validation changes nothing that is trained", async () => {
    const [plain, validated] = [small(), small()];
    await run(plain, options);
    await run(validated, { ...options, validation, validateEvery: 1 });
    expect(state(validated)).toEqual(state(plain));
  });

  test.each([1, 2, 13, 32, 39, 40])("left after step %i and resumed, bit for bit as if never left", async (until) => {
    const whole = small();
    const all = await run(whole, { ...options, validation, validateEvery: 8 });
    for (const own of [{ validation, validateEvery: 8 }, {}]) {
      const network = small();
      const first = await run(network, { ...options, ...own }, until);
      const rest = await run(network, { resume: true, ...own });
      expect(state(network)).toEqual(state(whole));
      const both = [...first, ...rest];
      expect(both.map(({ step }) => step)).toEqual(all.map(({ step }) => step));
      expect(both.map(({ loss }) => loss)).toEqual(all.map(({ loss }) => loss));
      if (own.validation) expect(both.map((p) => p.validationLoss)).toEqual(all.map((p) => p.validationLoss));
    }
  });

  test("left and resumed after every single step", async () => {
    const [whole, network] = [small(), small()];
    await run(whole, { ...options, steps: 12 });
    await run(network, { ...options, steps: 12 }, 1);
    for (let step = 2; step <= 12; step++) await run(network, { resume: true }, step);
    expect(state(network)).toEqual(state(whole));
    expect(await run(network, { resume: true })).toEqual([]);
  });

  test("sampling and predicting in between change nothing", async () => {
    const [whole, network] = [small(), small()];
    await run(whole, options);
    for await (const { step } of train(network, data, { ...options, validation, validateEvery: 3 })) {
      network.score([step, 1], 2);
      if (step % 10 === 0) await annealedLangevin(network, options.sigmas, { count: 40, stepsPerSigma: 2 });
    }
    expect(state(network)).toEqual(state(whole));
  });
});

describe("AbortSignal", () => {
  test("aborted before: nothing is changed, neither weights nor an earlier training", async () => {
    const network = small();
    await run(network, options, 5);
    const { encoding, training } = network;
    const before = state(network);
    const reason = new Error("not now");
    const other = data.map((value) => 2 * value);
    const aborted = run(network, { ...options, signal: AbortSignal.abort(reason) }, Infinity, other);
    await expect(aborted).rejects.toBe(reason);
    expect(state(network)).toEqual(before);
    expect([network.encoding, network.training]).toEqual([encoding, training]);
  });

  test("aborted in the loop: no further step; the network keeps the last one's weights and resumes", async () => {
    const [whole, network] = [small(), small()];
    await run(whole, options);
    const controller = new AbortController();
    const reason = new Error("enough");
    let last = 0;
    const aborted = async () => {
      for await (const { step } of train(network, data, { ...options, signal: controller.signal })) {
        last = step;
        if (step === 7) controller.abort(reason);
      }
    };
    await expect(aborted()).rejects.toBe(reason);
    expect(last).toBe(7);
    await run(network, { resume: true });
    expect(state(network)).toEqual(state(whole));
  });

  test("aborted from outside, by a timer", async () => {
    const network = createScoreNetwork(engine, { dim: 2, hidden: [32, 32] });
    const signal = AbortSignal.timeout(60);
    await expect(run(network, { ...options, steps: 1e6, signal })).rejects.toThrow(
      expect.objectContaining({ name: "TimeoutError" }),
    );
    expect(network.training?.running).toBe(false);
  });
});

describe("refused", () => {
  test("a second training of a network that is being trained; the first goes on", async () => {
    const [whole, network] = [small(), small()];
    await run(whole, options);
    for await (const { step } of train(network, data, options)) {
      if (step !== 3) continue;
      const message = "train: expected a network that is not being trained, got one that is";
      for (const how of [options, { resume: true } as const])
        expect(() => train(network, data, how)).toThrow(refused("invalid-argument", message));
    }
    expect(state(network)).toEqual(state(whole));
  });

  test("the second of two runs made before either began, and a resume of what was trained anew since", async () => {
    const network = small();
    const [first, second] = [train(network, data, options), train(network, data, options)];
    const message = "train: expected a network that is not being trained, got one that is";
    for await (const { step } of first)
      if (step === 1) await expect(second).rejects.toEqual(refused("invalid-argument", message));
    const late = train(network, data, { resume: true });
    await train(network, data, { ...options, steps: 3 });
    await expect(late).rejects.toEqual(refused("invalid-argument", "the training that was to be resumed"));
    expect(network.training?.step).toBe(3);
  });

  test("settings beside resume, which goes on with its own", async () => {
    const network = small();
    await run(network, options, 5);
    const again = (more: object) => () => train(network, data, { resume: true, ...more } as ResumeOptions);
    const message =
      "train: expected no steps beside resume, which goes on with the settings training began with, got 90";
    expect(again({ steps: 90 })).toThrow(refused("invalid-argument", message));
    expect(again({ validateevery: 9 })).toThrow(
      refused("invalid-argument", 'option "validateEvery", got "validateevery"'),
    );
    await train(network, data, { resume: true });
    expect(network.training!.step).toBe(40);
  });

  test("resuming with other data, or what was never trained; the network stays resumable", async () => {
    const untrained = small();
    const resumed = () => train(untrained, data, { resume: true });
    expect(resumed).toThrow(refused("invalid-argument", "training to resume"));
    const network = small();
    await run(network, options, 5);
    const other = data.slice();
    other[100] += 1;
    const attempt = () => train(network, other, { resume: true });
    expect(attempt).toThrow(refused("invalid-data", "expected the data this training began with"));
    expect(await run(network, { resume: true })).toHaveLength(35);
  });

  test("a network disposed in the loop ends it", async () => {
    const network = small();
    const { used } = engine.memory;
    const disposing = async () => {
      for await (const { step } of train(network, data, options)) if (step === 2) network.dispose();
    };
    await expect(disposing()).rejects.toEqual(refused("disposed", "train: expected a live network"));
    expect(engine.memory.used).toBeLessThan(used);
  });
});
