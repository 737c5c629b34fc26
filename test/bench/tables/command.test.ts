import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const KEYS = ["case", "metric", "value", "error", "floor", "ceiling", "published", "seconds"];

/** As `npm run -s bench -- tables …`, without a Python. */
async function bench(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const run = promisify(execFile)(process.execPath, ["--import", "tsx", "bench/main.ts", "tables", ...args], {
      cwd: root,
      env: { ...process.env, BENCH_PYTHON: "no-such-python" },
    });
    return { code: 0, ...(await run) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

test("--json prints one array of figures alone on standard output; data or Python that are missing are a named skip", async () => {
  const { stdout, stderr } = await bench("--json", "--quick", "diabetes");
  const rows = JSON.parse(stdout) as Record<string, unknown>[];
  expect(rows).toHaveLength(1);
  expect(Object.keys(rows[0])).toEqual(KEYS);
  expect(rows[0].value).toBeNull();
  const data = existsSync(`${root}/../shared/data/tabddpm`);
  expect(rows[0].metric).toMatch(data ? /^skipped: no-such-python: / : "skipped: no ../shared/data");
  expect(stderr).toContain("tables: diabetes took");
});

test("a set that does not exist is refused with the names of those that do", async () => {
  const { code, stdout, stderr } = await bench("adults");
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/expected one of adult, magic, .*, got "adults"/);
});
