import { beforeAll, describe, expect, it } from "vitest";
import {
  annealedLangevin,
  createEngine,
  createScoreNetwork,
  loadModel,
  logDensity,
  sample,
  saveModel,
  train,
  type Engine,
  type ScoreNetwork,
} from "../../src/index.ts";
import { show } from "../../src/support/show.ts";

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
  it("are made of networks and read into engines only", () => {
    for (const wrong of [undefined, null, {}, 1e308, engine])
      expect(() => saveModel(wrong as ScoreNetwork)).toThrow(
        "saveModel: expected a network made by createScoreNetwork",
      );
    for (const wrong of [undefined, null, {}, [], makeNetwork()])
      expect(() => loadModel(wrong as Engine, new Uint8Array(8))).toThrow("loadModel: expected engine as await");
  });

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

  describe("for sampling", () => {
    let network: ScoreNetwork;
    let small: ScoreNetwork;
    let file: Uint8Array;
    beforeAll(async () => {
      network = makeNetwork();
      for await (const { step } of train(network, data, { ...settings, sigmas: "auto" })) if (step === 20) break;
      file = saveModel(network, { for: "sampling" });
      small = loadModel(engine, file);
    });

    it("a quarter of the numbers, the same rows, densities and range", async () => {
      const header = (bytes: Uint8Array) => 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
      const whole = saveModel(network);
      const encoding = 2 * 2 * 8;
      const layers = (whole.length - header(whole) - encoding) / 4;
      expect(file.length - header(file)).toBe(encoding + layers);
      const options = { count: 40, evaluations: 20, seed: 9 };
      const rows = await sample(network, options);
      expect(await sample(small, options)).toEqual(rows);
      expect(await logDensity(small, rows, { tolerance: 1e-3 })).toEqual(
        await logDensity(network, rows, { tolerance: 1e-3 }),
      );
      expect(small.sigmaRange).toEqual(network.sigmaRange);
      expect(small.autoSigmas).toEqual(network.autoSigmas);
      expect(small.parameters("current")).toEqual(network.parameters("average"));
    });

    it("a coupling's velocity stays one", async () => {
      const flow = makeNetwork();
      await train(flow, data, { ...settings, steps: 2, coupling: "optimal-transport" });
      const loaded = loadModel(engine, saveModel(flow, { for: "sampling" }));
      expect(loaded.coupled).toBe("optimal-transport");
    });

    it("is saved as it was, and as nothing more", () => {
      expect(saveModel(small)).toEqual(file);
      expect(saveModel(small, { for: "sampling" })).toEqual(file);
      expect(saveModel(loadModel(engine, saveModel(network)), { for: "training" })).toEqual(saveModel(network));
      expect(() => saveModel(small, { for: "training" })).toThrow(
        'saveModel: expected for "sampling" for a network from a file for sampling, which has no more, got "training"',
      );
      expect(() => saveModel(network, { for: "inference" as never })).toThrow(
        'saveModel: expected for one of "training", "sampling", got "inference"',
      );
    });

    it("cannot be resumed, and can be trained anew", async () => {
      expect(() => train(small, data, { resume: true })).toThrow(
        "train: expected a network with all of its training, got one from a file for sampling alone",
      );
      const other = loadModel(engine, file);
      await train(other, data, { ...settings, steps: 1, validation: undefined });
      saveModel(other, { for: "training" });
    });

    it("an untrained network's has its initial weights", () => {
      const loaded = loadModel(engine, saveModel(makeNetwork(), { for: "sampling" }));
      expect(loaded.parameters("current")).toEqual(makeNetwork().parameters());
    });
  });

  it("keeps an infinite maxGradientNorm", async () => {
    const network = makeNetwork();
    await train(network, data, { ...settings, steps: 1, maxGradientNorm: Infinity });
    const loaded = loadModel(engine, saveModel(network));
    expect(saveModel(loaded)).toEqual(saveModel(network));
    expect(loaded.training!.settings.maxGradientNorm).toBe(Infinity);
  });
});

describe("notes", () => {
  const withNotes = (notes: unknown): ScoreNetwork => Object.assign(makeNetwork(), { notes: notes as never });

  it("come back as they were, whatever their order; a file without them is as it was", () => {
    const notes = { columns: '["α, \\"b\\"", "c\\n"]', __proto: "", empty: "", "": "no name" };
    const file = saveModel(withNotes(notes));
    const loaded = loadModel(engine, file);
    expect(loaded.notes).toEqual(notes);
    expect(saveModel(loaded)).toEqual(file);
    expect(saveModel(withNotes(Object.fromEntries(Object.entries(notes).reverse())))).toEqual(file);
    expect(saveModel(withNotes({}))).toEqual(saveModel(makeNetwork()));
    expect(loadModel(engine, saveModel(makeNetwork())).notes).toEqual({});
  });

  it("keep a name that objects have already", () => {
    const notes = JSON.parse('{"__proto__": "a", "constructor": "b"}') as Record<string, string>;
    const loaded = loadModel(engine, saveModel(withNotes(notes)));
    expect(JSON.stringify(loaded.notes)).toBe('{"__proto__":"a","constructor":"b"}');
  });

  it("that are no strings are refused", () => {
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    for (const none of [null, undefined, "text", 3, ["a"], new Float64Array(1), revoked.proxy])
      expect(() => saveModel(withNotes(none))).toThrow("saveModel: expected notes an object of strings, got");
    expect(() => saveModel(withNotes({ count: 3 }))).toThrow(
      'saveModel: expected note "count" a string of well-formed Unicode, got 3',
    );
    expect(() => saveModel(withNotes({ half: "\ud800" }))).toThrow("well-formed Unicode");
    expect(() => saveModel(withNotes({ "\ud800": "half" }))).toThrow("well-formed Unicode");
    expect(() => saveModel(withNotes({ long: "x".repeat(1 << 21) }))).toThrow("keep shorter notes");
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [i, ""]));
    expect(() => saveModel(withNotes(many))).toThrow("at most 1000 notes, got 1001");
  });
});

it("what is no engine, no network or no file is refused in a sentence", async () => {
  const network = makeNetwork();
  const file = saveModel(network);
  for (const none of [null, undefined, 3, {}, { mlp: 1 }, Promise.resolve(network), engine] as never[]) {
    const code = "invalid-argument";
    const saving = `saveModel: expected a network made by createScoreNetwork, got ${show(none)}`;
    expect(() => saveModel(none)).toThrow(expect.objectContaining({ code, message: saving }) as Error);
    if (none === engine) continue;
    const loading = `loadModel: expected engine as await createEngine() gives it, got ${show(none)}`;
    expect(() => loadModel(none, file)).toThrow(expect.objectContaining({ code, message: loading }) as Error);
  }
  for (const none of [null, undefined, "file", {}, new Float64Array(2)] as never[])
    expect(() => loadModel(engine, none)).toThrow(
      expect.objectContaining({
        code: "invalid-argument",
        message: `loadModel: expected file a Uint8Array or an ArrayBuffer, got ${show(none)}`,
      }) as Error,
    );
  await expect(train(network, data, { ...settings, steps: 1 })).resolves.toBeDefined();
});

it("a file that could not be read again is not made", async () => {
  const network = makeNetwork();
  const ladder = Float64Array.from({ length: 250_000 }, (_, i) => 10 - (9.99 * Math.sqrt(i)) / 500);
  await train(network, data, { sigmas: ladder, steps: 1, batchSize: 8 });
  expect(() => saveModel(network)).toThrow(
    expect.objectContaining({
      code: "invalid-argument",
      message: expect.stringMatching(
        /^saveModel: expected a header of at most 2097152 bytes, got \d+; train on fewer sigmas, or keep shorter notes$/,
      ),
    }) as Error,
  );
});
