import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { attributes, folder, htmlPages, type HtmlPage, type Outcome } from "./site.ts";

/** Links and anchors of the built pages, what they load, and what every page has. */
export function checkLinks(): Outcome[] {
  const pages = htmlPages();
  const anchors = new Map(pages.map(({ path, html }) => [path, new Set(attributes(html, "[a-z][a-z0-9]*", "id"))]));
  return [
    { name: `links and anchors of ${pages.length} pages`, errors: pages.flatMap((page) => brokenLinks(page, anchors)) },
    { name: "pages load nothing from other hosts", errors: pages.flatMap(foreignFiles) },
    {
      name: "every page has a title, a description, a language, a card and one heading",
      errors: pages.flatMap(missing),
    },
  ];
}

function brokenLinks({ path, html }: HtmlPage, anchors: Map<string, Set<string>>): string[] {
  const here = new URL(path, "http://site/");
  return [...attributes(html, "a", "href"), ...attributes(html, "(?:link|script|img)", "(?:href|src)")]
    .filter((link) => !/^(https?|mailto|data):/.test(link))
    .flatMap((link) => {
      if (link.startsWith("/")) return [`${path}: ${link} holds at one place of a server only`];
      const { pathname, hash } = new URL(link, here);
      const target = decodeURI(pathname)
        .slice(1)
        .replace(/(^|\/)$/, "$1index.html");
      if (!existsSync(join(folder, target)) || !statSync(join(folder, target)).isFile())
        return [`${path}: ${link} leads nowhere`];
      const known = anchors.get(target);
      const anchor = decodeURIComponent(hash.slice(1));
      return anchor !== "" && known !== undefined && !known.has(anchor) ? [`${path}: ${link} has no such anchor`] : [];
    });
}

function foreignFiles({ path, html }: HtmlPage): string[] {
  return attributes(html, "(?:link|script|img|iframe|source)", "(?:href|src)")
    .filter((address) => /^(https?:)?\/\//.test(address))
    .map((address) => `${path}: loads ${address}`);
}

function missing({ path, html }: HtmlPage): string[] {
  const wrong: string[] = [];
  if (!/<html lang="(en|zh-CN)"/.test(html)) wrong.push("no language");
  if (!/<title>[^<]{3,}<\/title>/.test(html)) wrong.push("no title");
  const headings = html.match(/<h1[\s>]/g)?.length ?? 0;
  if (headings !== 1) wrong.push(`${headings} first headings`);
  if (path !== "404.html")
    for (const name of [
      'name="description"',
      'property="og:title"',
      'property="og:description"',
      'property="og:image"',
    ])
      if (!new RegExp(`<meta ${name} content="[^"]{3,}"`).test(html)) wrong.push(`no ${name}`);
  return wrong.map((what) => `${path}: ${what}`);
}
