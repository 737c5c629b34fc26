import { resolve } from "node:path";
import type { DefaultTheme } from "vitepress";
import { defineConfig } from "vitepress";
import { cells, recordCells } from "./cells/markdown.ts";
import { generatePages, pageOf } from "./generate.ts";
import type { Language } from "./languages/language.ts";
import { languages } from "./languages/index.ts";
import { formulas } from "./markdown/formulas.ts";
import { anchor, links } from "./markdown/links.ts";
import { barOf, sidebarsOf } from "./navigation.ts";
import { noPages, readPages, sitePath } from "./pages.ts";
import { out, root } from "./paths.ts";

generatePages();
const pages = readPages();
const recorded = await recordCells();

/** The built library, which has its workers beside it. */
const library = (file: string) => resolve(root, "dist", file);

function themeOf(language: Language): DefaultTheme.Config {
  const { frame, notFound } = language;
  return {
    nav: barOf(language),
    sidebar: sidebarsOf(language, pages, []),
    outline: { level: [2, 3], label: frame.outline },
    docFooter: { prev: frame.previous, next: frame.next },
    sidebarMenuLabel: frame.menu,
    returnToTopLabel: frame.top,
    darkModeSwitchLabel: frame.dark,
    darkModeSwitchTitle: frame.toDark,
    lightModeSwitchTitle: frame.toLight,
    langMenuLabel: frame.languages,
    skipToContentLabel: frame.skip,
    notFound: { title: notFound.title, quote: notFound.quote, linkText: notFound.link, linkLabel: notFound.label },
    footer: { message: frame.license },
  };
}

export default defineConfig({
  srcDir: root,
  srcExclude: noPages,
  outDir: resolve(root, out),
  cacheDir: resolve(root, "build/site/cache"),
  rewrites: (file) => `${sitePath(file)}.md`,
  metaChunk: true,
  title: "langevin",
  locales: Object.fromEntries(
    languages.map((language) => [
      language.folder || "root",
      {
        label: language.name,
        lang: language.tag,
        link: language.folder === "" ? "/" : `/${language.folder}/`,
        title: language.title,
        description: language.description,
        themeConfig: themeOf(language),
      },
    ]),
  ),
  transformPageData(data) {
    const page = pages.get(data.relativePath.replace(/\.md$/, ""));
    return { description: page?.description ?? data.description };
  },
  markdown: {
    anchor: { slugify: anchor },
    config(markdown) {
      formulas(markdown);
      links(markdown, pageOf);
      cells(markdown, recorded);
    },
  },
  vite: {
    publicDir: resolve(root, "apps/site/public"),
    resolve: {
      alias: [
        { find: /^langevin$/, replacement: library("index.js") },
        { find: /^langevin\/(metrics|toys|table)$/, replacement: library("$1.js") },
      ],
    },
    worker: { format: "es" },
    build: { target: "es2022" },
  },
});
