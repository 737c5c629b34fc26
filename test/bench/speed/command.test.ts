import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { Figures, TimeLeft } from "../../../bench/kit/figures.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "figures-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a checkout without a build is refused in one line", async () => {
  const run = promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "bench/main.ts", "builds", "--before", folder],
    { cwd: root },
  );
  await expect(run).rejects.toMatchObject({
    code: 2,
    stdout: "",
    stderr: `bench: expected a checkout that is built, got no ${folder}/dist\nbench: --help lists what there is\n`,
  });
});

test("figures of a file stay where they are, and a row takes the place of the one of its key", () => {
  const path = join(folder, "figures.json");
  writeFileSync(path, '[{"case":"a","value":1},{"case":"b","value":2}]');
  const figures = new Figures<{ case: string; value: number }>(path, (row) => row.case);
  expect(figures.get("b")?.value).toBe(2);
  figures.put({ case: "a", value: 3 });
  figures.put({ case: "c", value: 4 });
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual([
    { case: "a", value: 3 },
    { case: "b", value: 2 },
    { case: "c", value: 4 },
  ]);
});

test("no part is begun after the time, and the first one is", () => {
  expect(new TimeLeft(1).fits()).toBe(true);
  expect(new TimeLeft(0).fits()).toBe(false);
});
