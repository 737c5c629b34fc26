import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { coreOf } from "../../src/engine/engine.ts";
import { limitsOf } from "../../src/engine/int16/limits.ts";
import { memoryOf } from "../../src/engine/mlp.ts";
import {
  annealedLangevin,
  createEngine,
  createScoreNetwork,
  dormandPrinceOde,
  encode,
  gaussian,
  guided,
  heunOde,
  impute,
  langevin,
  langevinDynamics,
  logDensity,
  product,
  sample,
  train,
  withConditions,
  withKnown,
  withLabels,
  type Engine,
  type ScoreModel,
  type ScoreNetwork,
} from "../../src/index.ts";
import { quantize } from "../../src/int16/index.ts";
import { errorOf } from "../kit/error-of.ts";
import { twin } from "../kit/network-twin.ts";
import { testData } from "../reference/gradient-check.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
});
afterAll(() => engine.dispose());

const rms = (values: ArrayLike<number>): number =>
  Math.sqrt(Array.from(values, (v) => v * v).reduce((a, b) => a + b) / values.length);
const differences = (a: ArrayLike<number>, b: ArrayLike<number>): Float64Array =>
  Float64Array.from(a, (x, i) => x - b[i]);

/** A network of any conditions, trained a little. */
async function trained(
  home: Engine,
  { classes = 0, conditions = 0, masks = false, hidden = [64, 64, 64] } = {},
): Promise<ScoreNetwork> {
  const network = createScoreNetwork(home, { dim: 2, hidden, classes, conditions, masks, seed: 1 });
  const data = Array.from({ length: 400 }, (_, i) => [Math.cos(i), Math.sin(i)]);
  const labels = classes > 0 ? data.map(([x]) => (x > 0 ? 1 : 0)) : undefined;
  await train(network, data, {
    sigmas: "auto",
    steps: 100,
    batchSize: 64,
    seed: 1,
    ...(labels && { labels, labelDropout: 0.2 }),
    ...(conditions > 0 && { conditions: data.map(([x, y]) => [x, x * y, Math.sin(9 * y)].slice(0, conditions)) }),
  });
  return network;
}

describe("integers", () => {
  test("every weight is within half a step of its integer, and the largest of a column takes the whole range", async () => {
    const { network } = twin(engine, { dim: 3, hidden: [20, 40], seed: 2 }, true);
    const quantized = await quantize(network);
    void quantized.score([0, 0, 0], 1);
    const { plan, average } = memoryOf(network.mlp, "int16");
    const { buffer } = coreOf(engine).heap.memory;
    network.parameters().forEach(({ weight, bias }, l) => {
      const { K, inputs, outputs, weightsOffset } = plan.layers[l];
      const panels = Math.ceil(outputs / 8);
      // Of the first layer, f32 panels, and integers behind the plain coordinates
      const first = l === 0 ? Math.ceil((2 * network.options.sigmaFrequencies + 3) / 8) * 8 : 0;
      const limits = limitsOf(K - first);
      const at = average + weightsOffset + (l === 0 ? panels * (K + 1) * 32 : 0);
      expect(new Float32Array(buffer, at, 8)).toEqual(new Float32Array(8).fill(limits.activation));
      for (let c = 0; c < 8 * panels; c++) {
        const panel = at + 32 + (c >> 3) * (64 + 16 * (K - first));
        const [ownBias, scale] = [0, 32].map((offset) => new Float32Array(buffer, panel + offset, 8)[c & 7]);
        const pairs = new Int16Array(buffer, panel + 64, 8 * (K - first));
        expect(ownBias).toBe(c < outputs ? bias[c] : 0);
        let most = 0;
        for (let k = first; k < K; k++) {
          const integer = pairs[((k - first) >> 1) * 16 + 2 * (c & 7) + (k & 1)];
          const w = k < inputs && c < outputs ? weight[k * outputs + c] : 0;
          expect(Math.abs(integer * scale - w)).toBeLessThanOrEqual((scale / 2) * (1 + 1e-12));
          most = Math.max(most, Math.abs(integer));
        }
        expect(most).toBe(c < outputs ? limits.weight : 0);
      }
    });
    network.dispose();
  });

  /** How far a layer may be off: half a step of each factor, and what its inputs are off. */
  function boundOf(inputs: ArrayLike<number>, off: ArrayLike<number>, column: ArrayLike<number>): number {
    const limits = limitsOf(Math.ceil(inputs.length / 8) * 8);
    const largest = (values: ArrayLike<number>): number => Math.max(...Array.from(values, Math.abs));
    const [s, t] = [largest(inputs) / limits.activation, largest(column) / limits.weight];
    return Array.from(column).reduce((sum, w, k) => {
      const half = (s / 2) * (1 + 2 ** -7) * Math.abs(w) + (t / 2) * Math.abs(inputs[k]) + (s * t) / 4;
      return sum + half + off[k] * (Math.abs(w) + t / 2);
    }, 0);
  }

  test.each([
    { dim: 2 },
    { dim: 60, coordinateFrequencies: 9 }, // a first layer too wide for integers
    { dim: 3, coordinateFrequencies: 0, sigmaFrequencies: 4 }, // one of plain coordinates alone
  ])("one hidden layer: within half a step of each factor of what f64 has; %o", async (options) => {
    const { dim } = options;
    const shape = { hidden: [128], seed: 5, parameterization: "noise", ...options } as const;
    const { network, reference } = twin(engine, shape, true);
    const quantized = await quantize(network);
    const rows = 40;
    const x = Float32Array.from(testData(dim * rows, 4));
    const first = Math.ceil((2 * network.options.sigmaFrequencies + dim) / 8) * 8;
    for (const sigma of [0.05, 1, 7]) {
      const exact = reference.forward(x, new Float64Array(rows).fill(Math.fround(sigma)));
      const noise = Float64Array.from(quantized.score(x, sigma), (score) => -score * sigma);
      const columnsOf = (l: number, from: number, width: number) =>
        Array.from({ length: width }, (_, c) =>
          reference.layers[l].w.filter((__, i) => i % width === c).subarray(from),
        );
      const [hiddenColumns, outputColumns] = [columnsOf(0, first, 128), columnsOf(1, 0, dim)];
      for (let r = 0; r < rows; r++) {
        const width = exact.inputs[0].length / rows;
        const features = exact.inputs[0].subarray(r * width + first, (r + 1) * width);
        const h = exact.inputs[1].subarray(r * 128, (r + 1) * 128);
        const isInteger = features.length > 0 && features.length <= 1024;
        const zeros = new Float64Array(features.length);
        // |silu′| ≤ 1.1, and silu itself is off by 1.7e-5
        const off = hiddenColumns.map((column) => (isInteger ? 1.1 * boundOf(features, zeros, column) : 0) + 2e-5);
        for (let c = 0; c < dim; c++) {
          const bound = boundOf(h, off, outputColumns[c]);
          const error = Math.abs(noise[dim * r + c] - exact.predictedNoise[dim * r + c]);
          expect(error).toBeLessThanOrEqual(bound + 1e-4);
        }
      }
    }
    network.dispose();
  });

  test("a trained network's noise is that of f32 but for 5e-4 (rms)", async () => {
    const network = await trained(engine, { hidden: [128, 128, 128] });
    const quantized = await quantize(network);
    for (const sigma of [2, 0.5, 0.1, 0.02]) {
      const x = Float32Array.from(
        testData(2 * 2000, 4),
        (z, i) => Math.cos(i >> 1) * (1 - (i & 1)) + Math.sin(i >> 1) * (i & 1) + sigma * z,
      );
      const error = rms(differences(quantized.score(x, sigma), network.score(x, sigma))) * sigma;
      expect(error).toBeGreaterThan(1e-6);
      expect(error).toBeLessThan(5e-4);
    }
    network.dispose();
  });

  test("they follow the weights: a run after more training is as one of a network quantized then", async () => {
    const network = await trained(engine);
    const quantized = await quantize(network);
    const before = await heunOde(quantized, [2, 1, 0.1], { count: 40, seed: 1 });
    const layers = network.parameters().map(({ weight, bias }) => ({ weight: weight.map((w) => w * 0.9), bias }));
    network.mlp.setWeights("average", layers);
    const after = await heunOde(quantized, [2, 1, 0.1], { count: 40, seed: 1 });
    const other = createScoreNetwork(engine, { ...network.options, parameters: layers });
    other.encoding = network.encoding;
    expect(after).toEqual(await heunOde(await quantize(other), [2, 1, 0.1], { count: 40, seed: 1 }));
    expect(after).not.toEqual(before);
    other.dispose();
    network.dispose();
  });
});

describe("bits", () => {
  const run = { count: 333, seed: 3 };
  const draw = async (model: ScoreModel): Promise<Float64Array[]> => [
    await annealedLangevin(model, [3, 1, 0.3, 0.1], { ...run, stepsPerSigma: 5 }),
    await sample(model, { ...run, evaluations: 12 }),
  ];

  test("the same with any number of threads, and on engines of either arithmetic; not those of f32", async () => {
    const source = await trained(engine);
    const expected = await draw(await quantize(source));
    for (const options of [{ threads: 3 }, { threads: 2, arithmetic: "fastest" }] as const) {
      const home = await createEngine(options);
      const network = createScoreNetwork(home, {
        ...source.options,
        hidden: [...source.options.hidden],
        parameters: source.parameters(),
      });
      network.encoding = source.encoding;
      network.autoSigmas = source.autoSigmas;
      // Threads are there before the second module, and after it
      const first = options.threads === 3 ? network : await quantize(network);
      for (let i = 0; i < 1000 && home.threadsUp < home.threads; i++)
        await langevin(first, 1, { count: 4096, stepsPerSigma: 4 });
      expect(home.threadsUp).toBe(options.threads);
      const warm = await quantize(network);
      const many = { count: 4096, seed: 3, stepsPerSigma: 8 };
      expect(await langevin(warm, 0.5, many)).toEqual(await langevin(await quantize(source), 0.5, many));
      expect(await draw(warm)).toEqual(expected);
      home.dispose();
    }
    expect(await draw(source)).not.toEqual(expected);
    source.dispose();
  });

  test("the same in any split", async () => {
    const network = await trained(engine);
    const quantized = await quantize(network);
    const [whole] = await draw(quantized);
    const cut = 57;
    const part = (offset: number, count: number) =>
      annealedLangevin(quantized, [3, 1, 0.3, 0.1], { seed: 3, stepsPerSigma: 5, offset, count });
    expect([...(await part(0, cut)), ...(await part(cut, 333 - cut))]).toEqual([...whole]);
    network.dispose();
  });
});

describe("conditions", () => {
  test("labels, guided or not: near f32's rows, and each label's row its own", async () => {
    const network = await trained(engine, { classes: 2 });
    const labels = Array.from({ length: 64 }, (_, i) => i % 2);
    for (const guidanceScale of [0, 1, 2.5]) {
      const model = withLabels(network, labels, { guidanceScale });
      const quantized = await quantize(model);
      const run = { count: 64, seed: 1, evaluations: 8 };
      const [mine, exact] = [await sample(quantized, run), await sample(model, run)];
      expect(mine).not.toEqual(exact);
      expect(rms(differences(mine, exact))).toBeLessThan(0.02);
    }
    network.dispose();
  });

  test("numbers, guided or not: near f32's rows, and each row its own", async () => {
    const network = await trained(engine, { conditions: 3 });
    const numbers = Array.from({ length: 40 }, (_, i) => [Math.cos(i % 9), 2 * Math.sin(i), 3]);
    for (const guidanceScale of [1, 2.5]) {
      const run = { count: 40, seed: 1, evaluations: 8 };
      const model = withConditions(network, numbers, { guidanceScale });
      const [mine, exact] = [await sample(await quantize(model), run), await sample(model, run)];
      expect(mine).not.toEqual(exact);
      expect(rms(differences(mine, exact))).toBeLessThan(0.02);
      const alone = await quantize(withConditions(network, numbers[7], { guidanceScale }));
      expect(await sample(alone, { ...run, count: 1, offset: 7 })).toEqual(mine.slice(14, 16));
    }
    network.dispose();
  });

  test("known values stay as they are", async () => {
    const network = await trained(engine, { masks: true });
    const rows = await sample(await quantize(withKnown(network, [[0.6, NaN], [NaN, -0.25]])), { count: 2, seed: 1 }); // prettier-ignore
    expect([rows[0], rows[3]].map(Math.fround)).toEqual([0.6, -0.25].map(Math.fround));
    network.dispose();
  });
});

describe("refused", () => {
  test("what is no network, and layers too wide for the sums", async () => {
    const wide = createScoreNetwork(engine, { dim: 2, hidden: [8, 1032, 8] });
    expect((await errorOf(() => quantize(gaussian({ mean: [0], std: 1 })))).message).toMatch(
      /^quantize: expected a network, or one with withLabels/,
    );
    expect((await errorOf(() => quantize(wide))).message).toMatch(/hidden layers of at most 1024, as more products/);
    wide.dispose();
    expect((await errorOf(() => quantize(wide))).code).toBe("disposed");
  });

  test("by all that is no sampler, and by an error control", async () => {
    const network = await trained(engine, { hidden: [16] });
    const quantized = await quantize(network);
    const rows = [[0, 0]];
    const calls: (() => unknown)[] = [
      () => logDensity(quantized, rows),
      () => encode(quantized, rows),
      () => guided(quantized, (x) => x),
      () => product([quantized, network]),
      () => impute(quantized, [[1, NaN]]),
      () => langevinDynamics(quantized, { chains: 2, draws: 5 } as never),
      () => dormandPrinceOde(quantized, "auto", { count: 1 }),
    ];
    for (const call of calls) expect((await errorOf(call)).message).toMatch(/: expected a model in f32, as /);
    network.dispose();
    expect((await errorOf(() => sample(quantized, { count: 1 }))).code).toBe("disposed");
    expect((await errorOf(() => quantized.score([0, 0], 1))).code).toBe("disposed");
  });

  test("an untrained network, as by every sampler", async () => {
    const network = createScoreNetwork(engine, { dim: 2 });
    const quantized = await quantize(network);
    expect((await errorOf(() => sample(quantized, { count: 1 }))).message).toMatch(/expected a trained network/);
    network.dispose();
  });
});
