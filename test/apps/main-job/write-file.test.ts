import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OutputError, prepareOutput, writeWhole } from "../../../apps/main-job/write-file.ts";

const onUnix = process.platform !== "win32";
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "write-file-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("before anything is computed", () => {
  it("makes folders below folders, and leaves nothing else", () => {
    const out = join(folder, "a", "b");
    prepareOutput(out, [join(out, "x.csv")]);
    expect(readdirSync(out)).toEqual([]);
    prepareOutput(out, [join(out, "x.csv")]);
  });

  it("refuses a folder that cannot be made, naming it", () => {
    writeFileSync(join(folder, "file"), "");
    for (const out of [join(folder, "file"), join(folder, "file", "below")])
      expect(() => prepareOutput(out, [])).toThrow(`The folder ${out} cannot be made: `);
  });

  it.runIf(process.platform === "linux")("refuses a place that takes no folders, where Node's mkdir never ends", () => {
    expect(() => prepareOutput("/proc/x", [])).toThrow(/The folder \/proc\/x cannot be made: .*\(ENOENT\)/);
    expect(() => prepareOutput("/proc/x/y/z", [])).toThrow(OutputError);
  });

  it.runIf(process.platform === "linux")("refuses a folder that takes no files, naming the file", () => {
    expect(() => prepareOutput("/proc", ["/proc/x.csv"])).toThrow(/\/proc\/x\.csv cannot be written: .*\(ENOENT\)/);
  });

  it("refuses a folder, and anything else that is no plain file, in a file's place", () => {
    const path = join(folder, "x.csv");
    mkdirSync(path);
    expect(() => prepareOutput(folder, [path])).toThrow(`${path} cannot be written: a folder has that name`);
    if (!onUnix) return;
    const pipe = join(folder, "pipe.csv");
    execFileSync("mkfifo", [pipe]);
    expect(() => prepareOutput(folder, [pipe])).toThrow("no plain file has that name");
  });

  it("refuses names that are too long", () => {
    const path = join(folder, `${"x".repeat(250)}.csv`);
    expect(() => prepareOutput(folder, [path])).toThrow(/ENAMETOOLONG/);
  });

  it("removes what killed processes left of these files, and nothing else", () => {
    const { pid } = spawnSync(process.execPath, ["--version"]); // no more
    for (const name of [`x.csv.${pid}.part`, `x.csv.${process.ppid}.part`, `y.csv.${pid}.part`, "x.csv.a.part"])
      writeFileSync(join(folder, name), "");
    prepareOutput(folder, [join(folder, "x.csv")]);
    expect(readdirSync(folder).sort()).toEqual(
      [`x.csv.${process.ppid}.part`, "x.csv.a.part", `y.csv.${pid}.part`].sort(),
    );
  });
});

describe("a file is whole or what it was", () => {
  it("after an error or an interruption between its pieces", async () => {
    const path = join(folder, "x.csv");
    writeFileSync(path, "old");
    const interrupt = new AbortController();
    function* failing(): Generator<string> {
      yield "new";
      throw new Error("ENOSPC: no space left on device, write");
    }
    function* interrupted(): Generator<string> {
      yield "new";
      interrupt.abort();
      yield "newer";
    }
    await expect(writeWhole(path, failing())).rejects.toThrow(
      `${path} cannot be written: no space left on device (ENOSPC). What was there before is untouched.`,
    );
    await expect(writeWhole(path, interrupted(), interrupt.signal)).rejects.toThrow(/abort/i);
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["x.csv"]);
    await writeWhole(path, ["new", Buffer.from("er")]);
    expect(readFileSync(path, "utf8")).toBe("newer");
  });

  it.runIf(onUnix)("and keeps its permissions, and links to it", async () => {
    const path = join(folder, "x.csv");
    const link = join(folder, "link.csv");
    writeFileSync(path, "old");
    chmodSync(path, 0o600);
    symlinkSync(path, link);
    await writeWhole(link, ["new"]);
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  it.runIf(onUnix)("when the disk is full", () => {
    const path = join(folder, "x.csv");
    writeFileSync(path, "old");
    const program = new URL("../../../apps/main-job/write-file.ts", import.meta.url).href;
    const code = `import(${JSON.stringify(program)}).then(({ writeWhole }) => writeWhole(process.argv[1], ["1,2\\n".repeat(1e5)])).catch((error) => console.log(error.message))`;
    // A limit on the size of files stands for the disk
    const shell = `trap '' XFSZ; ulimit -f 16; exec "$0" --import tsx -e "$1" "$2"`;
    const { stdout } = spawnSync("sh", ["-c", shell, process.execPath, code, path], { encoding: "utf8" });
    expect(stdout).toMatch(/x\.csv cannot be written: file too large \(EFBIG\)\. What was there before is untouched\./);
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["x.csv"]);
  });
});
