import { execFileSync, spawn } from "node:child_process";
import * as promises from "node:fs/promises";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createEngine, createScoreNetwork } from "../../src/index.ts";
import { loadModelFile, saveModelFile } from "../../src/node.ts";
import { readModelBytes } from "../../src/node/read-file.ts";

const bytes = vi.hoisted(() => ({ read: 0 }));
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof promises>();
  const open: typeof real.open = async (...args) => {
    const file = await real.open(...args);
    const read = file.read.bind(file) as (...args: unknown[]) => Promise<{ bytesRead: number }>;
    file.read = (async (...args: unknown[]) => {
      const result = await read(...args);
      bytes.read += result.bytesRead;
      return result;
    }) as unknown as typeof file.read;
    return file;
  };
  return { ...real, open };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "langevin-files-"));
});
afterEach(async () => {
  bytes.read = 0;
  await rm(folder, { recursive: true });
});

const engine = await createEngine({ threads: 1 });
const network = (seed: number) => createScoreNetwork(engine, { dim: 2, hidden: [8], seed });

const refused = (message: string) => ({
  name: "LangevinError",
  code: "invalid-file",
  message: expect.stringContaining(`loadModelFile: expected ${message}`),
});

test("a device without an end", async () => {
  await expect(loadModelFile(engine, "/dev/zero")).rejects.toMatchObject(refused("a header of 2 to "));
  expect(bytes.read).toBeLessThan(100);
});

test.each([
  ["zeros", Buffer.alloc(9), 2 ** 31 - 1, "a header of 2 to "],
  ["another header", Buffer.from("\x10\0\0\0\0\0\0\0x", "latin1"), 1e6, 'a header that opens with "{"'],
  ["a huge header", Buffer.from("\0\0\0\0\x01\0\0\0{", "latin1"), 2 ** 33, "a header of 2 to "],
  ["a header beyond the end", Buffer.from("\0\x10\0\0\0\0\0\0{", "latin1"), 1e3, "a file of at least 4104 bytes"],
  ["more than 2 GiB", Buffer.from("\x80\0\0\0\0\0\0\0{", "latin1"), 3 * 2 ** 30, "a file of at most "],
])("a file of %s", async (_, start, size, message) => {
  const path = join(folder, "model");
  await writeFile(path, start);
  await truncate(path, size);
  await expect(loadModelFile(engine, path)).rejects.toMatchObject(refused(message));
  expect(bytes.read).toBeLessThan(100);
});

test("a pipe without an end: no more than the limit", async () => {
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  const child = spawn("sh", ["-c", `(printf '\\200\\0\\0\\0\\0\\0\\0\\0{'; cat /dev/zero) > pipe`], { cwd: folder });
  const reading = readModelBytes("loadModelFile", path, 3e6);
  await expect(reading).rejects.toMatchObject(refused("a file of at most 3000000 bytes"));
  expect(bytes.read).toBeLessThan(5e6);
  child.kill();
});

test("a model from a pipe", async () => {
  const path = join(folder, "pipe");
  const saved = network(5);
  await saveModelFile(saved, join(folder, "model"));
  execFileSync("mkfifo", [path]);
  const child = spawn(
    "sh",
    ["-c", `head -c 5 model > pipe.part; (cat pipe.part; sleep 0.1; tail -c +6 model) > pipe`],
    {
      cwd: folder,
    },
  );
  const loaded = await loadModelFile(engine, path);
  expect(loaded.parameters()).toEqual(saved.parameters());
  child.kill();
});

test("a folder", async () => {
  await expect(loadModelFile(engine, folder)).rejects.toMatchObject({ code: "EISDIR" });
});
