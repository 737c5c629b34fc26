import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

// npm run check:imports on a small house in which every rule is broken once
const root = fileURLToPath(new URL("../..", import.meta.url));
const house = mkdtempSync(join(tmpdir(), "langevin-imports-"));
const cruiser = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");

const files: Record<string, string> = {
  "src/index.ts": 'import "./support/errors.ts"; import "./engine/index.ts"; import "./models/network.ts";',
  "src/node.ts": 'import "./index.ts"; import "node:fs";',
  "src/support/errors.ts": "export const code = 1;",
  "src/engine/index.ts": 'export * from "./heap.ts";',
  "src/engine/heap.ts": 'export { code } from "../support/errors.ts";',
  "src/models/network.ts": 'import "../engine/index.ts"; export type A = 1;',
};

const wrong: Record<string, [file: string, text: string]> = {
  "support-imports-from-below": [
    "src/support/high.ts",
    'import type { A } from "../models/network.ts"; export type B = A;',
  ],
  "files-imports-from-below": ["src/files/model-file.ts", 'import "../index.ts";'],
  "models-imports-from-below": ["src/models/sampled.ts", 'import "../sampling/chain.ts";'],
  "every-room-is-known": ["src/attic/box.ts", 'import "../support/errors.ts";'],
  "the-root-of-src-holds-entries-only": ["src/helpers.ts", 'import "./support/errors.ts";'],
  "no-circles": ["src/sampling/chain.ts", 'import "./chain-types.ts"; export type Chain = 1;'],
  "the-engine-has-one-door": ["src/models/pointer.ts", 'import "../engine/heap.ts";'],
  "assembly-stands-alone": ["assembly/dense.ts", 'import "../src/support/errors.ts";'],
  "src-knows-nothing-around-it": ["src/support/tested.ts", 'import "../../test/kit.ts";'],
  "node-is-the-node-entrys-alone": ["src/data/rows.ts", 'import "node:fs";'],
  "comlink-is-the-workers-alone": ["src/data/labels.ts", 'import "comlink";'],
  "file-formats-are-read-by-formats-alone": ["src/data/cells.ts", 'import "csv-parse";'],
  "the-terminal-is-the-command-lines-alone": ["src/noise/bar.ts", 'import "commander";'],
  "no-orphans": ["src/data/forgotten.ts", "export const nothing = 0;"],
  resolvable: ["src/data/lost.ts", 'import "./found.ts";'],
};

function write(file: string, text: string): void {
  mkdirSync(dirname(join(house, file)), { recursive: true });
  writeFileSync(join(house, file), text);
}

function cruise(): { status: number | null; broken: string[] } {
  const { status, stdout } = spawnSync(process.execPath, [cruiser, "src", "assembly"], {
    cwd: house,
    encoding: "utf8",
  });
  return { status, broken: [...stdout.matchAll(/^ *error ([\w-]+):/gm)].map(([, rule]) => rule) };
}

beforeAll(() => {
  for (const [file, text] of Object.entries(files)) write(file, text);
  for (const file of [".dependency-cruiser.mjs", "tsconfig.json"]) cpSync(join(root, file), join(house, file));
  symlinkSync(join(root, "node_modules"), join(house, "node_modules"), "junction");
  write("assembly/kernel.ts", "export const lanes: i32 = 4;");
  write("test/kit.ts", "export {};");
});
afterAll(() => rmSync(house, { recursive: true }));

test("a house in order passes; each wrong arrow fails by its rule", { timeout: 60_000 }, () => {
  expect(cruise()).toEqual({ status: 0, broken: [] });
  for (const [file, text] of Object.values(wrong)) write(file, text);
  write("src/sampling/chain-types.ts", 'import type { Chain } from "./chain.ts"; export type Types = Chain;');
  const { status, broken } = cruise();
  expect(status).not.toBe(0);
  expect([...new Set(broken)].sort()).toEqual(Object.keys(wrong).sort());
});
