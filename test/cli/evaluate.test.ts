import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TableEvaluation } from "../../src/evaluation/index.ts";
import { langevin } from "./kit.ts";
import { linesOf, people } from "./people.ts";

const cwd = mkdtempSync(join(tmpdir(), "langevin-evaluate-"));
afterAll(() => rmSync(cwd, { recursive: true }));

const evaluate = (...args: string[]) =>
  langevin(["evaluate", "real.csv", "other.csv", "--rows", "100", ...args], { cwd });

/** Rows of the table of people: every second one, from the first or the second on. */
function half(from: number): string {
  const [head, ...rows] = linesOf(people(400));
  return [head, ...rows.filter((_, i) => i % 2 === from)].map((line) => `${line}\n`).join("");
}

beforeAll(() => {
  writeFileSync(join(cwd, "real.csv"), half(0));
  writeFileSync(join(cwd, "other.csv"), half(1));
});

describe("evaluate", () => {
  it("a verdict and scores on the standard output, talk on the other", () => {
    const { status, stdout, stderr } = evaluate();
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\S.*\.\n\n/);
    expect(stdout).toMatch(/Pairs of columns \(trend\) +\d\.\d{3} ± \d\.\d{3} +\d\.\d{3} \.\. \d\.\d{3}/);
    expect(stderr).toContain("delimiter");
  });

  it("--json: one object with verdict, scores and the rest; -o: a page; gates that hold and gates that fail", () => {
    const { status, stdout, stderr } = evaluate("-o", "report.html", "--json", "--min", "shape=.5", "--min", "trend=1.5", "--max", "c2st=0"); // prettier-ignore
    expect(status).toBe(4);
    expect(stderr).toMatch(/langevin: trend is 0\.\d+, not 1\.5 or more; c2st is \d\S*, not 0 or less\.\n$/);
    const { verdict, scores, gates } = JSON.parse(stdout) as TableEvaluation & { gates: { passed: boolean }[] };
    expect(verdict).toMatch(/\.$/);
    expect(scores["trend"].value).toBeLessThan(1);
    expect(gates.map(({ passed }) => passed)).toEqual([true, false, false]);
    expect(readFileSync(join(cwd, "report.html"), "utf8")).toMatch(/^<!doctype html>/);
    // What is there stays
    expect(evaluate("-o", "report.html").status).toBe(2);
  });

  it("a score, a bound, a column that is not there: what was meant", () => {
    expect(evaluate("--min", "trnd=.9").stderr).toContain('Did you mean "trend"?');
    expect(evaluate("--min", "trend").stderr).toContain("trend=0.95");
    expect(evaluate("--target", "Stat")).toMatchObject({ status: 2, stdout: "" });
    expect(evaluate("--target", "Stat").stderr).toContain('Did you mean "Stadt"?');
    expect(evaluate("--holdout", "none.csv")).toMatchObject({ status: 1 });
  });
});

describe("synthesize --report", () => {
  it("makes rows, and a page about them", () => {
    const args = ["synthesize", "people.csv", "-o", "made.csv", "--report", "made.html", "--steps", "40", "--json"];
    writeFileSync(join(cwd, "people.csv"), people(300));
    const { status, stdout } = langevin(args, { cwd });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ command: "synthesize", report: "made.html" });
    expect((JSON.parse(stdout) as TableEvaluation).verdict).toMatch(/\.$/);
    expect(existsSync(join(cwd, "made.csv"))).toBe(true);
    const page = readFileSync(join(cwd, "made.html"), "utf8");
    expect(page).toContain("Synthetic table, evaluated");
    expect(page).toContain(
      "<li>Held-out rows are those by which training was stopped: no weight was learned from them",
    );
    // Whole: nothing of it is cut off
    expect(page).toContain("give such rows to langevin evaluate.</li>");
  }, 120_000);
});
