import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rows } from "../sweep/kit.ts";
import { langevin } from "./kit.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sweep-"));
  const lines = rows.map(([x, y]) => `${y > 1 ? "high" : "low"},${x.toFixed(1)}`);
  writeFileSync(join(folder, "table.csv"), `kind,size\n${lines.join("\n")}\n`);
  writeFileSync(join(folder, "points.csv"), `x,y\n${rows.map((row) => row.join(",")).join("\n")}\n`);
  const space = { hidden: { choices: [[8], [16]] }, learningRate: { logUniform: [0.001, 0.05] } };
  writeFileSync(join(folder, "space.json"), JSON.stringify(space));
  writeFileSync(join(folder, "settings.json"), JSON.stringify({ space, settings: { batchSize: 32 } }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => langevin(["sweep", ...args], { cwd: folder });
const read = (path: string): Buffer => readFileSync(join(folder, path));

test("a table: two processes and one end in the same files; the winner makes rows; another plan is refused there", () => {
  const flags = ["table.csv", "--space", "space.json", "--trials", "3", "--steps", "12", "--threads", "1"];
  const one = run(...flags, "--json");
  expect(one.stderr).toBe("");
  const told = JSON.parse(one.stdout) as { winner: { trial: number; step: number }; model: string; trials: number };
  expect(told).toMatchObject({ command: "sweep", trials: 3, winner: { step: 12 } });
  const two = run(...flags, "--workers", "2", "--out", "two");
  expect(two).toMatchObject({ status: 0, stdout: "" });
  expect(two.stderr).toContain("3 trials, to 4, 12 steps, scored on 12 rows");
  expect(two.stderr).toMatch(
    new RegExp(`ln p of held-out rows:\n.* ± .* trial ${told.winner.trial}, 12 steps: hidden \\[`),
  );
  for (const name of ["winner.langevin", "ranking.json"])
    expect(read(`two/${name}`).equals(read(`table.sweep/${name}`)), name).toBe(true);
  expect(langevin(["sample", told.model, "-n", "3"]).stdout.split("\n")[0]).toBe("kind,size");
  expect(run(...flags)).toMatchObject({ status: 0 });
  const other = run(...flags, "--seed", "1");
  expect(other).toMatchObject({ status: 2 });
  expect(other.stderr).toContain("got another in");
});

test("rows of numbers, with settings that all trials have", () => {
  const flags = ["points.csv", "--numbers", "--space", "settings.json", "--trials", "3", "--steps", "12"];
  const { status, stderr } = run(...flags);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const { given, settings } = JSON.parse(read("points.sweep/_spec.json").toString()) as Record<string, unknown>;
  expect({ given, settings }).toEqual({ given: { dim: 2 }, settings: { batchSize: 32 } });
});

test.each([
  [["table.csv", "--numbers"], 3, 'has "high" in row'],
  [["table.csv", "--space", "table.csv"], 3, "table.csv is no JSON"],
  [["points.csv", "--numbers", "--target", "x"], 2, "--numbers goes without"],
  [["-"], 2, "say --out FOLDER"],
  [["table.csv", "--trials", "0"], 2, "whole number"],
])("%j is refused", (args, status, message) => {
  const outcome = run(...args, "--steps", "12");
  expect(outcome.stderr).toContain(message);
  expect(outcome.status).toBe(status);
});
