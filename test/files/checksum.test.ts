import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeSafetensors } from "../../src/files/decode-safetensors.ts";
import { createEngine, createScoreNetwork, loadModel, saveModel, type Engine } from "../../src/index.ts";
import { torchFile } from "./torch/torch-file.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const ours = () => saveModel(createScoreNetwork(engine, { dim: 2, hidden: [8], seed: 4 }), { for: "sampling" });

/** The file as another program writes the same tensors: its own order, and what it is told to keep of the metadata. */
function rewritten(file: Uint8Array, more: Record<string, string> = {}): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(file);
  const bytes = [...tensors].reverse().map(([name, { dtype, shape, data }]) => {
    return [name, { dtype, shape, bytes: new Uint8Array(data.buffer) }] as const;
  });
  return torchFile(Object.fromEntries(bytes), { ...more, ...Object.fromEntries(metadata) });
}

test("a file that another program wrote is taken where its checksum is optional", () => {
  const file = ours();
  const again = loadModel(engine, rewritten(file), { checksum: "optional" });
  expect(saveModel(again, { for: "sampling" })).toEqual(file);
});

test("it is refused by default, and with required", () => {
  for (const options of [{}, undefined, { checksum: undefined }, { checksum: "required" as const }])
    expect(() => loadModel(engine, rewritten(ours()), options)).toThrow(/the header to begin with a checksum/);
});

test("a checksum that is there has to be right either way", () => {
  const damaged = ours();
  damaged[damaged.length - 1] ^= 1;
  const kept = rewritten(ours(), { checksum: "crc32c:00000000" });
  for (const checksum of ["required", "optional"] as const) {
    expect(loadModel(engine, ours(), { checksum }).dim).toBe(2);
    for (const file of [damaged, kept])
      expect(() => loadModel(engine, file, { checksum })).toThrow(
        /contents with checksum .*: damaged file, or one that was changed and kept its checksum/,
      );
  }
});

test("a checksum elsewhere in the header is none", () => {
  const elsewhere = rewritten(ours(), { a: "", checksum: "crc32c:00000000" });
  expect(() => loadModel(engine, elsewhere, { checksum: "optional" })).toThrow(/"checksum" to open the header/);
});

test("all else is looked at as ever", () => {
  const file = rewritten(ours());
  const text = new TextDecoder("latin1").decode(file);
  const at = text.indexOf('"version":"1"') + 11;
  file[at] = 0x32;
  expect(() => loadModel(engine, file, { checksum: "optional" })).toThrow('expected version "1", got "2" (a string)');
});
