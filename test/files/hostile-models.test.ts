import { beforeAll, describe, expect, it } from "vitest";
import { createEngine, createScoreNetwork, loadModel, saveModel, train, type Engine } from "../../src/index.ts";
import { decodeSafetensors } from "../../src/files/decode-safetensors.ts";
import { encodeSafetensors } from "../../src/files/encode-safetensors.ts";
import type { Tensor } from "../../src/files/safetensors.ts";

const data = Array.from({ length: 60 }, (_, i) => [Math.sin(i) * 30, 1e6 + i]);

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});

describe("hostile files, their seal intact", () => {
  type Parts = { tensors: Map<string, Tensor>; metadata: Record<string, string> };
  let file: Uint8Array;
  beforeAll(async () => {
    const network = createScoreNetwork(engine, { dim: 2, hidden: [17, 17], seed: 3 });
    for await (const { step } of train(network, data, { sigmas: "auto", steps: 24, batchSize: 33 }))
      if (step === 2) break;
    file = saveModel(network);
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

  const editSettings = (change: (settings: Record<string, unknown>) => void) =>
    editJson("training", ({ settings }) => change(settings as Record<string, unknown>));
  /** A key once more, at the start of an object. */
  const repeated =
    (name: string, member: string, open = "{") =>
    (parts: Parts) => {
      parts.metadata[name] = parts.metadata[name].replace(open, open + member);
    };
  const number: Tensor = { dtype: "F32", shape: [], data: new Float32Array(1) };

  type Case = [string, (parts: Parts) => void, RegExp];
  const cases: Case[] = [
    ["a format of megabytes", (p) => (p.metadata["format"] = "x".repeat(1e6)), /^.{1,200}$/],
    ["a tensor's name of megabytes", (p) => p.tensors.set("x".repeat(1e6), number), /^.{1,200}$/],
    [
      "a use that is none",
      (p) => (p.metadata["for"] = "training"),
      /metadata "for" of "sampling" or none, got "training"/,
    ],
    ["weights in a file for sampling", (p) => (p.metadata["for"] = "sampling"), /no further tensors, got "/],
    ["metadata of no use", (p) => (p.metadata["networks"] = "{}"), /only metadata .*, got "networks"/],
    ["an unknown option", editJson("network", (n) => (n["hiden"] = [3])), /option "hidden", got "hiden"/],
    ["an option left out", editJson("network", (n) => delete n["seed"]), /option "seed", got undefined/],
    ["a setting left out", editSettings((t) => delete t["beta1"]), /option "beta1", got undefined/],
    ["an unknown setting", editSettings((t) => (t["beta3"] = 0.5)), /option "beta[12]", got "beta3"/],
    ["more beside the settings", editJson("training", (t) => (t["steps"] = 3)), /option "step", got "steps"/],
    ["more beside what was chosen", editJson("autoSigmas", (c) => (c["sigma"] = 3)), /option "sigmas", got "sigma"/],
    [
      "more in a reason",
      editJson("autoSigmas", (c) => Object.assign((c["reasons"] as object[])[0], { words: "" })),
      /got "words"/,
    ],
    [
      "more in the range of sigma",
      editJson("autoSigmas", (c) => Object.assign(c["sigmaRange"] as object, { mean: 3 })),
      /got "mean"/,
    ],
    ["an option twice", repeated("network", '"dim":2,'), /each key once in an object in .*, got "dim" again/],
    ["a setting twice, escaped", repeated("training", '"st\\u0065ps":24,', '"settings":{'), /got "steps" again/],
    ["a chosen number twice", repeated("autoSigmas", '"stepSize":1,'), /got "stepSize" again/],
    ["JSON of a million levels", (p) => (p.metadata["network"] = "[".repeat(1e6)), /at most 16 levels/],
    ["JSON with more behind it", (p) => (p.metadata["network"] += "{}"), /nothing but spaces/],
    ["a number beyond f64", repeated("network", '"seed":1e999,'), /a finite number in .*, got "1e999"/],
    ["a checksum beyond 32 bits", editJson("training", (t) => (t["dataChecksum"] = 1e300)), /dataChecksum an integer/],
    ["a negative checksum", editJson("training", (t) => (t["dataChecksum"] = -5)), /dataChecksum an integer/],
    ...[0, -1, 1e-310, 1e301, 1.79e308].map((std): Case => [
      `a standard deviation of ${std}`,
      (p) => p.tensors.set("encoding.std", { dtype: "F64", shape: [2], data: Float64Array.of(1, std) }),
      /encoding\.std of numbers from 1e-300 to 1e\+300/,
    ]),
    [
      "a mean beyond what can be decoded",
      (p) => p.tensors.set("encoding.mean", { dtype: "F64", shape: [2], data: Float64Array.of(1, -1.7e308) }),
      /encoding\.mean of numbers from -1e\+300 to 1e\+300/,
    ],
    [
      "eigenvalues that overflow",
      editJson("autoSigmas", (c) => Object.assign(c["sigmaRange"] as object, { eigenvalues: [1.79e308], shares: [1] })),
      /sigmaRange\.eigenvalues\[0\] a number from 0 to /,
    ],
    [
      "a sigma whose square overflows",
      editJson("autoSigmas", (c) => Object.assign(c["sigmaRange"] as object, { sigmaMax: 1e200 })),
      /sigmaRange\.sigmaMax a number from /,
    ],
    ["notes that are a list", (p) => (p.metadata["notes"] = '["a"]'), /notes an object of strings/],
    ["a note that is a number", (p) => (p.metadata["notes"] = '{"a":3}'), /note "a" a string/],
    ["a note twice", (p) => (p.metadata["notes"] = '{"a":"","a":""}'), /each key once/],
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
    ["negative second moments", (p) => (p.tensors.get("adam.v.0.bias")!.data[3] = -1), /second moments/],
    ["a step beyond the end", editJson("training", (t) => (t["step"] = 25)), /step/],
    ["a fractional step", editJson("training", (t) => (t["step"] = 1.5)), /step/],
    ["another arithmetic", editJson("training", (t) => (t["arithmetic"] = "exact")), /arithmetic/],
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
    const error = { code: "invalid-file", message: expect.stringMatching(message) as string };
    expect(() => loadModel(engine, hostile)).toThrow(expect.objectContaining(error) as Error);
    expect(engine.memory).toEqual(before);
  });

  it("the file itself is taken", () => {
    expect(
      saveModel(
        loadModel(
          engine,
          rewritten(() => undefined),
        ),
      ),
    ).toEqual(file);
  });

  it("a bit flip is refused", () => {
    const flipped = file.slice();
    flipped[flipped.length - 100] ^= 4;
    expect(() => loadModel(engine, flipped)).toThrow(expect.objectContaining({ code: "invalid-file" }) as Error);
  });
});
