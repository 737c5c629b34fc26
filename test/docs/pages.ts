import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

const made = new Set(["node_modules", "dist", "build", "out", "generated"]);

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".") || made.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

const files = listFiles(root);
/** Every page of text in the repository, but for those that tools write. */
export const pages = files.filter((file) => file.endsWith(".md") && !file.endsWith(".api.md"));
/** Every program. */
export const sources = files.filter((file) => [".ts", ".js", ".mjs"].includes(extname(file)));

export interface CodeBlock {
  language: string;
  code: string;
  /** Whether the page says that it is no whole program. */
  fragment: boolean;
}

/** The fenced code of a page. */
export function codeBlocks(page: string): CodeBlock[] {
  const text = readFileSync(page, "utf8");
  return [...text.matchAll(/(<!-- fragment -->\s+)?^```(\w*)\n([\s\S]*?)^```/gm)].map(
    ([, fragment, language, code]) => ({ language, code, fragment: fragment !== undefined }),
  );
}

/** The programs in a source file's docstrings, with the names of what they stand before. */
export function examplesOf(source: string): { name: string; code: string }[] {
  const example =
    /^ \* @example\n \* ```ts\n((?: \*.*\n)+?) \* ```\n(?: \*.*\n)*? \*\/\n(?:\/\/.*\n)?export (?:async )?\w+ (\w+)/gm;
  return [...readFileSync(source, "utf8").matchAll(example)].map(([, lines, name]) => ({
    name,
    code: lines.replace(/^ \* ?/gm, ""),
  }));
}
