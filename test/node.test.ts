import * as promises from "node:fs/promises";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createEngine, createScoreNetwork, saveModel } from "../src/index.ts";
import { loadModelFile, saveModelFile } from "../src/node.ts";

const failing = vi.hoisted(() => ({ rename: false, write: false }));
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof promises>();
  const rename: typeof real.rename = async (from, to) => {
    if (failing.rename) throw Object.assign(new Error("killed"), { code: "EIO" });
    await real.rename(from, to);
  };
  const open: typeof real.open = async (...args) => {
    const file = await real.open(...args);
    if (failing.write)
      file.writeFile = async () => {
        await file.write(Buffer.alloc(100));
        throw Object.assign(new Error("full"), { code: "ENOSPC" });
      };
    return file;
  };
  return { ...real, rename, open };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "langevin-files-"));
});
afterEach(async () => {
  Object.assign(failing, { rename: false, write: false });
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

test.each([
  ["before the new file takes the old one's place", "rename"],
  ["in the middle of writing", "write"],
] as const)("an end %s leaves the old file, whole, and nothing else", async (_, what) => {
  const path = join(folder, "model.safetensors");
  await saveModelFile(network(1), path);
  failing[what] = true;
  await expect(saveModelFile(network(2), path)).rejects.toMatchObject({ code: what === "rename" ? "EIO" : "ENOSPC" });
  expect(new Uint8Array(await readFile(path))).toEqual(saveModel(network(1)));
  expect(await readdir(folder)).toEqual(["model.safetensors"]);
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
