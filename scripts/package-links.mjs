// What the files of a package name that is not among them: targets of relative links in its pages, pages that its types
// name, and what its types import.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";

/** Folders that pages of docs/ may link to and that stay in the repository; the README may not. */
const leftOut = [
  ...["apps", "assembly", "bench", "checks", "scripts", "src", "test"],
  ...["docs/images", "docs/learn", "docs/zh", "docs/reference/api"],
];

/**
 * @param folder  of the unpacked package
 * @param root    of the repository
 */
export function missingTargets(folder, root) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const { peerDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const missing = [];
  const say = (file, target) => missing.push(`${relative(folder, file)}: ${target}`);
  for (const file of files.filter((name) => name.endsWith(".md")))
    for (const link of linksOf(readFileSync(file, "utf8"))) {
      const target = resolve(dirname(file), link.split("#")[0] || file);
      if (existsSync(target)) continue;
      const place = relative(folder, target).replaceAll("\\", "/");
      const known = leftOut.some((each) => place === each || place.startsWith(`${each}/`));
      if (relative(folder, file) === "README.md" || !known || !existsSync(join(root, place))) say(file, link);
    }
  for (const file of files.filter((name) => name.endsWith(".d.ts"))) {
    const text = readFileSync(file, "utf8");
    for (const [page] of text.matchAll(/(?<![\w/.])docs\/[\w/.-]*\w/g))
      if (!begins(join(folder, page))) say(file, page);
    const code = text.replace(/\/\*[\s\S]*?\*\//g, "");
    for (const [, target] of code.matchAll(/(?:\bfrom |\bimport\(|^import )"([^"]+)"/gm))
      if (
        target.startsWith(".")
          ? !existsSync(resolve(dirname(file), target.replace(/\.js$/, ".d.ts")))
          : !isKnown(target)
      )
        say(file, target);
  }
  return missing;

  /** Node's own module, or a package that is asked for. */
  function isKnown(name) {
    return name.startsWith("node:") || Object.keys(peerDependencies).some((peer) => `${name}/`.startsWith(`${peer}/`));
  }
}

/** Targets of links and pictures, without those to other sites. */
function linksOf(page) {
  const text = page.replace(/^```[^\n]*\n[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));
}

/** Whether a path is there, or the beginning of a file's name ("docs/decisions/0003"). */
function begins(path) {
  if (existsSync(path)) return true;
  return existsSync(dirname(path)) && readdirSync(dirname(path)).some((name) => name.startsWith(basename(path)));
}
