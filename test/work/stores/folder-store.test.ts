import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { folderStore } from "../../../src/work/stores/folder-store.ts";
import { openStore } from "../../../src/work/stores/open-store.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "langevin-store-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (read: Uint8Array | undefined) => read && new TextDecoder().decode(read);

test("a file is written where none is; what is there stays", async () => {
  const store = openStore(pathToFileURL(join(folder, "run", "out")));
  expect(await store.list()).toEqual([]);
  expect(await store.read("a")).toBeUndefined();
  expect(await store.putNew("a", bytes("one"))).toBe("written");
  expect(await store.putNew("a", bytes("two"))).toBe("exists");
  expect(text(await store.read("a"))).toBe("one");
  await store.replace("a", bytes("three"));
  expect(text(await store.read("a"))).toBe("three");
  expect(await readdir(store.url)).toEqual(["a"]);
  await store.remove("a");
  await store.remove("a");
  expect(await store.list()).toEqual([]);
});

test("of writers at the same moment one writes", async () => {
  const store = folderStore(folder);
  const results = await Promise.all([..."abcdefghij"].map((letter) => store.putNew("part", bytes(letter))));
  expect(results.filter((result) => result === "written")).toHaveLength(1);
  expect(await readdir(folder)).toEqual(["part"]);
  expect("abcdefghij"[results.indexOf("written")]).toBe(text(await store.read("part")));
});

test("ranges, as slice has them", async () => {
  const store = folderStore(folder);
  await store.putNew("a", bytes("0123456789"));
  for (const [begin, end] of [[0], [3], [3, 7], [-4], [-4, -1], [8, 20], [12, 20], [5, 2], [-20, 2]] as const)
    expect(text(await store.read("a", begin, end))).toBe("0123456789".slice(begin, end));
});

test("the list is in order of name and tells size and time", async () => {
  const store = folderStore(folder);
  for (const name of ["part-10", "part-2", "_spec.json", "Z"]) await store.putNew(name, bytes(name));
  await mkdir(join(folder, "sub"));
  await symlink("Z", join(folder, "link"));
  await writeFile(join(folder, "not plain"), "");
  const files = await store.list();
  expect(files.map(({ name, size }) => [name, size])).toEqual([["Z", 1], ["_spec.json", 10], ["part-10", 7], ["part-2", 6]]); // prettier-ignore
  for (const { time } of files) expect(Math.abs(time - Date.now())).toBeLessThan(60_000);
  expect(await store.read("link")).toBeUndefined();
  expect(await store.read("sub")).toBeUndefined();
});

test.each(["../a", "a/b", "..", ".", ".a", "", "a\\b", "a\0", "a b", "é", "a".repeat(201)])(
  "%j is no name",
  async (name) => {
    const store = folderStore(folder);
    const message = expect.stringMatching(/^(read|putNew|replace|remove): expected the plain name of a file .*, got "/);
    for (const act of [
      () => store.read(name),
      () => store.putNew(name, bytes("x")),
      () => store.replace(name, bytes("x")),
      () => store.remove(name),
    ])
      await expect(act()).rejects.toMatchObject({ code: "invalid-argument", message });
    expect(await readdir(folder)).toEqual([]);
  },
);

test("replacing does not follow a link out of the folder", async () => {
  await writeFile(join(folder, "other"), "mine");
  await mkdir(join(folder, "store"));
  await symlink("../other", join(folder, "store", "a"));
  const store = folderStore(join(folder, "store"));
  expect(await store.putNew("a", bytes("x"))).toBe("exists");
  await store.replace("a", bytes("x"));
  expect([await readFile(join(folder, "other"), "utf8"), text(await store.read("a"))]).toEqual(["mine", "x"]);
});

test.each(["ftp://host/a", 7, "", "a\0"])("%j is no store", (place) => {
  expect(() => openStore(place as string)).toThrow(/^(openStore|folderStore): expected .*, got /);
});

/** How often a writer that is killed at these places has a whole part under its name. */
const places = [
  ["before a file is opened", { before: "open" }, undefined],
  ["before bytes are written", { before: "write" }, undefined],
  ["with half of the bytes written", { before: "half" }, undefined],
  ["before they are on the disk", { before: "sync" }, undefined],
  ["before the file has its name", { before: "link" }, undefined],
  ["before the other name is gone", { before: "rm" }, "whole"],
  ["before the folder is on the disk", { before: "syncFolder" }, "whole"],
] as const;

describe("a writer that is killed", () => {
  const url = (file: string) => JSON.stringify(new URL(`../../../src/${file}`, import.meta.url).href);
  /** Runs a program that writes a part and stops at a place, and kills it there. */
  const killAt = async (before: string): Promise<void> => {
    const program = `
      import promises from "node:fs/promises";
      import { syncBuiltinESMExports } from "node:module";
      setInterval(() => undefined, 1e6);
      const stop = () => new Promise(() => console.log("here"));
      const { open } = promises;
      promises.open = async (path, ...rest) => {
        const isFolder = path === ${JSON.stringify(folder)};
        if (${before === "open"}) await stop();
        const file = await open(path, ...rest);
        const { writeFile, sync } = file;
        file.writeFile = async (bytes) => {
          if (${before === "write"}) await stop();
          if (${before === "half"}) {
            await writeFile.call(file, bytes.subarray(0, bytes.length / 2));
            await stop();
          }
          await writeFile.call(file, bytes);
        };
        file.sync = async () => {
          if (isFolder ? ${before === "syncFolder"} : ${before === "sync"}) await stop();
          await sync.call(file);
        };
        return file;
      };
      if (${before === "link"}) promises.link = stop;
      if (${before === "rm"}) promises.rm = stop;
      syncBuiltinESMExports();
      const { folderStore } = await import(${url("work/stores/folder-store.ts")});
      await folderStore(${JSON.stringify(folder)}).putNew("part", new Uint8Array(1000).fill(7));
      console.log("no stop");`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
    expect(String(said)).toBe("here\n");
  };
  const whole = new Uint8Array(1000).fill(7);

  test.each(places)("%s leaves no part or the whole one, and the next goes on", async (_, at, left) => {
    await killAt(at.before);
    const store = folderStore(folder);
    const found = await store.read("part");
    expect(found).toEqual(left && whole);
    expect((await store.list()).map(({ name }) => name)).toEqual(left ? ["part"] : []);
    expect(await store.putNew("part", whole)).toBe(left ? "exists" : "written");
    expect(await store.read("part")).toEqual(whole);
  });

  test("leaves a file that is tidied away after an hour, and no other", async () => {
    await killAt("sync");
    const store = folderStore(folder);
    const [part, ...more] = await readdir(folder);
    expect(more).toEqual([]);
    await writeFile(join(folder, ".mine.part"), "");
    const hourAgo = Date.now() / 1000 - 3601;
    await utimes(join(folder, ".mine.part"), hourAgo, hourAgo);
    await store.tidy();
    expect((await readdir(folder)).sort()).toEqual([part, ".mine.part"].sort());
    await rename(join(folder, part), join(folder, part.replace(/\.\d+\./, ".1.")));
    await utimes(join(folder, part.replace(/\.\d+\./, ".1.")), hourAgo, hourAgo);
    await store.tidy();
    expect(await readdir(folder)).toEqual([".mine.part"]);
  });
});
