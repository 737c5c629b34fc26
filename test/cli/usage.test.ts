import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { langevin, shell } from "./kit.ts";
import { header, people } from "./people.ts";

const cwd = mkdtempSync(join(tmpdir(), "langevin-usage-"));
afterAll(() => rmSync(cwd, { recursive: true }));
beforeAll(() => {
  writeFileSync(join(cwd, "people.csv"), people(400));
  const fit = ["fit", "people.csv", "--steps", "60", "--threads", "1", "-o", "people.langevin", "-q"];
  expect(langevin(fit, { cwd }).status).toBe(0);
});

describe("usage", () => {
  it.each([
    [["fit", "people.csv", "--sede", "3"], /unknown option '--sede'\n\(Did you mean --seed\?\)/],
    [["smaple", "people.langevin"], /unknown command 'smaple'\n\(Did you mean sample\?\)/],
    [["fit", "people.csv", "--steps", "few"], /--steps <n>.*It takes a whole number/],
    [["fit", "people.csv", "--steps", "1", "--seconds", "1", "-o", "x"], /give one of them/],
    [["fit", "people.csv", "--resume", "--seed", "3", "-o", "x"], /--seed does not go with it/],
    [["fit", "people.csv", "--target", "Alte", "-o", "x"], /Alter/],
    [["fit", "-"], /say -o FILE/],
  ])("%j is refused with exit code 2", (args, message) => {
    const { status, stdout, stderr } = langevin(args, { cwd });
    expect(stderr).toMatch(message);
    expect([status, stdout]).toEqual([2, ""]);
  });

  it("no file, a folder, no model: sentences", () => {
    expect(langevin(["fit", "nowhere.csv"], { cwd })).toMatchObject({
      status: 1,
      stderr: "langevin: nowhere.csv does not exist.\n",
    });
    expect(langevin(["describe", "."], { cwd })).toMatchObject({
      status: 1,
      stderr: "langevin: . is a folder, not a file.\n",
    });
    expect(langevin(["sample", "people.csv"], { cwd })).toMatchObject({ status: 3, stdout: "" });
  });

  it("help and version are no mistakes", () => {
    for (const args of [["--help"], ["fit", "--help"], ["--version"], ["help", "fit"]])
      expect(langevin(args, { cwd })).toMatchObject({ status: 0, stderr: "" });
    expect(langevin([], { cwd })).toMatchObject({ status: 2, stdout: "" });
  });
});

describe.runIf(process.platform === "linux")("an output that ends early", () => {
  it("a reader that has seen enough: silence", () => {
    const { stdout, stderr } = shell("langevin sample people.langevin -n 20000 -q | head -n 1", cwd);
    expect([stdout, stderr]).toEqual([`${header}\r\n`, ""]);
  });

  it("a full disk: a sentence, exit code 1", () => {
    for (const command of ["sample people.langevin -n 9 -q", "describe people.csv -q"])
      expect(shell(`langevin ${command} > /dev/full`, cwd)).toMatchObject({
        status: 1,
        stderr: "langevin: standard output cannot be written: no space left on device (ENOSPC).\n",
      });
  });
});
