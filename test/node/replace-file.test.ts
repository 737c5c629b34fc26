import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as promises from "node:fs/promises";
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createEngine, createScoreNetwork, saveModel } from "../../src/index.ts";
import { saveModelFile } from "../../src/node.ts";

const failing = vi.hoisted(() => ({ rename: false, write: false }));
/** What was done to the file system, in order. */
const acts = vi.hoisted(() => [] as string[]);
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof promises>();
  const rename: typeof real.rename = async (from, to) => {
    if (failing.rename) throw Object.assign(new Error("killed"), { code: "EIO" });
    await real.rename(from, to);
    acts.push("rename");
  };
  const open: typeof real.open = async (...args) => {
    const file = await real.open(...args);
    const isFolder = (await file.stat()).isDirectory();
    const sync = file.sync.bind(file);
    file.sync = async () => {
      await sync();
      acts.push(isFolder ? "sync folder" : "sync file");
    };
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
  acts.length = 0;
  await rm(folder, { recursive: true });
});

const engine = await createEngine({ threads: 1 });
const network = (seed: number) => createScoreNetwork(engine, { dim: 2, hidden: [8], seed });

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

describe("what stands at the path stays what it was", () => {
  const saved = network(4);
  const bytes = saveModel(saved);
  const isModel = async (path: string) => expect(new Uint8Array(await readFile(path))).toEqual(bytes);

  test("a link: what it leads to is written, over folders and further links", async () => {
    await mkdir(join(folder, "there"));
    await writeFile(join(folder, "there", "model"), "old");
    await symlink("model", join(folder, "there", "alias"));
    await symlink("there/alias", join(folder, "link"));
    await saveModelFile(saved, join(folder, "link"));
    expect(await readlink(join(folder, "link"))).toBe("there/alias");
    expect(await readlink(join(folder, "there", "alias"))).toBe("model");
    await isModel(join(folder, "there", "model"));
    expect((await readdir(join(folder, "there"))).sort()).toEqual(["alias", "model"]);
  });

  test("a link that leads nowhere yet: the file is made there", async () => {
    await mkdir(join(folder, "real", "deep"), { recursive: true });
    await symlink("real/deep", join(folder, "short"));
    await symlink("../new", join(folder, "real", "deep", "link"));
    // By the text alone, "short/../new" would be the folder's own "new"
    await saveModelFile(saved, join(folder, "short", "link"));
    expect(await readlink(join(folder, "real", "deep", "link"))).toBe("../new");
    await isModel(join(folder, "real", "new"));
  });

  test("links in a circle are refused", async () => {
    await symlink("b", join(folder, "a"));
    await symlink("a", join(folder, "b"));
    await expect(saveModelFile(saved, join(folder, "a"))).rejects.toMatchObject({
      name: "LangevinError",
      code: "invalid-argument",
      message: expect.stringContaining("saveModelFile: expected a path to a file, got links in a circle at "),
    });
    expect(await readlink(join(folder, "a"))).toBe("b");
    expect((await readdir(folder)).sort()).toEqual(["a", "b"]);
  });

  test("mode and owner", async () => {
    const path = join(folder, "model");
    await writeFile(path, "old");
    await chmod(path, 0o640);
    if (process.getuid?.() === 0) await chown(path, 1234, 5678);
    const before = await stat(path);
    await saveModelFile(saved, path);
    const after = await stat(path);
    expect([after.mode, after.uid, after.gid]).toEqual([before.mode, before.uid, before.gid]);
    await isModel(path);
  });

  test.skipIf(process.getuid?.() !== 0)("what the old group might do, another may not", async () => {
    const path = join(folder, "model");
    await writeFile(path, "old");
    await chown(path, 1234, 5678);
    await chmod(path, 0o666);
    await chmod(folder, 0o777);
    process.seteuid!(65534);
    try {
      await saveModelFile(saved, path);
    } finally {
      process.seteuid!(0);
    }
    const { mode, uid } = await stat(path);
    expect([mode & 0o777, uid]).toEqual([0o606, 65534]);
  });

  test("a new file has the mode of any new file", async () => {
    await writeFile(join(folder, "any"), "");
    await saveModelFile(saved, join(folder, "model"));
    expect((await stat(join(folder, "model"))).mode).toBe((await stat(join(folder, "any"))).mode);
  });

  test.each([
    ["a pipe", "a named pipe", (path: string) => Promise.resolve(execFileSync("mkfifo", [path]))],
    ["a folder", "a folder", (path: string) => mkdir(path)],
    ["a link to a device", "a device", (path: string) => symlink("/dev/null", path)],
  ] as const)("%s is refused", async (_, what, make) => {
    const path = join(folder, "place");
    await make(path);
    const before = await lstat(path);
    await expect(saveModelFile(saved, path)).rejects.toMatchObject({
      name: "LangevinError",
      code: "invalid-argument",
      message: expect.stringContaining(`saveModelFile: expected a path to a file, got ${what} at "`),
    });
    expect((await lstat(path)).ino).toBe(before.ino);
    expect(await readdir(folder)).toEqual(["place"]);
  });

  test("a file that may not be written is not replaced", async () => {
    const path = join(folder, "model");
    await writeFile(path, "old", { mode: 0o444 });
    await chmod(folder, 0o777);
    const asOther = process.getuid?.() === 0;
    if (asOther) process.seteuid!(65534);
    try {
      await expect(saveModelFile(saved, path)).rejects.toMatchObject({ code: "EACCES" });
    } finally {
      if (asOther) process.seteuid!(0);
    }
    expect(await readFile(path, "utf8")).toBe("old");
  });
});

test("names as long as the file system takes", async () => {
  for (const name of ["m".repeat(255), "é".repeat(127)]) {
    await saveModelFile(network(1), join(folder, name));
    expect(new Uint8Array(await readFile(join(folder, name)))).toEqual(saveModel(network(1)));
  }
});

test("where no file can be made, the error says why", async () => {
  await writeFile(join(folder, "file"), "");
  await expect(saveModelFile(network(1), join(folder, "file", "model"))).rejects.toMatchObject({
    code: "ENOTDIR",
    message: expect.not.stringContaining(".part"),
  });
  await expect(saveModelFile(network(1), join(folder, "none", "model"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("the file is on the disk before it takes its place, and its place before the call ends", async () => {
  await saveModelFile(network(1), join(folder, "model"));
  expect(acts).toEqual(["sync file", "rename", "sync folder"]);
});

describe("what killed saves left", () => {
  /** A process that writes a model to `path` and stops before the file takes its place. */
  const stopInSave = async (path: string): Promise<ChildProcess> => {
    const url = (file: string) => JSON.stringify(new URL(`../../src/${file}`, import.meta.url).href);
    const program = `
      import promises from "node:fs/promises";
      import { syncBuiltinESMExports } from "node:module";
      setInterval(() => undefined, 1e6);
      promises.rename = () => new Promise(() => console.log("written"));
      syncBuiltinESMExports();
      const { createEngine, createScoreNetwork } = await import(${url("index.ts")});
      const { saveModelFile } = await import(${url("node.ts")});
      const engine = await createEngine({ threads: 1 });
      await saveModelFile(createScoreNetwork(engine, { dim: 2, hidden: [8] }), ${JSON.stringify(path)});`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    return child;
  };
  const kill = async (child: ChildProcess): Promise<void> => {
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  };

  test("is removed by the next save of the same name, but not while its process lives", async () => {
    const path = join(folder, "model.safetensors");
    const child = await stopInSave(path);
    const others = ["model.safetensors.part", ".model.safetensors.1.part", "other"];
    for (const other of others) await writeFile(join(folder, other), "mine");
    await saveModelFile(network(1), join(folder, "other"));
    const [part, ...more] = (await readdir(folder)).filter((name) => !others.includes(name));
    expect(more).toEqual([]);
    const names = (...extra: string[]) => [...others, "model.safetensors", ...extra].sort();

    await saveModelFile(network(1), path);
    expect((await readdir(folder)).sort()).toEqual(names(part));
    await kill(child);
    await saveModelFile(network(1), join(folder, "other"));
    expect(await readdir(folder)).toContain(part);
    await saveModelFile(network(1), path);
    expect((await readdir(folder)).sort()).toEqual(names());
  });

  test("on another machine: after an hour without a write", async () => {
    const path = join(folder, "model");
    await kill(await stopInSave(path));
    const [part] = await readdir(folder);
    const elsewhere = part.replace(/[0-9a-f]{8}(?=\.\d+\.)/, "01234567");
    await rename(join(folder, part), join(folder, elsewhere));
    await saveModelFile(network(1), path);
    expect((await readdir(folder)).sort()).toEqual([elsewhere, "model"]);
    const before = Date.now() / 1000 - 3601;
    await utimes(join(folder, elsewhere), before, before);
    await saveModelFile(network(1), path);
    expect(await readdir(folder)).toEqual(["model"]);
  });
});
