import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readTorchParameters, type TorchParametersOptions } from "../../../src/files/torch/read-torch-parameters.ts";
import { createEngine, createScoreNetwork, type Engine } from "../../../src/index.ts";
import { f32, f64, linear, ofBits, torchFile, type TorchTensor } from "./torch-file.ts";

/** Of 3 → 2 → 1, under names of nn.Sequential. */
const mlp = { ...linear("net.0", 3, 2), ...linear("net.2", 2, 1) };

describe("layers", () => {
  test("are transposed to (inputs, outputs)", () => {
    expect(readTorchParameters(torchFile(mlp))).toEqual([
      { weight: Float32Array.of(0, 10, 1, 11, 2, 12), bias: Float32Array.of(0.5, 1.5) },
      { weight: Float32Array.of(0, 1), bias: Float32Array.of(0.5) },
    ]);
  });

  test("go by the number in their names, wherever they lie in the file: net.10 after net.2", () => {
    const widths = [[4, 5], [5, 6], [6, 7]]; // prettier-ignore
    const [first, second, third] = ["a.2.fc", "a.3.fc", "a.10.fc"].map((name, l) =>
      linear(name, widths[l][0], widths[l][1]),
    );
    const sizes = readTorchParameters(torchFile({ ...third, ...second, ...first })).map(({ bias }) => bias.length);
    expect(sizes).toEqual([5, 6, 7]);
  });

  test("go by the names that are given, other tensors left alone", () => {
    const tensors = { ...linear("out", 2, 1), ...linear("fc", 3, 2), freqs: f32([2], [1, 2]), ...linear("fc2", 9, 9) };
    const layers = readTorchParameters(torchFile(tensors), { layers: ["fc", "out"] });
    expect(layers).toEqual(readTorchParameters(torchFile(mlp)));
  });

  // Bits by IEEE 754: 1, −2, 2⁻¹⁴ (the least normal), 2⁻²⁴ (the least), 65504 (the largest), 0.333251953125
  test("F16 becomes f32 exactly", () => {
    const numbers = [1, -2, 2 ** -14, 2 ** -24, 65504, 0.333251953125];
    const weight = ofBits("F16", [1, 6], [0x3c00, 0xc000, 0x0400, 0x0001, 0x7bff, 0x3555]);
    const [layer] = readTorchParameters(torchFile({ "l.0.weight": weight, "l.0.bias": ofBits("F16", [1], [0x8000]) }));
    expect(layer).toEqual({ weight: Float32Array.from(numbers), bias: Float32Array.of(-0) });
  });

  test("BF16 is the upper half of f32, and F64 is rounded", () => {
    const [layer] = readTorchParameters(
      torchFile({ "l.0.bias": f64([1], [0.1]), "l.0.weight": ofBits("BF16", [1, 2], [0x3f80, 0xc049]) }),
    );
    expect(layer).toEqual({ weight: Float32Array.of(1, -3.140625), bias: Float32Array.of(0.1) });
  });
});

describe("a network of them predicts what PyTorch does", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine({ threads: 1 });
  });
  afterAll(() => engine.dispose());

  test("one feature: y = W·tanh(w·x/√(σ² + 1) + b) + c, written as nn.Linear has it", () => {
    const [W, C, w, b]: [number[], number, number[], number[]] = [
      [0.7, -1.3, 0.4],
      0.2,
      [1.1, -0.6, 2.3],
      [0.3, 0.9, -0.5],
    ];
    const file = torchFile({
      "0.weight": f32([3, 1], w),
      "0.bias": f32([3], b),
      "2.weight": f32([1, 3], W),
      "2.bias": f32([1], [C]),
    });
    const network = createScoreNetwork(engine, {
      ...{ dim: 1, hidden: [3], activation: "tanh", parameterization: "noise" },
      ...{ sigmaFrequencies: 0, coordinateFrequencies: 0, parameters: readTorchParameters(file) },
    });
    for (const x of [-2, -0.3, 1.7]) {
      const expected = w.reduce((sum, weight, k) => sum + W[k] * Math.tanh((weight * x) / Math.sqrt(1.25) + b[k]), C);
      expect(network.predictNoise([x], 0.5)[0]).toBeCloseTo(expected, 6);
    }
  });
});

describe("mistakes are sentences", () => {
  const without = (name: string) => Object.fromEntries(Object.entries(mlp).filter(([key]) => key !== name));
  const cases: [string, Record<string, TorchTensor>, TorchParametersOptions, string][] = [
    [
      "a bias of another length",
      { ...mlp, "net.0.bias": f32([4], [1, 2, 3, 4]) },
      {},
      '"net.0.weight" of shape [outputs, inputs] and a bias of [outputs], got [2, 3] and [4]',
    ],
    [
      "transposed weights",
      { ...linear("net.0", 2, 3), "net.0.bias": f32([2], [1, 2]) },
      {},
      '"net.0.weight" of shape [outputs, inputs] and a bias of [outputs], got [3, 2] and [2]: transposed',
    ],
    [
      "transposed weights, of which the first is square",
      { ...linear("net.0", 2, 2), "net.2.weight": f32([2, 1], [1, 2]), "net.2.bias": f32([1], [0]) },
      {},
      '"net.2.weight" of shape [outputs, inputs] and a bias of [outputs], got [2, 1] and [1]: transposed',
    ],
    [
      "a missing layer",
      { ...linear("net.0", 3, 2), ...linear("net.4", 4, 1) },
      {},
      'a layer "net.4" that takes the 2 outputs of "net.0", got one that takes 4; layers go by net.0, net.4, and option layers gives another order',
    ],
    [
      "another order",
      { ...linear("net.0", 2, 1), ...linear("net.2", 3, 2) },
      {},
      'a layer "net.2" that takes the 1 outputs of "net.0", got one that takes 3; layers go by net.0, net.2, and option layers gives another order',
    ],
    ["no bias", without("net.2.bias"), {}, 'a tensor "net.2.bias", got none'],
    ["no weight", without("net.0.weight"), {}, 'a tensor "net.0.weight", got none'],
    ["a named layer that is not there", mlp, { layers: ["net.0", "net.3"] }, 'a tensor "net.3.weight", got none'],
    [
      "integers",
      { ...mlp, "net.0.bias": { dtype: "I64", shape: [2], bytes: new Uint8Array(16) } },
      {},
      'tensor "net.0.bias" of F32, F64, F16 or BF16, got I64',
    ],
    [
      "NaN",
      { ...mlp, "net.2.weight": f32([1, 2], [1, NaN]) },
      {},
      'finite numbers within f32 in tensor "net.2.weight", got NaN at index 1',
    ],
    [
      "an infinite F16",
      { ...mlp, "net.2.weight": ofBits("F16", [1, 2], [0x3c00, 0xfc00]) },
      {},
      'finite numbers within f32 in tensor "net.2.weight", got -Infinity at index 1',
    ],
    [
      "an F64 beyond f32",
      { ...mlp, "net.2.bias": f64([1], [1e300]) },
      {},
      'finite numbers within f32 in tensor "net.2.bias", got 1e+300 at index 0',
    ],
    [
      "batch normalization",
      { ...mlp, "net.1.running_mean": f32([2], [0, 0]) },
      {},
      'Linear layers alone, got "net.1.running_mean" of a batch normalization; fold it into the layer before it',
    ],
    [
      "layer normalization",
      { ...mlp, "net.1.weight": f32([2], [1, 1]), "net.1.bias": f32([2], [0, 0]) },
      {},
      'Linear layers, whose weights are (outputs, inputs), got "net.1.weight" of shape [2], as normalization layers have it',
    ],
    [
      "a convolution",
      { ...mlp, "net.1.weight": f32([2, 1, 1], [1, 1]), "net.1.bias": f32([2], [0, 0]) },
      {},
      'Linear layers, whose weights are (outputs, inputs), got "net.1.weight" of 3 axes',
    ],
    [
      "extra tensors",
      { ...mlp, freqs: f32([1], [1]) },
      {},
      'weights and biases of Linear layers alone, got a tensor "freqs"; option layers names those to read',
    ],
    [
      "names without an order",
      { ...linear("fc", 3, 2), ...linear("out", 2, 1) },
      {},
      'names of layers that differ in their numbers alone, got "fc" and "out"; option layers gives names in order',
    ],
    ["nothing", {}, {}, "Linear layers, got a file without tensors"],
    [
      "a dtype of other programs",
      { ...mlp, "net.1.bias": { dtype: "F4", shape: [1], bytes: new Uint8Array(1) } },
      {},
      'for tensor "net.1.bias", got "F4"',
    ],
  ];

  test.each(cases)("%s", (_, tensors, options, message) => {
    expect(() => readTorchParameters(torchFile(tensors), options)).toThrow(
      expect.objectContaining({ code: "invalid-file", message: expect.stringContaining(message) as string }) as Error,
    );
    expect(() => readTorchParameters(torchFile(tensors), options)).toThrow(/^readTorchParameters: expected /);
  });

  test("what torch.save writes", () => {
    const zip = Uint8Array.of(0x50, 0x4b, 3, 4, ...new Array<number>(60).fill(0));
    expect(() => readTorchParameters(zip)).toThrow(
      "readTorchParameters: expected a safetensors file, got a zip archive, as torch.save writes it; safetensors.torch.save_file(module.state_dict(), path) writes this one",
    );
  });

  test.each<[string, () => unknown, string]>([
    ["no bytes", () => readTorchParameters("net.safetensors" as never), "file a Uint8Array or an ArrayBuffer"],
    ["no names", () => readTorchParameters(torchFile(mlp), { layers: [] }), "layers an array of 1 to 65 names"],
    [
      "no texts",
      () => readTorchParameters(torchFile(mlp), { layers: [1] as never }),
      "layers an array of 1 to 65 names",
    ],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(
      expect.objectContaining({
        code: "invalid-argument",
        message: expect.stringContaining(message) as string,
      }) as Error,
    );
  });
});
