import { dirname, posix, relative, resolve } from "node:path";
import type { MarkdownRenderer } from "vitepress";
import { fromRoot } from "../paths.ts";
import { isPage, sitePath } from "../pages.ts";

interface Place {
  /** The page's own file; the index of the search knows it as `path`. */
  realPath?: string;
  path?: string;
  /** Where the page stands in the site, with .md. */
  relativePath: string;
}

/**
 * Links between files of the repository become links between pages. `targetOf` says what shows a file that is no page, or a
 * folder.
 */
export function links(markdown: MarkdownRenderer, targetOf: (file: string) => string): void {
  markdown.core.ruler.push("repository-links", (state) => {
    const { realPath, path: itself, relativePath } = state.env as Place;
    const page = realPath ?? itself;
    if (page === undefined) return; // a title
    for (const block of state.tokens)
      for (const token of block.children ?? []) {
        const href = token.type === "link_open" ? token.attrGet("href") : null;
        if (href === null || /^([a-z]+:|#|\/)/i.test(href)) continue;
        const [path, hash = ""] = href.split(/(?=#)/) as [string, string?];
        const file = fromRoot(resolve(dirname(page), decodeURI(path)));
        const target = file.endsWith(".md") && isPage(file) ? `${sitePath(file)}.html` : targetOf(file);
        token.attrSet("href", encodeURI(between(relativePath, target)) + hash);
        if (!target.endsWith(".html")) token.attrSet("target", "_self");
      }
  });
}

/** The way from a page of the site to a file of it. */
function between(from: string, to: string): string {
  const way = relative(posix.dirname(`/${from}`), `/${to}`)
    .replaceAll("\\", "/")
    .replace(/(^|\/)index\.html$/, "$1");
  return way.startsWith(".") ? way : `./${way}`;
}
