import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createEngine, createScoreNetwork, saveModel } from "../../src/index.ts";
import { loadModelFile, saveModelFile } from "../../src/node.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "langevin-files-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const engine = await createEngine({ threads: 1 });
const network = (seed: number) => createScoreNetwork(engine, { dim: 2, hidden: [8], seed });

test("a file is the bytes of saveModel, and gives the network back, by path and by URL", async () => {
  const saved = network(1);
  for (const place of [join(folder, "model a%20b.safetensors"), pathToFileURL(join(folder, "b c.safetensors"))]) {
    await saveModelFile(saved, place);
    expect(new Uint8Array(await readFile(place))).toEqual(saveModel(saved));
    const loaded = await loadModelFile(engine, place);
    expect(loaded.parameters()).toEqual(saved.parameters());
  }
  expect((await readdir(folder)).sort()).toEqual(["b c.safetensors", "model a%20b.safetensors"]);
});

test("errors: no path, no file, not a model, a disposed network", async () => {
  const path = join(folder, "model.safetensors");
  await expect(saveModelFile(network(1), 3 as never)).rejects.toMatchObject({ code: "invalid-argument" });
  await expect(loadModelFile(engine, "")).rejects.toMatchObject({ code: "invalid-argument" });
  await expect(loadModelFile(engine, path)).rejects.toMatchObject({ code: "ENOENT" });
  await writeFile(path, "not a model");
  await expect(loadModelFile(engine, path)).rejects.toMatchObject({ code: "invalid-file" });
  const gone = network(3);
  gone.dispose();
  await expect(saveModelFile(gone, path)).rejects.toMatchObject({ code: "disposed" });
  expect(await readFile(path, "utf8")).toBe("not a model");
});

test.each<[unknown, string]>([
  [3, "got 3"],
  ["", 'got ""'],
  ["a\0b", 'got "a\\u0000b"'],
  [null, "got null"],
  [Object.create(null), "got an object"],
  [new URL("http://example.org/model"), 'got "http://example.org/model"'],
  [new URL("file:///a%2Fb"), 'got "file:///a%2Fb"'],
])("a path that is none: %o", async (path, message) => {
  const expected = {
    name: "LangevinError",
    code: "invalid-argument",
    message: expect.stringContaining(`: expected path a string or a file: URL, ${message}`),
  };
  await expect(saveModelFile(network(1), path as never)).rejects.toMatchObject(expected);
  await expect(loadModelFile(engine, path as never)).rejects.toMatchObject(expected);
});
