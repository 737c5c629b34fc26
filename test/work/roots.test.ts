import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { checkUnderRoots } from "../../src/work/roots.ts";

const folder = mkdtempSync(join(tmpdir(), "roots-"));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, "data"));
mkdirSync(join(folder, "data-of-others"));
symlinkSync(join(folder, "data-of-others"), join(folder, "data", "link"));

const roots = [join(folder, "data"), "s3://bucket/runs", "https://example.org/models/"];

const refused = async (place: string, among: string[] = roots): Promise<boolean> => {
  try {
    await checkUnderRoots("test", place, among);
    return false;
  } catch (error) {
    expect(String(error)).toContain("under the roots");
    return true;
  }
};

test.each([
  join(folder, "data"),
  join(folder, "data", "new", "run"),
  `${join(folder, "data")}/x/../run`,
  pathToFileURL(join(folder, "data", "run")).href,
  "s3://bucket/runs",
  "s3://bucket/runs/1",
  "https://example.org/models/a.langevin",
])("%s is under a root", async (place) => {
  expect(await refused(place)).toBe(false);
});

test.each([
  "",
  "relative",
  folder,
  join(folder, "data-of-others"),
  `${join(folder, "data")}/../data-of-others`,
  join(folder, "data", "link", "run"),
  `${join(folder, "data")}/run\0`,
  pathToFileURL(join(folder, "data-of-others")).href,
  "file://elsewhere/data",
  "/etc/passwd",
  "file:///etc/passwd",
  "s3://bucket/runs-of-others",
  "s3://bucket/runs/../secret",
  "s3://bucket/runs/%2e%2e/secret",
  "s3://bucket/runs%2f..%2fsecret",
  "s3://bucket/runs/..\\secret",
  "s3://other/runs/1",
  "http://example.org/models/a",
  "https://example.org.evil.net/models/a",
  "https://user:password@example.org/models/a",
  "https://example.org/models/a?redirect=elsewhere",
  "https://169.254.169.254/latest",
  `s3://bucket/runs/${"x".repeat(3000)}`,
  "data:text/plain,x",
])("%s is under none", async (place) => {
  expect(await refused(place)).toBe(true);
});

test("What is refused is named without passwords and signatures", async () => {
  const place = "https://user:hunter2@example.org/a?signature=hunter2";
  const error = await checkUnderRoots("test", place, roots).catch(String);
  expect(error).toContain("https://example.org/a");
  expect(error).not.toContain("hunter2");
});

test("Without roots all is allowed; with none of them nothing is", async () => {
  await checkUnderRoots("test", "https://example.org/x", undefined);
  expect(await refused(join(folder, "data"), [])).toBe(true);
});
