// Notices of what others wrote and the package contains: the loader and the kernels' run time of AssemblyScript, Comlink, and
// what reads tables and the command line.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const sindre = "Copyright Sindre Sorhus";
/** A package whose code is bundled, who wrote it, and its files of license and notice. */
const parts = [
  {
    ...{ name: "@assemblyscript/loader", author: "Copyright the AssemblyScript authors", license: "Apache-2.0" },
    files: ["assemblyscript/LICENSE", "assemblyscript/NOTICE"], // the loader's package has none of its own
    what: "The AssemblyScript loader, and in the kernels parts of AssemblyScript's standard library",
  },
  part("comlink", "Copyright 2019 Google LLC", "comlink/LICENSE", "Apache-2.0"),
  part("csv-parse", "Copyright 2010 Adaltas", "csv-parse/LICENSE"),
  part("csv-stringify", "Copyright 2010 Adaltas", "csv-stringify/LICENSE"),
  part("aws4fetch", "Copyright 2018 Michael Hart", "aws4fetch/LICENSE"),
  part("commander", "Copyright 2011 TJ Holowaychuk", "commander/LICENSE"),
  part("cli-progress", "Copyright 2015-2022 Andi Dittrich", "cli-progress/LICENSE.md"),
  part("string-width", sindre, "string-width/license"),
  part("strip-ansi", sindre, "strip-ansi/license"),
  part("ansi-regex", sindre, "ansi-regex/license"),
  part("is-fullwidth-code-point", sindre, "is-fullwidth-code-point/license"),
  part("emoji-regex", "Copyright Mathias Bynens", "emoji-regex/LICENSE-MIT.txt"),
];

function part(name, author, file, license = "MIT") {
  return { name, author, license, files: [file], what: name };
}

/** A last comment, which minifiers keep, in every output that holds code of a package. */
export function addNotices({ outputs }, root) {
  for (const [output, { inputs }] of Object.entries(outputs)) {
    const packages = Object.keys(inputs).flatMap(
      (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
    );
    for (const name of new Set(packages)) {
      const found = parts.find((each) => each.name === name);
      if (!found) throw new Error(`${output} holds ${name}, whose license scripts/licenses.mjs does not know`);
      const { author, license } = found;
      const notice = `/*! ${name} ${version(root, name)}: ${author}, ${license}; see THIRD-PARTY-LICENSES.txt */`;
      const path = join(root, output);
      const code = readFileSync(path, "utf8");
      writeFileSync(path, code.replace(/(?=(?:\/\/# sourceMappingURL=.*)?\s*$)/, `${notice}\n`));
    }
  }
}

/** The text that ships beside the bundles. */
export function licenses(root) {
  const chapters = parts.map(({ name, what, files }) => {
    const texts = files.map((file) => readFileSync(join(root, "node_modules", file), "utf8").trim());
    return [`${what} (${name} ${version(root, name)})`, ...texts].join("\n\n");
  });
  return `This package contains code of others, under the licenses below.\n\n${chapters.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

function version(root, name) {
  return JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")).version;
}
