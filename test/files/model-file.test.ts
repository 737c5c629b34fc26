import { beforeAll, describe, expect, it } from "vitest";
import {
  annealedLangevin,
  createEngine,
  createScoreNetwork,
  train,
  type Engine,
  type ScoreNetwork,
} from "../../src/index.ts";
import { loadModel, saveModel } from "../../src/files/model-file.ts";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "../../src/files/safetensors.ts";

const sigmas = [4, 1, 0.2];
const data = Array.from({ length: 60 }, (_, i) => [Math.sin(i) * 30, 1e6 + i]);
const settings = { sigmas, steps: 24, batchSize: 33, seed: 5, validation: data.slice(0, 7), validateEvery: 5 };

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});

const makeNetwork = (): ScoreNetwork => createScoreNetwork(engine, { dim: 2, hidden: [17, 17], seed: 3 });

/** Trains to `until`, saving at `saveAt`. */
async function trainTo(network: ScoreNetwork, until: number, saveAt = until): Promise<Uint8Array> {
  let file: Uint8Array = new Uint8Array();
  for await (const { step } of train(network, data, settings)) {
    if (step === saveAt) file = saveModel(network);
    if (step === until) break;
  }
  return file;
}

describe("model files", () => {
  it("resume at any step gives the bits of an uninterrupted run", async () => {
    const whole = makeNetwork();
    await trainTo(whole, 24);
    const expected = saveModel(whole);
    for (const cut of [1, 2, 5, 13, 23]) {
      const loaded = loadModel(engine, await trainTo(makeNetwork(), cut));
      const losses: number[] = [];
      for await (const { step } of train(loaded, data, { resume: true, validation: settings.validation }))
        losses.push(step);
      expect(losses.length).toBe(24 - cut);
      expect(saveModel(loaded)).toEqual(expected);
    }
  });

  it("samples the same bits before and after, in the user's units", async () => {
    const network = makeNetwork();
    await trainTo(network, 24);
    const loaded = loadModel(engine, saveModel(network));
    const options = { count: 40, stepsPerSigma: 3, seed: 9 };
    const samples = await annealedLangevin(network, sigmas, options);
    expect(await annealedLangevin(loaded, sigmas, options)).toEqual(samples);
    expect(samples[1]).toBeGreaterThan(9e5);
  });

  it("an untrained network makes a file without training, and cannot be resumed", () => {
    const loaded = loadModel(engine, saveModel(makeNetwork()));
    expect(loaded.parameters()).toEqual(makeNetwork().parameters());
    expect(() => train(loaded, data, { resume: true })).toThrow(/with training to resume/);
  });

  it("resuming with other data is refused", async () => {
    const loaded = loadModel(engine, await trainTo(makeNetwork(), 3));
    const other = data.map(([a, b], i) => (i === 30 ? [a, b + 1] : [a, b]));
    expect(() => train(loaded, other, { resume: true })).toThrow(expect.objectContaining({ code: "invalid-data" }));
  });

  it("the arithmetic is recorded, and a resume with the other one refused", async () => {
    const loaded = loadModel(engine, await trainTo(makeNetwork(), 3));
    expect(loaded.training!.arithmetic).toBe("strict");
    loaded.training!.arithmetic = "fused";
    expect(() => train(loaded, data, { resume: true })).toThrow(/arithmetic: "fused"/);
  });

  it("keeps an infinite maxGradientNorm", async () => {
    const network = makeNetwork();
    await train(network, data, { ...settings, steps: 1, maxGradientNorm: Infinity });
    const loaded = loadModel(engine, saveModel(network));
    expect(saveModel(loaded)).toEqual(saveModel(network));
    expect(loaded.training!.settings.maxGradientNorm).toBe(Infinity);
  });
});

describe("hostile files, their seal intact", () => {
  type Parts = { tensors: Map<string, Tensor>; metadata: Record<string, string> };
  let file: Uint8Array;
  beforeAll(async () => {
    file = await trainTo(makeNetwork(), 2);
  });

  const rewritten = (change: (parts: Parts) => void): Uint8Array => {
    const { tensors, metadata } = decodeSafetensors(file);
    const parts = { tensors, metadata: Object.fromEntries(metadata) };
    change(parts);
    return encodeSafetensors(parts.tensors, parts.metadata);
  };
  const editJson = (name: string, change: (json: Record<string, unknown>) => void) => (parts: Parts) => {
    const json = JSON.parse(parts.metadata[name]) as Record<string, unknown>;
    change(json);
    parts.metadata[name] = JSON.stringify(json);
  };

  const cases: [string, (parts: Parts) => void, RegExp][] = [
    ["another format", (p) => (p.metadata["format"] = "x"), /format/],
    ["a later version", (p) => (p.metadata["version"] = "2"), /version/],
    ["no network", (p) => delete p.metadata["network"], /network/],
    ["broken JSON", (p) => (p.metadata["network"] = "{"), /network/],
    ["null for a network", (p) => (p.metadata["network"] = "null"), /network/],
    ["__proto__ in the network", (p) => (p.metadata["network"] = '{"__proto__":{"dim":2}}'), /dim/],
    ["a huge network", editJson("network", (n) => (n["hidden"] = [8192, 8192, 8192])), /tensor "weights\.0\.weight"/],
    ["widths beyond the limit", editJson("network", (n) => (n["hidden"] = [1e9])), /hidden\[0\]/],
    ["a missing tensor", (p) => p.tensors.delete("average.1.bias"), /average\.1\.bias/],
    ["a tensor too many", (p) => p.tensors.set("more", { dtype: "F32", shape: [], data: new Float32Array(1) }), /more/],
    [
      "a wrong shape",
      (p) => p.tensors.set("weights.0.bias", { dtype: "F32", shape: [1, 17], data: new Float32Array(17) }),
      /weights\.0\.bias/,
    ],
    [
      "a standard deviation of 0",
      (p) => p.tensors.set("encoding.std", { dtype: "F64", shape: [2], data: Float64Array.of(1, 0) }),
      /std/,
    ],
    ["negative second moments", (p) => (p.tensors.get("adam.v.0.bias")!.data[3] = -1), /second moments/],
    ["a step beyond the end", editJson("training", (t) => (t["step"] = 25)), /step/],
    ["a fractional step", editJson("training", (t) => (t["step"] = 1.5)), /step/],
    ["another arithmetic", editJson("training", (t) => (t["arithmetic"] = "exact")), /arithmetic/],
    [
      "a setting nobody knows",
      editJson("training", (t) => ((t["settings"] as Record<string, unknown>)["momentum"] = 0.9)),
      /expected option .* got "momentum"/,
    ],
    ["no settings", editJson("training", (t) => delete t["settings"]), /settings/],
    [
      "a rising ladder",
      editJson("training", (t) => ((t["settings"] as { sigmas: number[] }).sigmas = [1, 2])),
      /strictly decreasing/,
    ],
  ];
  it.each(cases)("%s is refused as an invalid file", (_, change, message) => {
    const before = engine.memory;
    const hostile = rewritten(change);
    expect(() => loadModel(engine, hostile)).toThrow(message);
    expect(() => loadModel(engine, hostile)).toThrow(expect.objectContaining({ code: "invalid-file" }) as Error);
    expect(engine.memory).toEqual(before);
  });

  it("a bit flip is refused", () => {
    const flipped = file.slice();
    flipped[flipped.length - 100] ^= 4;
    expect(() => loadModel(engine, flipped)).toThrow(expect.objectContaining({ code: "invalid-file" }) as Error);
  });
});
