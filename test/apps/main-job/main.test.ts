import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const program = ["--import", "tsx", fileURLToPath(new URL("../../../apps/main-job/main.ts", import.meta.url))];
const folder = mkdtempSync(join(tmpdir(), "main-job-"));
const table = join(folder, "t.csv");
const out = join(folder, "out");
const quick = [table, "--steps", "3", "--samples", "60", "--out", out];
beforeAll(() => {
  writeFileSync(table, `a,b\n${Array.from({ length: 60 }, (_, i) => `${i * i},${Math.sin(i)}`).join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...program, ...args], { encoding: "utf8" });
  return { status, signal, stdout, stderr };
}

/** By a shell that has the program as "$@". */
function shell(script: string, ...args: string[]) {
  return spawnSync("sh", ["-c", script, "sh", process.execPath, ...program, ...args], { encoding: "utf8" });
}

it("learns, says how it read the table, and writes samples and a picture, no more", () => {
  const { status, stdout, stderr } = run(...quick);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(
    /^\S+t\.csv: 60 rows, 2 columns \(a, b\)\n {2}read with commas between cells, names of columns/,
  );
  expect(stdout).toMatch(/distance/);
  expect(readdirSync(out).sort()).toEqual(["t-samples.csv", "t.png"]);
});

it("samples keep their detail where a column is far from 0", () => {
  const path = join(folder, "times.csv");
  const rows = Array.from({ length: 100 }, (_, i) => `${1.7e12 + ((i * 7919) % 60_000)},${Math.sin(i)}`);
  writeFileSync(path, `t,b\n${rows.join("\n")}\n`);
  expect(run(path, ...quick.slice(1)).status).toBe(0);
  const times = readFileSync(join(out, "times-samples.csv"), "utf8").trimEnd().split("\n").slice(1);
  expect(new Set(times.map((line) => line.split(",")[0])).size).toBeGreaterThan(50); // of 60
});

describe("refuses at once, in a sentence", () => {
  it.each([
    ["JSON", [join(folder, "t.json"), "--out", out], /t\.json is JSON, not a CSV file: write its rows as CSV.*\n$/],
    [
      "a folder that cannot be made",
      [table, "--out", join(table, "x")],
      /^The folder .*x cannot be made: .*ENOTDIR\)\.\n$/,
    ],
    [
      "a folder in the place of the samples",
      [table, "--out", join(folder, "taken")],
      /^\S+t-samples\.csv cannot be written: a folder has that name\.\n$/,
    ],
  ])("%s", (_, args, message) => {
    writeFileSync(join(folder, "t.json"), '[{"a": 1}]');
    mkdirSync(join(folder, "taken", "t-samples.csv"), { recursive: true });
    const { status, stdout, stderr } = run(...args);
    expect(stderr).toMatch(message);
    expect([status, stdout]).toEqual([1, ""]);
  });
});

describe.runIf(process.platform === "linux")("an output that ends early", () => {
  it("a reader that has seen enough: silence, and no files that are cut off", () => {
    const { stdout, stderr } = shell('"$@" | head -n 1', ...quick);
    expect(stdout.split("\n").length).toBe(2);
    expect(stderr).toBe("");
  });

  it("a full disk: a sentence", () => {
    for (const args of [quick, ["--help"]]) {
      const { status, stderr } = shell('"$@" > /dev/full', ...args);
      expect(stderr).toMatch(/^The standard output cannot be written: no space left on device \(ENOSPC\); .*\.\n$/);
      expect(status).toBe(1);
    }
  });
});

describe.runIf(process.platform !== "win32")("Ctrl-C", () => {
  it("ends the waiting for a pipe that nobody writes to", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const { signal, stderr } = await interrupted([pipe, "--out", out], 3000);
    expect(stderr).toBe("\nStopped while reading; nothing was written.\n");
    expect(signal).toBe("SIGINT");
  });

  it("ends the reading of a large file, of which nothing is left", async () => {
    const large = join(folder, "large.csv");
    const file = openSync(large, "w");
    for (let k = 0; k < 60; k++) writeFileSync(file, "1.5,2.25\n".repeat(1e6 / 9));
    closeSync(file);
    const elsewhere = join(folder, "elsewhere");
    const { signal, stderr } = await interrupted([large, "--out", elsewhere], 0, elsewhere);
    expect(stderr).toBe("\nStopped while reading; nothing was written.\n");
    expect(signal).toBe("SIGINT");
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

/** Runs the program, and interrupts it after so many milliseconds, or some after a folder has come to be. */
async function interrupted(args: string[], millis: number, folderMade?: string) {
  const child = spawn(process.execPath, [...program, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on("close", (_, signal) => resolve(signal)));
  while (folderMade && !existsSync(folderMade)) await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => setTimeout(resolve, millis || 300));
  child.kill("SIGINT");
  return { signal: await ended, stderr };
}

it.runIf(existsSync("/usr/bin/script"))("colors on a terminal, but not where NO_COLOR asks for none", () => {
  const colors = (environment: Record<string, string>): boolean => {
    const command = [process.execPath, ...program, ...quick].map((part) => `'${part}'`).join(" ");
    const env = {
      ...process.env,
      TERM: "xterm-256color",
      CI: undefined,
      NO_COLOR: undefined,
      FORCE_COLOR: undefined,
      ...environment,
    };
    const { stdout } = spawnSync("script", ["-qec", command, "/dev/null"], { encoding: "utf8", env });
    expect(stdout).toContain("distance");
    return /\u001b\[[0-9;]*m/.test(stdout);
  };
  expect(colors({})).toBe(true);
  expect(colors({ NO_COLOR: "1" })).toBe(false);
});
