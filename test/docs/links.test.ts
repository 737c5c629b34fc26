import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { pages, root, sources } from "./pages.ts";

test("every relative link of every page leads to a file, and its anchor to a heading", () => {
  const broken = pages.flatMap((page) =>
    linksOf(page)
      .filter((link) => !resolves(page, link))
      .map(at(page)),
  );
  expect(broken).toEqual([]);
  expect(pages.length).toBeGreaterThan(20);
});

test("every page of docs/ can be reached from the README", () => {
  const reached = new Set<string>();
  const waiting = [join(root, "README.md")];
  for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
    if (reached.has(page)) continue;
    reached.add(page);
    const targets = linksOf(page).map((link) => targetOf(page, link).file);
    for (const target of targets.filter((file) => existsSync(file)))
      if (target.endsWith(".md")) waiting.push(target);
      else if (statSync(target).isDirectory()) waiting.push(...pages.filter((file) => dirname(file) === target));
  }
  const lost = pages.filter((page) => relative(root, page).startsWith("docs/") && !reached.has(page));
  expect(lost.map((page) => relative(root, page))).toEqual([]);
});

test("pages of docs/ that comments name are there", () => {
  const broken = sources.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/(?<![\w/.])docs\/[\w/.-]*\w/g)]
      .map(([path]) => path)
      .filter((path) => !named(join(root, path)))
      .map(at(file)),
  );
  expect(broken).toEqual([]);
});

test("the README has at most 150 lines", () => {
  expect(readFileSync(join(root, "README.md"), "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(150);
});

test("headings become anchors as on GitHub", () => {
  expect(anchorsOf("# The network (`MLP`)\n## 5. A–B: c_d\n## Same\n```sh\n# no heading\n```\n## Same\n")).toEqual([
    ...["the-network-mlp", "5-ab-c_d", "same", "same-1"],
  ]);
});

/** Targets of links and images, without those to other sites. */
function linksOf(page: string): string[] {
  const text = withoutCode(readFileSync(page, "utf8")).replace(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));
}

function targetOf(page: string, link: string): { file: string; anchor: string | undefined } {
  const [path, anchor] = link.split("#");
  return { file: path === "" ? page : resolve(dirname(page), path), anchor };
}

function resolves(page: string, link: string): boolean {
  const { file, anchor } = targetOf(page, link);
  if (!existsSync(file)) return false;
  return anchor === undefined || anchorsOf(readFileSync(file, "utf8")).includes(anchor);
}

/** The anchors of a page's headings. */
function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...withoutCode(text).matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading]) => {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const anchor = words.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "").replaceAll(" ", "-");
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

function withoutCode(text: string): string {
  return text.replace(/^```[^\n]*\n[\s\S]*?^```/gm, "");
}

/** Whether a path is a file or folder, or the beginning of a file's name ("docs/decisions/0003"). */
function named(path: string): boolean {
  if (existsSync(path)) return true;
  const folder = dirname(path);
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(basename(path)));
}

function at(file: string): (what: string) => string {
  return (what) => `${relative(root, file)}: ${what}`;
}
