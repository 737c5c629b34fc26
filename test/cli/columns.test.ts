import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { langevin } from "./kit.ts";

const cwd = mkdtempSync(join(tmpdir(), "langevin-columns-"));
afterAll(() => rmSync(cwd, { recursive: true }));

describe("--thousands", () => {
  const input = ["a;b", ...Array.from({ length: 60 }, (_, i) => `${1 + (i % 9)},${100 + i};x${i % 2}`), ""].join("\n");
  const fieldOf = (...flags: string[]): unknown => {
    const { stdout } = langevin(["describe", "-", "-o", "-", "-q", ...flags], { cwd, input });
    return (JSON.parse(stdout) as { fields: unknown[] }).fields[0];
  };

  it("overrules the guess, which names it", () => {
    const { stdout } = langevin(["describe", "-"], { cwd, input });
    expect(stdout).toMatch(/a: decimal sign ",", because .*; otherwise .*--decimal.*--thousands/);
    expect(fieldOf()).toMatchObject({ type: "number", decimalChar: "," });
    expect(fieldOf("--thousands", "none")).toMatchObject({ type: "number", decimalChar: "," });
    const field = fieldOf("--thousands", ",");
    expect(field).toMatchObject({ type: "integer", groupChar: "," });
    expect(field).not.toHaveProperty("decimalChar");
  });

  it("is the sign in rows that are made", () => {
    const options = ["--thousands", ",", "--steps", "20", "-n", "40", "-q", "-o", "-"];
    const { status, stdout } = langevin(["synthesize", "-", ...options], { cwd, input });
    expect(status).toBe(0);
    const [, ...rows] = stdout.trimEnd().split("\n");
    expect(rows.length).toBe(40);
    expect(rows.filter((line) => !/^\d,\d{3};x[01]$/.test(line))).toEqual([]);
  });

  it.each([
    [["--thousands", "-"], /It takes "\."/],
    [["--thousands", ",", "--decimal", ","], /--decimal and --thousands are both ,/],
  ])("refuses %s", (flags, message) => {
    const { status, stderr } = langevin(["describe", "-", ...flags], { cwd, input });
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe("--allow-real-text", () => {
  const notes = Array.from({ length: 60 }, (_, i) => `note ${"abcdefg"[i % 7]} of ${"x".repeat(1 + i)}`);
  const input = ["id,note,n", ...notes.map((note, i) => `${i},${note},${(i * 7) % 50}`), ""].join("\n");
  const made = (...flags: string[]): { notes: string[]; stderr: string } => {
    const { stdout, stderr } = langevin(["synthesize", "-", "-o", "-", "--steps", "10", ...flags], { cwd, input });
    const [, ...rows] = stdout.trimEnd().split("\n");
    return { notes: rows.map((line) => line.split(",")[1]), stderr };
  };

  it("without it free text stays empty, and the flag is named", () => {
    const { notes: out, stderr } = made();
    expect(new Set(out)).toEqual(new Set([""]));
    expect(stderr).toMatch(/"note": .*--allow-real-text/);
  });

  it("with it the table's texts come out", () => {
    const out = made("--allow-real-text", "-q").notes;
    expect(out.length).toBe(60);
    expect(out.filter((note) => !notes.includes(note))).toEqual([]);
  });
});

describe("a table of few rows of each level", () => {
  const codes = Array.from({ length: 120 }, (_, i) => `0${1000 + ((i * 7) % 45)},note ${"x".repeat(1 + i)},${i % 30}`);
  const input = ["zip,note,n", ...codes, ...Array.from({ length: 30 }, () => "09999,again,1"), ""].join("\n");

  it("levels that are left out of a model are told, with the flag that keeps them", () => {
    const args = ["synthesize", "-", "-o", "-", "--dry-run", "--seconds", "1"];
    const told = /^levels of few rows are not in the model: 45 of 46 in "zip".* \(--no-protect keeps them\)$/m;
    expect(langevin(args, { cwd, input }).stderr).toMatch(told);
    expect(langevin([...args, "--no-protect"], { cwd, input }).stderr).not.toMatch(told);
  });

  it("a condition on free text is refused in words of the command line", () => {
    expect(langevin(["fit", "-", "-o", "codes.langevin", "--steps", "5", "-q"], { cwd, input }).status).toBe(0);
    expect(langevin(["sample", "codes.langevin", "--where", "note=again"], { cwd })).toMatchObject({
      status: 2,
      stderr: 'langevin: --where names the column "note", which is free text, not learned.\n',
    });
  });
});
