// Notices of what others wrote and the package contains: the loader and the kernels' run time of AssemblyScript, and Comlink.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A package whose code is bundled, who wrote it, and its files of license and notice. */
const parts = [
  {
    ...{ name: "@assemblyscript/loader", author: "Copyright the AssemblyScript authors" },
    files: ["assemblyscript/LICENSE", "assemblyscript/NOTICE"], // the loader's package has none of its own
    what: "The AssemblyScript loader, and in the kernels parts of AssemblyScript's standard library",
  },
  {
    ...{ name: "comlink", author: "Copyright 2019 Google LLC" },
    files: ["comlink/LICENSE"],
    what: "Comlink",
  },
];

/** A last comment, which minifiers keep, in every output that holds code of a package. */
export function addNotices({ outputs }, root) {
  for (const [output, { inputs }] of Object.entries(outputs)) {
    const packages = Object.keys(inputs).flatMap(
      (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
    );
    for (const name of new Set(packages)) {
      const part = parts.find((each) => each.name === name);
      if (!part) throw new Error(`${output} holds ${name}, whose license scripts/licenses.mjs does not know`);
      const notice = `/*! ${name} ${version(root, name)}: ${part.author}, Apache-2.0; see THIRD-PARTY-LICENSES.txt */`;
      const path = join(root, output);
      const code = readFileSync(path, "utf8");
      writeFileSync(path, code.replace(/(?=\/\/# sourceMappingURL=.*\s*$)/, `${notice}\n`));
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
