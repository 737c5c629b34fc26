import { dirname, posix, relative, resolve } from "node:path";
import type { MarkdownRenderer } from "vitepress";
import { fromRoot } from "../paths.ts";
import { sitePath } from "../pages.ts";

interface Place {
  /** The page's own file. */
  realPath: string;
  /** Where the page stands in the site, with .md. */
  relativePath: string;
}

/**
 * Links between files of the repository become links between pages. `targetOf` says which page shows a file that is no Markdown,
 * or a folder.
 */
export function links(markdown: MarkdownRenderer, targetOf: (file: string) => string | undefined): void {
  markdown.core.ruler.push("repository-links", (state) => {
    const place = state.env as Place;
    for (const block of state.tokens)
      for (const token of block.children ?? []) {
        const href = token.type === "link_open" ? token.attrGet("href") : null;
        if (href === null || /^([a-z]+:|#|\/)/i.test(href)) continue;
        const [path, hash = ""] = href.split(/(?=#)/) as [string, string?];
        const file = fromRoot(resolve(dirname(place.realPath), decodeURI(path)));
        const target = /\.md$/.test(file) ? sitePath(file) : targetOf(file);
        if (target === undefined) throw new Error(`${fromRoot(place.realPath)}: no page shows ${file}`);
        token.attrSet("href", encodeURI(between(place.relativePath, target)) + hash);
      }
  });
}

/** The way from a page of the site to another. */
function between(from: string, to: string): string {
  const way = relative(posix.dirname(`/${from}`), `/${to}`).replaceAll("\\", "/");
  return `${way.startsWith(".") ? way : `./${way}`}.html`.replace(/(^|\/)index\.html$/, "$1") || "./";
}

/** The anchor of a heading, as repository hosts make it. */
export function anchor(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}
