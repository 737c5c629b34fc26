import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { interrupted, langevin, shell } from "./kit.ts";
import { header, linesOf, people, row } from "./people.ts";

const cwd = mkdtempSync(join(tmpdir(), "langevin-commands-"));
afterAll(() => rmSync(cwd, { recursive: true }));
const read = (name: string): Uint8Array => readFileSync(join(cwd, name));

const fit = ["fit", "people.csv", "--steps", "60", "--threads", "1"];
beforeAll(() => {
  writeFileSync(join(cwd, "people.csv"), people(400));
  expect(langevin([...fit, "-o", "people.langevin", "--quiet"], { cwd })).toEqual({
    status: 0,
    stdout: "",
    stderr: "",
  });
});

describe("sample", () => {
  const sample = (...args: string[]) => langevin(["sample", "people.langevin", ...args], { cwd });

  it("writes as many rows as the model knows, in the spreadsheet's own way, none of them impossible", () => {
    expect(sample("-o", "a.csv", "--quiet")).toEqual({ status: 0, stdout: "", stderr: "" });
    const [head, ...rows] = linesOf(read("a.csv"));
    expect(head).toBe(header);
    expect(rows.length).toBe(400);
    expect(rows.filter((line) => !row.test(line))).toEqual([]);
    const ids = rows.map((line) => line.split(";")[0]);
    expect(new Set(ids).size).toBe(400);
  });

  it("rows alone on the standard output; all talk on the standard error", () => {
    const { status, stdout, stderr } = shell("langevin sample people.langevin -n 5 | iconv -f cp1252", cwd);
    expect(status).toBe(0);
    expect(stdout.split("\r\n").length).toBe(7);
    expect(stderr).toContain("5 rows");
  });

  it("the same rows for a seed, whatever the number of threads; others for another", () => {
    for (const [name, ...options] of [
      ["b.csv"],
      ["c.csv", "--threads", "2"],
      ["d.csv", "--seed", "1"],
      ["fewer.csv", "--evaluations", "6"],
    ])
      expect(sample("-n", "50", "-o", name, "-q", ...options).status).toBe(0);
    expect(read("c.csv")).toEqual(read("b.csv"));
    expect(read("d.csv")).not.toEqual(read("b.csv"));
    expect(read("fewer.csv")).not.toEqual(read("b.csv"));
    expect(sample("--evaluations", "2").status).toBe(2);
  });

  it("--where holds in every row", () => {
    sample("-n", "40", "--where", "Stadt=Bonn", "--where", "Alter>=30", "-o", "e.csv", "-q");
    const rows = linesOf(read("e.csv")).slice(1);
    expect(rows.length).toBe(40);
    for (const line of rows) expect(line).toMatch(/^P\d+;Bonn;([3-9]\d);/);
    sample("-n", "20", "--where", "Einkommen=", "-o", "f.csv", "-q");
    for (const line of linesOf(read("f.csv")).slice(1)) expect(line).toMatch(/^P\d+;\D+;\d+;;/);
  });

  it("--where: a column, a level, a number that is not there", () => {
    expect(sample("--where", "stat=Bonn")).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringContaining('Did you mean "Stadt"?'),
    });
    expect(sample("--where", "Stadt=Bon")).toMatchObject({ status: 2, stdout: "" });
    expect(sample("--where", "Alter=old")).toMatchObject({ status: 2, stdout: "" });
    const never = sample("-n", "2", "--where", "Alter<0", "-q");
    expect(never).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^langevin: --where is met by 0\.?0* % of the rows/),
    });
  });

  it("other formats", () => {
    expect(sample("-n", "3", "-o", "a.jsonl", "-q").status).toBe(0);
    const rows = new TextDecoder()
      .decode(read("a.jsonl"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.length).toBe(3);
    for (const { Alter, Stadt } of rows) expect([typeof Alter, typeof Stadt]).toEqual(["number", "string"]);
    expect(sample("-n", "3", "-o", "a.tsv", "-q").status).toBe(0);
    expect(linesOf(read("a.tsv"))[0]).toBe(header.replaceAll(";", "\t"));
  });

  it.each(["parquet", "arrow", "json"])("%s, which impute reads again", (format) => {
    expect(sample("-n", "9", "-o", `b.${format}`, "-q")).toEqual({ status: 0, stdout: "", stderr: "" });
    const again = langevin(["impute", "people.langevin", `b.${format}`, "-o", `c.${format}`, "-q"], { cwd });
    expect(again).toEqual({ status: 0, stdout: "", stderr: "" });
    const { stdout } = langevin(["describe", `c.${format}`, "--json"], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      rows: 9,
      columns: header.split(";").map((name) => ({ name, missing: 0 })),
    });
  });

  it("--json: one object, and only with -o", () => {
    const { stdout } = sample("-n", "7", "-o", "g.csv", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ command: "sample", rows: 7, output: "g.csv" });
    expect(sample("-n", "7", "--json")).toMatchObject({ status: 2, stdout: "" });
  });
});

describe("describe", () => {
  it("says of every column what it is, and writes a schema that fit takes", () => {
    const { status, stdout } = langevin(["describe", "people.csv", "-o", "people.json"], { cwd });
    expect(status).toBe(0);
    for (const line of [/^ {2}id +string +identifier/m, /^ {2}Alter +integer +number/m, /^ {2}seit +date/m])
      expect(stdout).toMatch(line);
    const schema = JSON.parse(readFileSync(join(cwd, "people.json"), "utf8")) as { fields: { name: string }[] };
    expect(schema.fields.map(({ name }) => name)).toEqual(header.split(";"));
    const given = ["--schema", "people.json", "-o", "by schema.langevin", "-q"];
    expect(langevin([...fit, ...given], { cwd })).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(read("by schema.langevin")).toEqual(read("people.langevin"));
  });

  it("--json: the description as one object", () => {
    const { stdout, stderr } = langevin(["describe", "-", "--json"], { cwd, input: people(50) });
    expect(JSON.parse(stdout)).toMatchObject({ command: "describe", rows: 50, dialect: { delimiter: ";" } });
    expect(stderr).toBe("");
  });

  it("flags overrule guesses", () => {
    const input = "# made by hand\na;b\n1,5;-9\n2,5;3\n";
    const { stdout } = langevin(["describe", "-", "--json", "--comment", "none", "--skip", "1", "--missing", "-9"], {
      cwd,
      input,
    });
    const { columns } = JSON.parse(stdout) as { columns: { name: string; missing: number }[] };
    expect(columns).toMatchObject([
      { name: "a", missing: 0 },
      { name: "b", missing: 1 },
    ]);
    const noHeader = langevin(["describe", "-", "--json", "--no-header"], { cwd, input: "a,b\nc,d\n" }).stdout;
    expect(JSON.parse(noHeader)).toMatchObject({ rows: 2 });
  });
});

describe("fit", () => {
  it("refuses what is there, before any work", () => {
    const { status, stderr } = langevin([...fit, "-o", "people.langevin"], { cwd });
    expect([status, stderr]).toEqual([2, "langevin: people.langevin exists already; --force replaces it.\n"]);
  });

  it("--dry-run writes nothing, and says how large it is", () => {
    const { status, stdout } = langevin([...fit, "-o", "dry.langevin", "--dry-run", "--json"], { cwd });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ dryRun: true, rows: 400, columns: 6 });
    expect(existsSync(join(cwd, "dry.langevin"))).toBe(false);
  });

  it("--json=lines: progress, then the outcome", () => {
    const { stdout } = langevin([...fit, "-o", "lines.langevin", "--json=lines"], { cwd });
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(lines[0]).toMatchObject({ event: "progress", step: 1, steps: 60 });
    expect(lines.at(-1)).toMatchObject({ command: "fit", model: "lines.langevin", steps: 60 });
  });

  it(
    "Ctrl-C keeps what was learned and prints a command that goes on to the same bits",
    { timeout: 240_000 },
    async () => {
      const args = ["fit", "people.csv", "--steps", "400", "--threads", "1"];
      const stopped = await interrupted(
        [...args, "-o", "stopped.langevin", "--json=lines"],
        /"step":[2-9]|"step":\d\d/,
        { cwd },
      );
      expect(stopped.status).toBe(130);
      const [, command] = /To go on:\n {2}(langevin .*)\n$/.exec(stopped.stderr)!;
      expect(command).toBe("langevin fit people.csv --threads 1 -o stopped.langevin --json=lines --resume");
      expect(existsSync(join(cwd, "stopped.langevin"))).toBe(false);
      expect(shell(command, cwd).status).toBe(0);
      expect(readdirSync(cwd).filter((name) => name.endsWith(".checkpoint"))).toEqual([]);
      expect(langevin([...args, "-o", "whole.langevin", "-q"], { cwd }).status).toBe(0);
      expect(read("stopped.langevin")).toEqual(read("whole.langevin"));
    },
  );

  it("a second Ctrl-C quits at once; nothing to resume is a sentence", async () => {
    const args = ["fit", "people.csv", "--seconds", "60", "-o", "quit.langevin", "--json=lines"];
    const { status } = await interrupted(args, /"step":\d/, { cwd, signals: ["SIGINT", "SIGINT"] });
    expect(status).toBe(130);
    expect(existsSync(join(cwd, "quit.langevin"))).toBe(false);
    expect(langevin(["fit", "people.csv", "-o", "none.langevin", "--resume"], { cwd })).toMatchObject({
      status: 2,
      stderr: "langevin: There is nothing to resume: none.langevin.checkpoint does not exist.\n",
    });
  });
});

describe("impute and score", () => {
  it("known cells stay, gaps are filled, draws are numbered", () => {
    expect(langevin(["impute", "people.langevin", "people.csv", "-o", "full.csv", "-q"], { cwd }).status).toBe(0);
    const [before, after] = [linesOf(read("people.csv")), linesOf(read("full.csv"))];
    expect(after.length).toBe(before.length);
    before.forEach((line, i) => {
      if (!line.includes(";;")) expect(after[i]).toBe(line);
      else expect(after[i]).toMatch(new RegExp(`^${line.replace(";;", ";\\d+,\\d\\d;")}$`));
    });
    const input = [header, "P0001;Bonn;;2000,00;01.01.2024;ja"].map((line) => `${line}\r\n`).join("");
    const options = ["--draws", "3", "--seed", "5", "-q"];
    const { stdout } = langevin(["impute", "people.langevin", "-", ...options], { cwd, input });
    const [head, ...rows] = stdout.trimEnd().split("\r\n");
    expect(head).toBe(`draw;${header}`);
    rows.forEach((line, k) => expect(line).toMatch(new RegExp(`^${k + 1};P0001;Bonn;\\d\\d;2000,00;`)));
    expect(rows.length).toBe(3);
  });

  it("rows that are written otherwise than the table that was learned: as the flags say, and so again", () => {
    const input = [header, "P1;Bonn;30;2,400.50;01/02/2024;ja", "P2;Bonn;-9;3,000.1;01/28/2024;ja"];
    const flags = ["--decimal", ".", "--thousands", ",", "--date-order", "month", "--missing", "-9", "-q"];
    const model = { cwd, input: input.map((line) => `${line.replaceAll("/", ".")}\n`).join("") };
    const full = langevin(["impute", "people.langevin", "-", "--draws", "2", ...flags], model);
    expect(full).toMatchObject({ status: 0, stderr: "" });
    const [, ...rows] = full.stdout.trimEnd().split("\n");
    rows.forEach((line, r) => {
      const known = input[1 + Math.floor(r / 2)].replaceAll("/", ".");
      expect(line).toMatch(new RegExp(`^${1 + (r % 2)};${known.replace(";-9;", ";\\d\\d;")}$`));
    });
    const scores = langevin(["score", "people.langevin", "-", ...flags], model);
    expect(scores).toMatchObject({ status: 0, stderr: "" });
    scores.stdout
      .trimEnd()
      .split("\n")
      .forEach((line, r) => expect(line.startsWith(input[r].replaceAll("/", "."))).toBe(true));
    expect(langevin(["impute", "people.langevin", "-", "-q"], model)).toMatchObject({ status: 3, stdout: "" });
  });

  it("scores every row, and ranks them", () => {
    const input = [header, "P1;Bonn;30;2400,00;01.01.2024;nein", "P2;Bonn;70;3000,00;01.02.2024;ja"].join("\r\n");
    const { status, stdout } = langevin(["score", "people.langevin", "-", "-q"], { cwd, input });
    expect(status).toBe(0);
    const [head, ...rows] = stdout.trimEnd().split("\r\n");
    expect(head).toBe(`${header};log_probability;rank`);
    expect(rows.map((line) => line.split(";").at(-1)).sort()).toEqual(["1", "2"]);
  });

  it("scores the other columns beside those given", () => {
    const input = [header, "P1;Bonn;30;2400,00;01.01.2024;nein", "P2;Bonn;90000;2400,00;01.01.2024;nein"].join("\r\n");
    const scores = (...flags: string[]) => {
      const { status, stdout } = langevin(["score", "people.langevin", "-", "-q", ...flags], { cwd, input });
      expect(status).toBe(0);
      return stdout
        .trimEnd()
        .split("\r\n")
        .slice(1)
        .map((line) => Number(line.split(";").at(-2)!.replace(",", ".")));
    };
    const [[near, far], [nearGiven, farGiven]] = [scores(), scores("--given", "Alter")];
    expect(near - far).toBeGreaterThan(1000);
    expect(Math.abs(nearGiven - farGiven)).toBeLessThan(100);
    const { status, stderr } = langevin(["score", "people.langevin", "-", "--given", "Altr"], { cwd, input });
    expect(status).toBe(2);
    expect(stderr).toContain('"Alter", got "Altr"');
  });

  it("a cell that no row can have: its file, row, column and value, exit code 3", () => {
    const input = `${header}\nP1;Bonn;old;1,00;01.01.2024;ja\n`;
    const { status, stdout, stderr } = langevin(["impute", "people.langevin", "-", "-q"], { cwd, input });
    expect([status, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(/"Alter".*"old"/);
  });
});

describe("synthesize", () => {
  it("is describe, fit and sample at once, in the way of what it read", () => {
    const options = ["--steps", "30", "-n", "25", "--model", "once.langevin", "-o", "once.csv"];
    const { status, stdout, stderr } = langevin(["synthesize", "people.csv", ...options], { cwd });
    expect([status, stdout]).toEqual([0, ""]);
    expect(stderr).toContain("first rows as understood");
    expect(linesOf(read("once.csv")).length).toBe(26);
    langevin(["sample", "once.langevin", "-n", "25", "-o", "again.csv", "-q"], { cwd });
    expect(read("again.csv")).toEqual(read("once.csv"));
  });
});
