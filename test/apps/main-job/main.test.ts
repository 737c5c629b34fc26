import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
/** In one file without types, which starts in less time; as deep in the repository as its sources are. */
const program = [join(root, "build/main-job/main.mjs")];
beforeAll(async () => {
  const options = { bundle: true, platform: "node", format: "esm", packages: "external" } as const;
  await build({ ...options, entryPoints: [join(root, "apps/main-job/main.ts")], outfile: program[0] });
});
const folder = mkdtempSync(join(tmpdir(), "main-job-"));
const out = join(folder, "out");
const quick = ["--steps", "3", "--samples", "60", "--out", out];
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...program, ...args], { encoding: "utf8" });
  return { status, signal, stdout, stderr };
}

/** By a shell that has the program as "$@". */
function shell(script: string, ...args: string[]) {
  return spawnSync("sh", ["-c", script, "sh", process.execPath, ...program, ...args], { encoding: "utf8" });
}

const samplesIn = (where: string): string => readFileSync(join(where, "zipcodes-samples.csv"), "utf8");

it("learns the zip codes, judges, and writes samples and a picture, no more", () => {
  const { status, stdout, stderr } = run(...quick);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^US zip codes: 42,049 rows, longitude and latitude\n/);
  expect(stdout).toContain("÷ floor");
  expect(readdirSync(out).sort()).toEqual([
    "zipcodes-report.html",
    "zipcodes-samples.csv",
    "zipcodes.png",
    "zipcodes.safetensors",
  ]);
  const [head, ...lines] = samplesIn(out).trimEnd().split("\n");
  expect(head).toBe("longitude,latitude");
  expect(lines.length).toBe(60);
  for (const line of lines) expect(line).toMatch(/^-?\d+\.\d+,-?\d+\.\d+$/);
});

describe("--from a saved model", () => {
  const model = join(out, "zipcodes.safetensors");
  const again = join(folder, "again");

  it("samples the same rows, without training", () => {
    const { status, stdout, stderr } = run("--from", model, "--samples", "60", "--out", again);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).not.toMatch(/^training/m);
    expect(samplesIn(again)).toBe(samplesIn(out));
  });

  it("seed, count and evaluations as asked for", () => {
    const options = ["--samples", "7", "--seed", "4", "--evaluations", "9", "--out", again];
    const { status, stdout } = run("--from", model, ...options);
    expect(status).toBe(0);
    expect(stdout).toMatch(/step 9\/9/);
    expect(samplesIn(again).trimEnd().split("\n").length).toBe(8);
    expect(samplesIn(again).split("\n")[1]).not.toBe(samplesIn(out).split("\n")[1]);
  });

  it("refuses no model in a sentence", () => {
    const path = join(folder, "t.csv");
    writeFileSync(path, "a,b\n1,2\n");
    const { status, stderr } = run("--from", path, "--out", again);
    expect(stderr).toMatch(/^\S+t\.csv is no model: .*\.\n$/);
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

it("a table: langevin synthesize, with its files in the folder", () => {
  const path = join(folder, "t.csv");
  writeFileSync(
    path,
    `size;kind\n${Array.from({ length: 60 }, (_, i) => `${i % 9},5;${i % 2 ? "a" : "b"}`).join("\n")}\n`,
  );
  const where = join(folder, "tables");
  const { status, stderr } = run(path, "--steps", "5", "--samples", "7", `--out=${where}`);
  expect([status, stderr]).toEqual([0, expect.stringContaining("7 rows to ")]);
  expect(readdirSync(where).sort()).toEqual(["t-report.html", "t-synthetic.csv", "t.langevin"]);
  const lines = readFileSync(join(where, "t-synthetic.csv"), "utf8").trimEnd().split("\n");
  expect(lines.length).toBe(8);
  for (const line of lines.slice(1)) expect(line).toMatch(/^\d,5;[ab]$/);
});

describe("refuses at once, in a sentence", () => {
  it.each([
    [
      "a folder that cannot be made",
      ["--out", join(folder, "file", "x")],
      /^The folder .*x cannot be made: .*ENOTDIR\)\.\n$/,
    ],
    [
      "a folder in the place of the samples",
      ["--out", join(folder, "taken")],
      /^\S+zipcodes-samples\.csv cannot be written: a folder has that name\.\n$/,
    ],
  ])("%s", (_, args, message) => {
    writeFileSync(join(folder, "file"), "");
    mkdirSync(join(folder, "taken", "zipcodes-samples.csv"), { recursive: true });
    const { status, stdout, stderr } = run(...args);
    expect(stderr).toMatch(message);
    expect([status, stdout]).toEqual([1, ""]);
  });

  it("a table behind options: it comes first", () => {
    expect(run("--seed", "1", "t.csv")).toMatchObject({
      status: 2,
      stderr: "A table comes first, its options behind it: npm start -- t.csv …. See npm start -- --help.\n",
    });
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

describe.runIf(process.platform !== "win32")("Ctrl-C in training", () => {
  it("keeps the model as it is, and --from goes on as if nothing had happened", async () => {
    const [stopped, whole] = [join(folder, "stopped"), join(folder, "whole")];
    const long = ["--steps", "100", "--samples", "60"];
    const { signal, stderr } = await interruptedAt(/^training/m, [...long, "--out", stopped]);
    const kept = join(stopped, "zipcodes-unfinished.safetensors");
    expect(stderr).toMatch(
      new RegExp(
        `^\nStopped in training, at step \\d+ of 100; kept: ${kept} \\(npm start -- --from ${kept} goes on\\)\\.\n$`,
      ),
    );
    expect(signal).toBe("SIGINT");
    expect(readdirSync(stopped)).toEqual(["zipcodes-unfinished.safetensors"]);

    expect(run("--from", kept, "--samples", "60", "--out", stopped).stdout).toMatch(
      /safetensors: training stopped at step \d+ of 100/,
    );
    expect(run(...long, "--out", whole).status).toBe(0);
    for (const name of ["zipcodes.safetensors", "zipcodes-samples.csv"])
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
