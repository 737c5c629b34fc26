import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runCommand } from "../../src/cli/run-command.ts";
import { createEngine, createScoreNetwork, saveModel, train } from "../../src/index.ts";
import { interrupted, langevin, type Outcome } from "./kit.ts";
import { people } from "./people.ts";

const cwd = mkdtempSync(join(tmpdir(), "langevin-parts-"));
afterAll(() => rmSync(cwd, { recursive: true }));

const before = process.cwd();
afterAll(() => process.chdir(before));
beforeAll(async () => {
  process.chdir(cwd);
  writeFileSync(join(cwd, "people.csv"), people(300));
  const fit = ["fit", "people.csv", "--steps", "40", "--threads", "1", "-o", "people.langevin", "-q"];
  expect(langevin(fit, { cwd }).status).toBe(0);
  const engine = await createEngine({ threads: 1 });
  const network = createScoreNetwork(engine, { dim: 2, hidden: [16] });
  const rows = Float32Array.from({ length: 400 }, (_, k) => (k * 7919) % 13);
  await train(network, rows, { sigmas: "auto", steps: 20 });
  writeFileSync(join(cwd, "network.langevin"), saveModel(network));
  engine.dispose();
});

/** Runs a command in this process, which takes a tenth of the time; what it says is not printed. */
async function here(...args: string[]): Promise<Outcome> {
  const outcome: Outcome = { status: null, stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text, ...rest) => {
      outcome[name] += text;
      for (const each of rest as unknown[]) if (typeof each === "function") each();
      return true;
    }),
  );
  try {
    outcome.status = await runCommand(args);
    return outcome;
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const run = (...args: string[]) => here(...args, "--threads", "1");
const sample = (...args: string[]) => run("sample", "network.langevin", "--evaluations", "5", ...args);
const network = ["--sampler", "ddim", "--rows", "700", "--shard-rows", "200"];
const filesOf = (folder: string): string[] => readdirSync(join(cwd, folder)).filter((name) => !name.startsWith("_"));
const lines = (folder: string): string[] =>
  filesOf(folder).flatMap((name) =>
    name.endsWith(".csv")
      ? readFileSync(join(cwd, folder, name), "utf8")
          .trimEnd()
          .split("\n")
          .slice(1)
      : [],
  );

describe("--out", () => {
  it("a network's rows in parts; the same command again computes nothing; another one is refused by its difference", async () => {
    const { status, stdout, stderr } = await sample(...network, "--out", "a");
    expect([status, stdout]).toEqual([0, ""]);
    expect(stderr).toContain("700 rows in 4 parts");
    const [, told] = /SHA-256 of the rows ([0-9a-f]{64})/.exec(stderr)!;
    const manifest = JSON.parse(readFileSync(join(cwd, "a/_manifest.json"), "utf8")) as { rowsSha256: string };
    expect(told).toBe(manifest.rowsSha256);
    expect(filesOf("a").length).toBe(4);
    expect((await sample(...network, "--out", "a")).stderr).toContain("0 parts computed, 4 there already");
    const others: [string[], string][] = [
      [["--sampler", "ddim", "--rows", "800"], "with 700 rows, not 800"],
      [[...network, "--seed", "3"], 'not {"evaluations":5,"sampler":"ddim","seed":3}'],
      [[...network.slice(0, 4), "--shard-rows", "100"], "with parts of 200 rows, not 100"],
      [[...network, "--format", "csv"], "with parts of format parquet, not csv"],
    ];
    for (const [options, difference] of others)
      expect(await sample(...options, "--out", "a")).toMatchObject({
        status: 2,
        stdout: "",
        stderr: expect.stringContaining(difference),
      });
    expect((await run("sample", "people.langevin", "--rows", "700", "--out", "a")).stderr).toContain(
      "operation sample, not",
    );
  });

  it("a table's rows in parts are those of sample -o, and --shard-rows is found in the folder by who does not give it", async () => {
    expect((await run("sample", "people.langevin", "-n", "90", "-o", "whole.csv", "-q")).status).toBe(0);
    const options = ["sample", "people.langevin", "--rows", "9e1", "--format", "csv", "--out", "b"];
    expect((await run(...options, "--shard-rows", "40", "--shard", "2/2")).status).toBe(0);
    expect(filesOf("b")).toEqual(["part-000001-of-000003.csv", "part-000001-of-000003.json"]);
    const { status, stdout } = await run(...options, "--json");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ command: "sample", rows: 90, parts: 3, written: 2, there: 1 });
    const whole = new TextDecoder("windows-1252").decode(readFileSync(join(cwd, "whole.csv")));
    const numbers = (text: string): string[] => text.match(/\d+/g) ?? [];
    const cells = whole.trimEnd().split(/\r?\n/).slice(1);
    expect(lines("b").length).toBe(90);
    expect(lines("b").map((line) => numbers(line)[0])).toEqual(cells.map((line) => numbers(line)[0]));
  });

  it("impute and score go through a table in parts", async () => {
    const table = Array.from({ length: 50 }, (_, k) => `${k % 13},${k % 3 === 0 ? "" : k % 7}`);
    writeFileSync(join(cwd, "gaps.csv"), `x0,x1\n${table.join("\n")}\n`);
    const options = ["--shard-rows", "20", "--format", "csv"];
    const imputed = await run("impute", "network.langevin", "gaps.csv", "--out", "filled", ...options);
    expect(imputed).toMatchObject({ status: 0, stdout: "" });
    expect(lines("filled").length).toBe(50);
    lines("filled").forEach((line, k) => {
      const [x0, x1] = line.split(",").map(Number);
      expect(x0).toBe(k % 13);
      if (k % 3 !== 0) expect(x1).toBe(k % 7);
      else expect(Number.isFinite(x1)).toBe(true);
    });
    expect((await run("score", "network.langevin", "absent.csv", "--out", "scored")).status).toBe(1);
    writeFileSync(join(cwd, "whole.csv"), `x0,x1\n${lines("filled").join("\n")}\n`);
    const scored = await run(
      "score",
      "network.langevin",
      "whole.csv",
      "--out",
      "scored",
      ...options,
      "--set",
      "trace=hutchinson",
    );
    expect(scored).toMatchObject({ status: 0, stdout: "" });
    expect(lines("scored").length).toBe(50);
  });

  it("a part that fails every time is named with exit code 42, and all others are done", async () => {
    const table = Array.from({ length: 100 }, (_, k) => (k === 45 ? "1,oops" : `${k % 13},`));
    writeFileSync(join(cwd, "bad.csv"), `x0,x1\n${table.join("\n")}\n`);
    const options = ["--out", "bad", "--shard-rows", "20", "--format", "csv"];
    const { status, stdout, stderr } = await run("impute", "network.langevin", "bad.csv", ...options);
    expect([status, stdout]).toEqual([42, ""]);
    expect(stderr).toMatch(/1 part cannot be computed, all others are done:\n {2}rows 40 to 59: .*oops/);
    expect(lines("bad").length).toBe(80);
    expect(existsSync(join(cwd, "bad/_SUCCESS"))).toBe(false);
  });

  it("--workers 2: the same parts", async () => {
    const args = ["sample", "network.langevin", "--evaluations", "5", ...network, "--out"];
    expect(langevin([...args, "one"], { cwd }).status).toBe(0);
    expect(langevin([...args, "c", "--workers", "2"], { cwd }).status).toBe(0);
    const hash = (folder: string): string[] =>
      filesOf(folder).map((name) => createHash("sha256").update(readFileSync(join(cwd, folder, name))).digest("hex")); // prettier-ignore
    expect(hash("c")).toEqual(hash("one"));
    expect(lines("c")).toEqual(lines("a"));
  });

  it("Ctrl-C says how to go on", async () => {
    const args = ["sample", "network.langevin", "--rows", "1e8", "--shard-rows", "65536", "--out", "d"];
    const outcome = await interrupted(args, /in \d+,?\d+ parts/, { cwd });
    expect(outcome.status).toBe(130);
    expect(outcome.stderr).toContain(`To go on:\n  langevin ${args.join(" ")}\n`);
  }, 20_000);

  it("a run that was cancelled is left alone", async () => {
    expect((await sample(...network, "--out", "e", "--shard", "1/4")).status).toBe(0);
    writeFileSync(join(cwd, "e/_CANCELLED"), "");
    expect(await sample(...network, "--out", "e")).toMatchObject({
      status: 42,
      stderr: expect.stringContaining("cancelled"),
    });
    expect(filesOf("e").length).toBe(1);
  });

  it("a folder with other files is refused without --force, and they are refused by finish", async () => {
    mkdirSync(join(cwd, "f"));
    writeFileSync(join(cwd, "f/mine.txt"), "mine");
    expect(await sample(...network, "--out", "f")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("mine.txt"),
    });
    expect(readdirSync(join(cwd, "f"))).toEqual(["mine.txt"]);
    expect(await sample(...network, "--out", "f", "--force")).toMatchObject({
      status: 3,
      stderr: expect.stringContaining("stranger"),
    });
    expect(readFileSync(join(cwd, "f/mine.txt"), "utf8")).toBe("mine");
  });

  it.each<[string[], string]>([
    [["--shard", "1/2"], "--shard is for rows in parts: give --out FOLDER too."],
    [["--workers", "2"], "--workers is for rows in parts"],
    [["--sampler", "ddim"], "--sampler is for rows in parts"],
    [["--precision", "int16"], "--precision is for rows in parts"],
    [["--out", "x", "--rows", "5", "--precision", "int8"], "int8"],
    [["--out", "x", "-o", "y.csv", "--rows", "5"], "--out and -o both say"],
    [["--out", "x"], "--out takes --rows N too"],
    [["--out", "x", "--rows", "5", "-n", "5"], "-n and --rows both say"],
    [["--out", "x", "--rows", "1e400"], "It takes a number of rows, such as 1000000 or 1e6"],
    [["--out", "x", "--rows", "1.5"], "It takes a number of rows"],
    [["--out", "x", "--rows", "5", "--format", "arrow"], "they are parquet or csv"],
    [["--out", "x", "--rows", "5", "--shard", "0/2"], "Tasks count from 1: 1/2 to 2/2."],
    [["--out", "x", "--rows", "5", "--shard", "auto"], "none of SLURM_ARRAY_TASK_ID"],
    [["--out", "x", "--rows", "5", "--sampler", "dddim"], "dddim"],
    [["--out", "x", "--rows", "5", "--set", "evaluation=5"], "evaluations"],
    [["--out", "x", "--rows", "5", "--set", "5"], 'It takes a name, "=" and a value'],
    [["--out", "x", "--rows", "5", "--where", "a=5"], "--where is for models of tables"],
  ])("%j is a mistake of usage, and nothing is made", async (options, message) => {
    const outcome = await run("sample", "network.langevin", ...options);
    expect(outcome).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining(message) });
    expect(existsSync(join(cwd, "x"))).toBe(false);
  });

  it("--where of a table's model: with = alone", async () => {
    const options = ["sample", "people.langevin", "--rows", "20", "--format", "csv", "--out"];
    expect((await run(...options, "where", "--where", "Stadt=Bonn")).status).toBe(0);
    for (const line of lines("where")) expect(line).toContain("Bonn");
    expect(await run(...options, "x", "--where", "Alter>30")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("--where takes conditions with = alone"),
    });
  });
});

describe("finish and verify", () => {
  it("finish names what is missing with exit code 1; 3 for what is none", async () => {
    expect((await sample(...network, "--out", "g", "--shard", "1/2")).status).toBe(0);
    const { status, stderr } = await here("finish", "g");
    expect(status).toBe(1);
    expect(stderr).toMatch(/2 of 4 parts are missing, rows 200 to 399; rows 600 to 699\. /);
    expect((await here("finish", "nowhere")).status).toBe(3);
    expect((await sample(...network, "--out", "g", "--shard", "2/2")).status).toBe(0);
    expect(JSON.parse((await here("finish", "g", "--json")).stdout)).toMatchObject({
      command: "finish",
      rows: 700,
      parts: 4,
      rowsSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  it("verify computes rows again", async () => {
    const { status, stdout } = await run("verify", "a", "--sample", "10", "--json");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ command: "verify", parts: 4, rows: 40 });
  });
});
