import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { anchor } from "../../apps/site/markdown/anchors.ts";
import type { Outcome } from "./site.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Links between Markdown files as they stand in the repository, where a host shows them without the site. */
export function checkRepositoryLinks(): Outcome {
  const inDocs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map((file) =>
    join("docs", file),
  );
  const top = readdirSync(root).filter((file) => file.endsWith(".md"));
  const files = [...top, ...inDocs.filter((file) => file.endsWith(".md") && !file.endsWith(".api.md"))];
  return { name: `links of ${files.length} Markdown files of the repository`, errors: files.flatMap(brokenLinks) };
}

function brokenLinks(file: string): string[] {
  return [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^([a-z]+:|\/)/i.test(link))
    .flatMap((link) => {
      const [path, hash] = link.split("#") as [string, string?];
      const target = path === "" ? file : relative(root, join(root, dirname(file), decodeURI(path)));
      if (!existsSync(join(root, target))) return [`${file}: ${link} leads nowhere`];
      if (hash === undefined || !target.endsWith(".md")) return [];
      return anchorsOf(target).has(decodeURIComponent(hash)) ? [] : [`${file}: ${link} has no such anchor`];
    });
}

/** A file's text without its code. */
function prose(file: string): string {
  const text = readFileSync(join(root, file), "utf8");
  return text
    .replace(/^( *)(```+|~~~+)[^]*?^\1\2/gm, "")
    .replace(/`[^`\n]+`/g, (code) => code.replace(/[[\]()]/g, " "));
}

function anchorsOf(file: string): Set<string> {
  const found = new Set<string>();
  const text = readFileSync(join(root, file), "utf8").replace(/^( *)(```+|~~~+)[^]*?^\1\2/gm, "");
  for (const [, heading] of text.matchAll(/^#+ +(.+)$/gm)) {
    const own = anchor(heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1"));
    let unique = own;
    for (let n = 1; found.has(unique); n++) unique = `${own}-${n}`;
    found.add(unique);
  }
  return found;
}
