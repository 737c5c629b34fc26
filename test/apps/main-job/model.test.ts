import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine, createScoreNetwork, saveModel, type Engine } from "langevin";
import {
  digestOf,
  fitColumns,
  loadNetwork,
  ModelError,
  writeNotes,
  type TrainedOn,
} from "../../../apps/main-job/model.ts";

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

const trainedOn: TrainedOn = {
  csv: "t.csv",
  columns: [
    { name: 'α, "β"\n', integer: true },
    { name: "\ud800 half", integer: false },
  ],
  seed: 3,
  digest: digestOf(Float64Array.of(1, 2)),
  step: 20,
  steps: 20,
};

function save(notes: Record<string, string>): Uint8Array {
  const network = createScoreNetwork(engine, { dim: 2, hidden: [4] });
  network.notes = notes;
  const bytes = saveModel(network);
  network.dispose();
  return bytes;
}

it("what a model was trained on comes back from its file", async () => {
  const { csv, ...zipcodes } = trainedOn;
  for (const value of [{ csv, ...zipcodes }, zipcodes] as TrainedOn[]) {
    writeFileSync(path, save(writeNotes(value)!));
    expect((await loadNetwork(engine, path)).trainedOn).toEqual(value);
  }
});

it("names that are too long for a file are not written; shorter ones fit, whatever they are", () => {
  expect(writeNotes({ ...trainedOn, columns: [{ name: "x".repeat(4e5), integer: true }] })).toBeUndefined();
  for (const name of ['"'.repeat(1.9e5), "\u0001".repeat(6e4), "字".repeat(3.9e5), "\ud800".repeat(6e4)])
    save(writeNotes({ ...trainedOn, columns: [{ name, integer: true }, ...trainedOn.columns.slice(1)] })!);
});

describe("refuses in a sentence", () => {
  const note = (change: object): Uint8Array => save({ table: JSON.stringify({ ...trainedOn, ...change }) });
  const cases: [string, () => string | Uint8Array, RegExp][] = [
    ["an empty file", () => "", /is no model: .*\.$/],
    ["a table", () => "a,b\n1,2\n".repeat(100), /is no model: .*\.$/],
    [
      "a damaged model",
      () => note({}).map((byte, i, { length }) => (i === length - 9 ? byte ^ 1 : byte)),
      /is no model: .* damaged file\.$/,
    ],
    ["a model cut off", () => note({}).subarray(0, -1), /is no model: .*\.$/],
    [
      "a model of another program",
      () => save({}),
      /was not saved by npm start: it does not say what its 2 columns are\.$/,
    ],
    ["a note that is no JSON", () => save({ table: "words" }), /has a note "table" that is no JSON\.$/],
    ...[
      { columns: [] },
      { columns: [1, 2] },
      { columns: undefined },
      { seed: -1 },
      { steps: "3" },
      { digest: 1 },
      { csv: 3 },
    ].map((change): [string, () => Uint8Array, RegExp] => [
      `${Object.keys(change)[0]} ${JSON.stringify(Object.values(change)[0])}`,
      () => note(change),
      /has a note "table" that does not fit its network\.$/,
    ]),
    ["null", () => save({ table: "null" }), /has a note "table" that does not fit its network\.$/],
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

it("takes a table's columns by name, in the model's order", () => {
  const table = {
    columns: ["c", "b", "a"],
    integer: [false, false, true],
    rows: Float64Array.of(1, 2, 3, 4, 5, 6),
    rowCount: 2,
  };
  const known = { ...trainedOn, columns: ["a", "c"].map((name) => ({ name, integer: false })) };
  const { rows, ...rest } = fitColumns("t.csv", table, "m", known);
  expect([...rows]).toEqual([3, 1, 6, 4]);
  expect(rest).toEqual({ columns: ["a", "c"], integer: [false, false], rowCount: 2 });
  expect(() => fitColumns("t.csv", table, "m", trainedOn)).toThrow(
    't.csv has no columns α, "β", \ud800 half of m; it has c, b, a.',
  );
});
