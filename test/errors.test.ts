import { describe, expect, test } from "vitest";
import type { ErrorCode } from "../src/support/errors.ts";
import { show } from "../src/support/show.ts";
import type { ScoreModel } from "../src/models/score-model.ts";
import type { ScoreNetwork } from "../src/models/network.ts";
import { annealedLangevin, type AnnealedLangevinOptions } from "../src/sampling/samplers/annealed-langevin.ts";
import { langevin } from "../src/sampling/samplers/langevin.ts";
import type { TrainOptions } from "../src/training/options.ts";
import { train } from "../src/training/train.ts";
import { errorOf } from "./kit/error-of.ts";
import { engine, network, rows, sigmas } from "./kit/live-network.ts";
import { flatten } from "./kit/network-twin.ts";

/** Never awaited nor iterated: whatever is refused is refused at the call. */
const trainOn = (data: unknown, options: unknown, which = network) =>
  train(which, data as number[], options as TrainOptions);

/** Refused with this code and message, and nothing of the network or the memory is touched. */
async function refused(act: () => unknown, code: ErrorCode, message: string): Promise<void> {
  const before = [flatten(network.parameters("current")), flatten(network.parameters())];
  const { encoding, training } = network;
  const { used } = engine.memory;
  expect(await errorOf(act)).toMatchObject({ code, name: "LangevinError", message: expect.stringContaining(message) });
  expect([flatten(network.parameters("current")), flatten(network.parameters())]).toEqual(before);
  expect([network.encoding, network.training, engine.memory.used]).toEqual([encoding, training, used]);
}

describe("train: data", () => {
  test.each([
    [[], "data of at least one row, got no rows"],
    [new Float64Array(0), "data of at least one row, got no rows"],
    [[1, 2, 3], "data of a multiple of dim 2 numbers, got 3 numbers"],
    [[[1, 2], [3]], "data of rows of 2 numbers, got 1 in row 1"],
    [[[1, 2, 3]], "data of rows of 2 numbers, got 3 in row 0"],
    [[[1, 2], null], "data of rows of 2 numbers, got null in row 1"],
    [[[1, 2], 3], "data of rows of 2 numbers, got 3 in row 1"],
    [[[1, 2], , [3, 4]], "data of rows of 2 numbers, got undefined in row 1"],
    [
      [
        [1, 2],
        [3, NaN],
      ],
      "data of finite numbers, got NaN in row 1, column 1",
    ],
    [[1, 2, 3, 4, Infinity, 6], "data of finite numbers, got Infinity in row 2, column 0"],
    [Float32Array.of(1, -Infinity), "data of finite numbers, got -Infinity in row 0, column 1"],
    [
      [
        [1, 2],
        ["3", 4],
      ],
      'data of finite numbers, got "3" (a string) in row 1, column 0',
    ],
    [
      [
        [1, 2],
        [3, undefined],
      ],
      "data of finite numbers, got undefined in row 1, column 1",
    ],
  ] as [unknown, string][])("%j", async (data, message) => {
    await refused(() => trainOn(data, { sigmas }), "invalid-data", `train: expected ${message}`);
    const validation = message.replace("data of", "validation of");
    await refused(() => trainOn(rows, { sigmas, validation: data }), "invalid-data", `train: expected ${validation}`);
  });

  test.each([[undefined], [null], ["1,2"], [{ length: 2 }], [new DataView(new ArrayBuffer(8))], [7]])(
    "%o",
    async (data) => {
      const message = `train: expected data an array of rows or one flat array, got ${show(data)}`;
      await refused(() => trainOn(data, { sigmas }), "invalid-argument", message);
    },
  );
});

describe("train: options", () => {
  test.each([
    [{ sigmas: [] }, "sigmas a non-empty array of numbers"],
    [{ sigmas: undefined }, 'sigmas "auto" or an array of numbers, got undefined'],
    [{ sigmas: "best" }, 'sigmas "auto" or an array of numbers, got "best"'],
    [{ sigmas: [1, 1] }, "sigmas strictly decreasing, got 1 after 1 (index 1)"],
    [{ sigmas: [0.1, 1] }, "sigmas strictly decreasing, got 1 after 0.1 (index 1)"],
    [{ sigmas: [1, 0] }, "sigmas[1] a positive finite number, got 0"],
    [{ sigmas: [1, -1] }, "sigmas[1] a positive finite number, got -1"],
    [{ sigmas: [Infinity, 1] }, "sigmas[0] a positive finite number, got Infinity"],
    [{ sigmas: [1, NaN] }, "sigmas[1] a positive finite number, got NaN"],
    [{ steps: 0 }, "steps an integer from 1 to 1000000000, got 0"],
    [{ steps: 1.5 }, "steps an integer from 1 to 1000000000, got 1.5"],
    [{ batchSize: 0 }, "batchSize an integer from 1 to 1048576, got 0"],
    [{ batchSize: 2 ** 20 + 1 }, "batchSize an integer from 1 to 1048576, got 1048577"],
    [{ batchSize: "512" }, 'batchSize an integer from 1 to 1048576, got "512" (a string)'],
    [{ seed: 2 ** 53 }, "seed an integer from 0 to 9007199254740991, got 9007199254740992"],
    [{ weighting: "min-snr" }, 'weighting one of "noise", "edm", "denoised", "velocity", got "min-snr"'],
    [{ decay: "step" }, 'decay one of "cosine", "linear", "constant", got "step"'],
    [{ learningRate: 0 }, "learningRate a number from 1e-30 to 1000, got 0"],
    [{ learningRate: 1e39 }, "learningRate a number from 1e-30 to 1000, got 1e+39"],
    [{ learningRate: NaN }, "learningRate a number from 1e-30 to 1000, got NaN"],
    [{ warmupSteps: -1 }, "warmupSteps an integer from 0 to 1000000000, got -1"],
    [{ beta1: 1 }, "beta1 a number from 0 to 0.999999, got 1"],
    [{ beta2: -0.1 }, "beta2 a number from 0 to 0.999999, got -0.1"],
    [{ epsilon: 1e-50 }, "epsilon a number from 1e-30 to 1e+30, got 1e-50"],
    [{ weightDecay: 2 }, "weightDecay a number from 0 to 1, got 2"],
    [{ maxGradientNorm: 0 }, "maxGradientNorm a positive finite number, got 0"],
    [{ emaDecay: 1 }, "emaDecay a number from 0 to 0.9999999, got 1"],
    [{ validateEvery: 0 }, "validateEvery an integer from 1 to 1000000000, got 0"],
    [{ signal: {} }, "signal an AbortSignal, got an object"],
    [{ steps: 5n }, "steps an integer from 1 to 1000000000, got 5n (a bigint)"],
    [{ encoding: "no" }, 'encoding one of "identity", "standard", got "no"'],
    [{ resume: 0 }, "resume true or false, got 0"],
    [{ resume: "true" }, 'resume true or false, got "true" (a string)'],
    [
      { noiseDistribution: null },
      'noiseDistribution one of "ladder", "log-uniform", "log-normal", "flow", "ends", got null',
    ],
    [{ step: 5 }, 'option "steps", got "step"'],
    [{ batchsize: 5 }, 'option "batchSize", got "batchsize"'],
    [{ learningrate: 1 }, 'option "learningRate", got "learningrate"'],
    [{ standardize: false }, "option one of sigmas, noiseDistribution"],
  ])("%o", async (options, message) => {
    await refused(() => trainOn(rows, { sigmas, ...options }), "invalid-argument", `train: expected ${message}`);
  });

  test("none at all, or no network", async () => {
    await refused(
      () => trainOn(rows, undefined),
      "invalid-argument",
      "train: expected an options object, got undefined",
    );
    for (const none of [null, {}, engine] as unknown as ScoreNetwork[])
      await refused(
        () => trainOn(rows, { sigmas }, none),
        "invalid-argument",
        "a network made by createScoreNetwork, got",
      );
  });
});

describe("samplers", () => {
  const sample = (options: object, ladder: unknown = sigmas, model: unknown = network) =>
    annealedLangevin(model as ScoreModel, ladder as number[], { count: 4, ...options } as AnnealedLangevinOptions);

  test.each([
    [{ count: 0 }, "count an integer from 1 to 2147483647, got 0"],
    [{ count: undefined }, "count an integer from 1 to 2147483647, got undefined"],
    [{ count: 2.5 }, "count an integer from 1 to 2147483647, got 2.5"],
    [{ count: 2 ** 31 }, "count an integer from 1 to 2147483647, got 2147483648"],
    [{ seed: -1 }, "seed an integer from 0 to 9007199254740991, got -1"],
    [{ offset: -1 }, "offset an integer from 0 to 9007199254740991, got -1"],
    [{ offset: 2 ** 53 - 3 }, "offset an integer from 0 to 9007199254740988, got 9007199254740989"],
    [{ stepsPerSigma: 0 }, "stepsPerSigma an integer from 1 to 1000000, got 0"],
    [{ stepSize: 0 }, "stepSize a positive finite number, got 0"],
    [{ stepSize: Infinity }, "stepSize a positive finite number, got Infinity"],
    [{ denoise: 1 }, "denoise true or false, got 1"],
    [{ signal: "stop" }, 'signal an AbortSignal, got "stop"'],
    [{ engine: Promise.resolve() }, "engine as await createEngine() gives it, got a Promise"],
    [{ start: [[1, 2]] }, "start of count 4 rows, got 1"],
  ])("annealedLangevin %o: refused at the call, before it is awaited", (options, message) => {
    const expected = { code: "invalid-argument", message: `annealedLangevin: expected ${message}` };
    expect(() => sample(options)).toThrow(expect.objectContaining(expected));
  });

  test("starts that are ragged or not finite name row and column", () => {
    const start = [[1, 2], [3, 4], [5, 6], [7, NaN]]; // prettier-ignore
    const expected = {
      code: "invalid-data",
      message: "annealedLangevin: expected start of finite numbers, got NaN in row 3, column 1",
    };
    expect(() => sample({ start })).toThrow(expect.objectContaining(expected));
    expect(() => sample({ start: [1, 2, 3] })).toThrow("start of a multiple of dim 2 numbers, got 3 numbers");
  });

  test("ladders and models", () => {
    expect(() => sample({}, [1, 2])).toThrow(
      "annealedLangevin: expected sigmas strictly decreasing, got 2 after 1 (index 1)",
    );
    expect(() => sample({}, [2, 1, 1])).toThrow("got 1 after 1 (index 2)");
    expect(() => sample({}, [1, 0])).toThrow("sigmas[1] a positive finite number, got 0");
    expect(() => sample({}, null)).toThrow("sigmas a non-empty array of numbers, got null");
    expect(() => sample({}, sigmas, null)).toThrow("annealedLangevin: expected a model with score(x, sigma), got null");
    expect(() => sample({}, sigmas, { dim: 2 })).toThrow("a model with score(x, sigma), got an object");
    expect(() => sample({}, sigmas, { score: () => [] })).toThrow("model.dim an integer from 1 to 4096, got undefined");
    expect(() => annealedLangevin(network, sigmas, undefined as never)).toThrow("an options object, got undefined");
  });

  test("langevin checks the same, and wants a stepSize on a ladder", () => {
    const fixed = (options: object) => () => langevin(network, sigmas, { count: 4, ...options } as never);
    expect(fixed({})).toThrow("langevin: expected stepSize, the same on every level of a ladder, got undefined");
    expect(fixed({ stepSize: 1, count: -1 })).toThrow("langevin: expected count an integer");
    expect(fixed({ stepSize: 1, stepsPerSigma: 1e10 })).toThrow(
      "stepsPerSigma an integer from 1 to 1000000000, got 10000000000",
    );
    expect(() => langevin(network, [0], { count: 1, stepSize: 1 })).toThrow("sigmas[0] a positive");
  });
});

describe("predictions", () => {
  test.each(["score", "predictNoise", "denoise"] as const)("%s: wrong lengths and σ", (name) => {
    const call = (x: unknown, sigma: unknown) => () => network[name](x as number[], sigma as number);
    expect(call([1, 2, 3], 1)).toThrow(`network.${name}: expected x an array of rows × 2 numbers, got 3`);
    expect(call(undefined, 1)).toThrow(`network.${name}: expected x an array of rows × 2 numbers, got undefined`);
    for (const sigma of [0, -1, NaN, Infinity, "1", undefined])
      expect(call([1, 2], sigma)).toThrow(
        `network.${name}: expected sigma a positive finite number, got ${show(sigma)}`,
      );
  });

  test("parameters of neither set", () => {
    expect(() => network.parameters("ema" as "average")).toThrow(
      'expected which one of "average", "current", got "ema"',
    );
  });
});
