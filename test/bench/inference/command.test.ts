import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** As `npm run -s bench -- inference …`. */
async function bench(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const run = promisify(execFile)(process.execPath, ["--import", "tsx", "bench/main.ts", "inference", ...args], {
      cwd: root,
    });
    return { code: 0, ...(await run) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

test("--json prints one array of figures alone on standard output; progress is on standard error", async () => {
  const { stdout, stderr } = await bench("--json", "--quick", "--only", "classifier, normal laws");
  const rows = JSON.parse(stdout) as Record<string, unknown>[];
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    expect(Object.keys(row)).toEqual(["case", "metric", "value", "error", "wanted"]);
    expect(row["case"]).toBe("classifier, normal laws");
    expect(row["value"]).toBeTypeOf("number");
  }
  expect(stderr).toContain("inference: classifier, normal laws took");
});

test("--only without a case is refused with the names of those that exist", async () => {
  const { code, stdout, stderr } = await bench("--only", "two suns");
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/expected a part of .*"classifier, normal laws".*, got "two suns"/);
});
