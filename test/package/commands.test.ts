import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { expect, test } from "vitest";
import { pages, root } from "../docs/pages.ts";

const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { scripts: Record<string, string> };

/** Whether a script, or what it runs first, installs what is missing. */
function setsUp(name: string): boolean {
  const first = scripts[`pre${name}`] ?? scripts[name] ?? "";
  if (first.startsWith("node scripts/setup.mjs")) return true;
  const next = /^npm run (?:-s )?([\w:-]+)/.exec(first)?.[1];
  return next !== undefined && setsUp(next);
}

test("in a fresh clone every npm command that a page prints works as printed: it installs first", () => {
  const printed = pages
    .filter((page) => relative(root, page) !== "CHANGELOG.md")
    .flatMap((page) => [...readFileSync(page, "utf8").matchAll(/npm (?:run (?:-s )?([\w:-]+)|(start|test|pack)\b)/g)])
    .map(([, script, shorthand]) => script ?? shorthand);
  expect([...new Set(printed)].filter((name) => !setsUp(name === "pack" ? "prepack" : name))).toEqual([]);
  expect(new Set(printed).size).toBeGreaterThan(10);
});

test("a pack is always of a new build", () => {
  expect(scripts["prepack"]).toBe("npm run build");
});
