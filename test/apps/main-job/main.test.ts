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
  expect(stdout).toContain("Too few rows to judge by: with 12 held out, ");
  expect(readdirSync(out).sort()).toEqual(["t-samples.csv", "t.png", "t.safetensors"]);
});

describe("--from a saved model", () => {
  const names = ["whole, numbers", 'say "x"'];
  const path = join(folder, "named.csv");
  const model = join(out, "named.safetensors");
  const again = join(folder, "again");
  const samplesOf = (where: string, name = "named") => readFileSync(join(where, `${name}-samples.csv`), "utf8");
  beforeAll(() => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i * i},${Math.sin(i)}`);
    writeFileSync(path, `"whole, numbers","say ""x"""\n${rows.join("\n")}\n`);
    expect(run(path, "--seed", "3", ...quick.slice(1)).status).toBe(0);
  });

  it("samples the same rows, with names and whole numbers, and judges them by the table", () => {
    const { status, stdout, stderr } = run("--from", model, path, "--samples", "60", "--out", again);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).not.toMatch(/^training/m);
    expect(stdout).toContain("÷ floor");
    expect(samplesOf(again)).toBe(samplesOf(out));
    const [head, ...lines] = samplesOf(again).trimEnd().split("\n");
    expect(head).toBe('"whole, numbers","say ""x"""');
    expect(lines.length).toBe(60);
    for (const line of lines) expect(line).toMatch(/^-?\d+,-?\d+\.\d+$/);
    expect(readdirSync(again).sort()).toEqual(["named-samples.csv", "named.png"]);
  });

  it("without the table: rows and a picture; seed, count and evaluations as asked for", () => {
    const { status, stdout } = run(
      "--from",
      model,
      "--samples",
      "7",
      "--seed",
      "4",
      "--evaluations",
      "9",
      "--out",
      again,
    );
    expect(status).toBe(0);
    expect(stdout).toContain(`trained on named.csv (${names.join(", ")}), 3 steps`);
    expect(stdout).not.toContain("÷ floor");
    expect(stdout).toMatch(/step 9\/9/);
    expect(samplesOf(again).trimEnd().split("\n").length).toBe(8);
    expect(samplesOf(again).split("\n")[1]).not.toBe(samplesOf(out).split("\n")[1]);
  });

  it("takes the columns by their names, in any order, and other rows", () => {
    const other = join(folder, "other.csv");
    const rows = Array.from({ length: 80 }, (_, i) => `${Math.cos(i)},${i % 7},${i * i}`);
    writeFileSync(other, `"say ""x""",more,"whole, numbers"\n${rows.join("\n")}\n`);
    const { status, stdout } = run("--from", model, other, "--samples", "60", "--out", again);
    expect(status).toBe(0);
    expect(stdout).toContain("other rows than those it was trained on");
    expect(samplesOf(again, "other")).toBe(samplesOf(out));
  });

  it.each([
    [
      "a table without its columns",
      () => [model, table],
      /t\.csv has no columns whole, numbers, say "x" of \S+named\.safetensors; it has a, b\.\n$/,
    ],
    ["no model", () => [table], /^\S+t\.csv is no model: .*\.\n$/],
  ])("refuses %s in a sentence", (_, args, message) => {
    const { status, stderr } = run("--from", ...args(), "--out", again);
    expect(stderr).toMatch(message);
    expect(status).toBe(1);
  });

  it("does not train", () => {
    for (const option of ["--steps", "--seconds"])
      expect(run("--from", model, option, "3")).toMatchObject({
        status: 2,
        stderr: `--from does not train, so ${option} does not go with it. See npm start -- --help.\n`,
      });
  });
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

describe.runIf(process.platform !== "win32")("Ctrl-C in training", () => {
  it("keeps the model as it is, and --from goes on as if nothing had happened", async () => {
    const [stopped, whole] = [join(folder, "stopped"), join(folder, "whole")];
    const long = [table, "--steps", "200", "--samples", "60"];
    const { signal, stderr } = await interruptedAt(/^training/m, [...long, "--out", stopped]);
    const kept = join(stopped, "t-unfinished.safetensors");
    expect(stderr).toMatch(
      new RegExp(
        `^\nStopped in training, at step \\d+ of 200; kept: ${kept} \\(npm start -- --from ${kept} ${table} goes on\\)\\.\n$`,
      ),
    );
    expect(signal).toBe("SIGINT");
    expect(readdirSync(stopped)).toEqual(["t-unfinished.safetensors"]);

    expect(run("--from", kept, "--samples", "9", "--out", join(folder, "early")).stdout).toMatch(
      /trained on t\.csv \(a, b\), training stopped at step \d+ of 200/,
    );
    expect(run("--from", kept, table, "--samples", "60", "--out", stopped).status).toBe(0);
    expect(run(...long, "--out", whole).status).toBe(0);
    for (const name of ["t.safetensors", "t-samples.csv"])
      expect(readFileSync(join(stopped, name)).equals(readFileSync(join(whole, name)))).toBe(true);
  });
});

/** Runs the program, and interrupts it once its output matches. */
async function interruptedAt(pattern: RegExp, args: string[]) {
  const child = spawn(process.execPath, [...program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  child.stdout.on("data", (text: Buffer) => {
    const before = pattern.test(stdout);
    stdout += text.toString();
    if (!before && pattern.test(stdout)) child.kill("SIGINT");
  });
  const signal = await new Promise<NodeJS.Signals | null>((resolve) => child.on("close", (_, by) => resolve(by)));
  return { signal, stderr };
}

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
