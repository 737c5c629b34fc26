import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine, createScoreNetwork, saveModel, type Engine } from "langevin";
import { digestOf, loadNetwork, ModelError, writeNotes, type TrainedOn } from "../../../apps/main-job/model.ts";

const folder = mkdtempSync(join(tmpdir(), "model-"));
const path = join(folder, "m.safetensors");
let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
});
afterAll(() => {
  engine.dispose();
  rmSync(folder, { recursive: true });
});

const trainedOn: TrainedOn = { seed: 3, digest: digestOf(Float64Array.of(1, 2)), step: 20, steps: 20 };

function save(notes: Record<string, string>): Uint8Array {
  const network = createScoreNetwork(engine, { dim: 2, hidden: [4] });
  network.notes = notes;
  const bytes = saveModel(network);
  network.dispose();
  return bytes;
}

it("what a model was trained on comes back from its file", async () => {
  writeFileSync(path, save(writeNotes(trainedOn)));
  expect((await loadNetwork(engine, path)).trainedOn).toEqual(trainedOn);
});

describe("refuses in a sentence", () => {
  const note = (change: object): Uint8Array => save({ zipcodes: JSON.stringify({ ...trainedOn, ...change }) });
  const cases: [string, () => string | Uint8Array, RegExp][] = [
    ["an empty file", () => "", /is no model: .*\.$/],
    ["a table", () => "a,b\n1,2\n".repeat(100), /is no model: .*\.$/],
    [
      "a damaged model",
      () => note({}).map((byte, i, { length }) => (i === length - 9 ? byte ^ 1 : byte)),
      /is no model: .* damaged file, or one that was changed and kept its checksum\.$/,
    ],
    ["a model cut off", () => note({}).subarray(0, -1), /is no model: .*\.$/],
    [
      "a model of another program",
      () => save({}),
      /is no model of the zip codes\. For the model of a table: npx langevin sample .*\.$/,
    ],
    ["a note that is no JSON", () => save({ zipcodes: "words" }), /has a note "zipcodes" that is no JSON\.$/],
    ...[{ seed: -1 }, { steps: "3" }, { digest: 1 }].map((change): [string, () => Uint8Array, RegExp] => [
      `${Object.keys(change)[0]} ${JSON.stringify(Object.values(change)[0])}`,
      () => note(change),
      /has a note "zipcodes" that says nothing of a training\.$/,
    ]),
    ["null", () => save({ zipcodes: "null" }), /has a note "zipcodes" that says nothing of a training\.$/],
  ];
  it.each(cases)("%s", async (_, content, message) => {
    writeFileSync(path, content());
    await expect(loadNetwork(engine, path)).rejects.toThrow(ModelError);
    await expect(loadNetwork(engine, path)).rejects.toThrow(message);
  });

  it("no file, and a folder", async () => {
    const none = join(folder, "none");
    await expect(loadNetwork(engine, none)).rejects.toThrow(
      `${none} cannot be read: no such file or directory (ENOENT).`,
    );
    await expect(loadNetwork(engine, folder)).rejects.toThrow(/cannot be read: .*\.$/);
  });
});
