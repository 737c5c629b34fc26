import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
// @ts-expect-error: a script of the build has no types
import { missingTargets as missing } from "../../scripts/package-links.mjs";
import { installPackage, root } from "./installed.ts";

const missingTargets = missing as (folder: string, root: string) => string[];
const pack = installPackage();

/** Packages whose code is in a script, by its source map. */
function packagesIn(script: string): string[] {
  const { sources } = JSON.parse(pack.read(`${script}.map`)) as { sources: string[] };
  return sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
}

test("licenses of what is bundled: the whole text of each, and a notice wherever the code is", () => {
  const texts = pack.read("dist/THIRD-PARTY-LICENSES.txt");
  const chapters = texts.split("-".repeat(80)).map((chapter) => chapter.replace(/\s+/g, " "));
  const found = new Set<string>();
  for (const script of pack.files.filter((file) => file.endsWith(".js") && pack.files.includes(`${file}.map`)))
    for (const name of packagesIn(script)) {
      found.add(name);
      const chapter = chapters.find((text) => new RegExp(`[ (]${name} \\d+\\.\\d+`).test(text)) ?? "";
      const mit =
        /Copyright .*Permission is hereby granted, free of charge.*shall be included.*OTHER DEALINGS IN THE SOFTWARE/i;
      const apache = /Apache License Version 2\.0, January 2004.*END OF TERMS AND CONDITIONS/;
      expect([name, mit.test(chapter) || apache.test(chapter)]).toEqual([name, true]);
      expect(pack.read(script)).toMatch(new RegExp(`^/\\*! ${name} \\d.*(MIT|Apache-2\\.0)`, "m"));
    }
  for (const name of ["@assemblyscript/loader", "comlink", "commander", "csv-parse"]) expect(found).toContain(name);
  expect(pack.read("dist/langevin.global.js")).toMatch(/\/\*! @assemblyscript\/loader \d.*Apache-2\.0/);
  expect(texts).toContain("Daniel Wirtz"); // AssemblyScript's NOTICE
});

test("CITATION.cff has the package's version, and all that the format requires", () => {
  const { version, license } = JSON.parse(pack.read("package.json")) as { version: string; license: string };
  const keys = Object.fromEntries(
    [...pack.read("CITATION.cff").matchAll(/^([a-z-]+): *(.*)$/gm)].map(([, key, value]) => [key, value]),
  );
  expect(keys).toMatchObject({ "cff-version": "1.2.0", title: "langevin", type: "software", version, license });
  expect(Object.keys(keys)).toEqual(expect.arrayContaining(["message", "authors"]));
});

test("pages and types lead to nothing that is missing: what the README and the types name is in the package", () => {
  expect(missingTargets(pack.folder, root)).toEqual([]);
  rmSync(join(pack.folder, "docs/guides/training.md"));
  expect(missingTargets(pack.folder, root)).toContain("README.md: docs/guides/training.md");
  copyFileSync(join(root, "docs/guides/training.md"), join(pack.folder, "docs/guides/training.md"));
});
