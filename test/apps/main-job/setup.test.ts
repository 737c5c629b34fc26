import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

const { needsBuild, needsInstall, nodeProblem } = await import(
  new URL("../../../scripts/setup.mjs", import.meta.url).href // plain JavaScript, without types
);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "setup-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Writes a file last changed `second` seconds after an arbitrary moment. */
function touch(path: string, second: number, text = ""): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  utimesSync(file, 1e9 + second, 1e9 + second);
}

it("accepts Node 20.19 and newer", () => {
  for (const version of ["20.19.0", "20.20.2", "22.0.0", "26.1.0"]) expect(nodeProblem(version)).toBeUndefined();
  for (const version of ["20.18.3", "18.20.0", "8.0.0"]) expect(nodeProblem(version)).toContain(`Node ${version}`);
});

it("installs without packages, after an install cut short, and when the lockfile is newer", () => {
  touch("package-lock.json", 10);
  expect(needsInstall(root)).toBe(true);
  touch("node_modules/tsx/package.json", 20);
  expect(needsInstall(root)).toBe(true);
  touch("node_modules/.package-lock.json", 20);
  expect(needsInstall(root)).toBe(false);
  touch("package-lock.json", 30);
  expect(needsInstall(root)).toBe(true);
});

it("installs for packages that a newer lockfile changes, not for those that another system needs", () => {
  const lockfile = (packages: object): string => JSON.stringify({ packages });
  const installed = { "node_modules/tsx": { version: "4.0.0" } };
  touch("node_modules/.package-lock.json", 10, lockfile(installed));
  const elsewhere = { "node_modules/windows": { version: "1.0.0", optional: true } };
  touch("package-lock.json", 20, lockfile({ "": { name: "langevin" }, ...installed, ...elsewhere }));
  expect(needsInstall(root)).toBe(false);
  touch("package-lock.json", 20, lockfile({ ...installed, "node_modules/new": { version: "1.0.0" } }));
  expect(needsInstall(root)).toBe(true);
  touch("package-lock.json", 20, lockfile({ "node_modules/tsx": { version: "4.0.1" } }));
  expect(needsInstall(root)).toBe(true);
});

it("never installs into a linked node_modules, which npm would empty", () => {
  touch("package-lock.json", 30);
  touch("other/tsx/package.json", 10);
  symlinkSync(join(root, "other"), join(root, "node_modules"), "junction");
  expect(needsInstall(root)).toBe(false);
});

it("builds without dist and when a source is newer, but not for what the build itself makes", () => {
  touch("src/index.ts", 10);
  touch("assembly/index.ts", 10);
  touch("package.json", 10);
  expect(needsBuild(root)).toBe(true);
  touch("dist/index.js", 20);
  touch("src/engine/generated/kernels-wasm.ts", 30);
  expect(needsBuild(root)).toBe(false);
  for (const source of ["src/deep/down/file.ts", "assembly/index.ts", "package.json"]) {
    touch(source, 25);
    expect(needsBuild(root), source).toBe(true);
    touch(source, 15);
    expect(needsBuild(root), source).toBe(false);
  }
});
