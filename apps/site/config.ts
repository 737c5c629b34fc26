import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { DefaultTheme, HeadConfig } from "vitepress";
import { defineConfig } from "vitepress";
import { cells, recordCells } from "./cells/markdown.ts";
import { generatePages, placeOf } from "./generate.ts";
import type { Language } from "./languages/language.ts";
import { languages } from "./languages/index.ts";
import { anchor } from "./markdown/anchors.ts";
import { colors, themes } from "./markdown/colors.ts";
import { formulas } from "./markdown/formulas.ts";
import { links } from "./markdown/links.ts";
import { withoutMarks } from "./markdown/static-part.ts";
import { words } from "./markdown/words.ts";
import { barOf, elsewhere, sidebarsOf } from "./navigation.ts";
import { languageOf, noPages, readPages, sitePath } from "./pages.ts";
import { out, root } from "./paths.ts";
import { placeholder } from "./relocate.ts";
import { term, tokens } from "./search/tokens.ts";

const functions = generatePages();
const pages = readPages();
const recorded = await recordCells();
const file = (path: string) => resolve(root, path);

/** The theme's settings of a language, with the words of our own parts. */
function themeOf(language: Language): DefaultTheme.Config & { words: Pick<Language, "search" | "notFound"> } {
  const { frame, search, notFound } = language;
  return {
    nav: barOf(language),
    sidebar: sidebarsOf(language, pages, functions),
    outline: { level: [2, 3], label: frame.outline },
    docFooter: { prev: frame.previous, next: frame.next },
    sidebarMenuLabel: frame.menu,
    returnToTopLabel: frame.top,
    darkModeSwitchLabel: frame.dark,
    darkModeSwitchTitle: frame.toDark,
    lightModeSwitchTitle: frame.toLight,
    langMenuLabel: frame.languages,
    skipToContentLabel: frame.skip,
    footer: { message: frame.license },
    words: { search, notFound },
  };
}

const searchWords = languages.map(({ folder, search: { button } }) => [
  folder || "root",
  { translations: { button: { buttonText: button, buttonAriaLabel: button } } },
]);

// Not enumerable, so that these functions do not become part of every page's data
const searchOptions = Object.defineProperty({ locales: Object.fromEntries(searchWords) }, "miniSearch", {
  value: { options: { tokenize: tokens, processTerm: term } },
});

/** In the page itself: a relative address would change its meaning when scripts change the page's. */
const icon = `data:image/svg+xml,${encodeURIComponent(readFileSync(file("apps/site/public/icon.svg"), "utf8").replace(/\s+/g, " "))}`;

function cardOf(path: string, title: string, description: string): HeadConfig[] {
  const { tag } = languageOf(path);
  const site = process.env["SITE_URL"]?.replace(/\/?$/, "/");
  return [
    ["link", { rel: "icon", type: "image/svg+xml", href: icon }],
    ...Object.entries({
      "og:type": "article",
      "og:site_name": "langevin",
      "og:title": title,
      "og:description": description,
      "og:locale": tag.replace("-", "_"),
      "og:image": `${site ?? placeholder}card.png`,
      ...(site === undefined ? {} : { "og:url": `${site}${path}.html`.replace(/index\.html$/, "") }),
    }).map(([property, content]): HeadConfig => ["meta", { property, content }]),
    ["meta", { name: "twitter:card", content: "summary_large_image" }],
  ];
}

export default defineConfig({
  srcDir: root,
  srcExclude: noPages,
  outDir: file(out),
  cacheDir: file("build/site/cache"),
  rewrites: (path) => `${sitePath(path)}.md`,
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
  themeConfig: { search: { provider: "local", options: searchOptions } },
  transformPageData(data) {
    const path = data.relativePath.replace(/\.md$/, "");
    return {
      description: pages.get(path)?.description ?? data.description,
      elsewhere: elsewhere(path, pages, languages, languageOf(path)),
      // Pages beside no list have no neighbors
      ...(/^(project|files)\//.test(path) && { frontmatter: { ...data.frontmatter, prev: false, next: false } }),
    };
  },
  transformHead({ pageData, title, description }) {
    return cardOf(pageData.relativePath.replace(/\.md$/, ""), title, description);
  },
  transformHtml: withoutMarks,
  markdown: {
    anchor: { slugify: anchor },
    theme: themes,
    config(markdown) {
      colors(markdown);
      formulas(markdown);
      links(markdown, placeOf);
      cells(markdown, recorded);
      words(markdown, languageOf);
    },
  },
  vite: {
    publicDir: file("apps/site/public"),
    resolve: {
      alias: [
        // The built library, which has its workers beside it
        { find: /^langevin$/, replacement: file("dist/index.js") },
        { find: /^langevin\/(metrics|toys|table)$/, replacement: file("dist/$1.js") },
        { find: /^\.\/VPLocalSearchBox\.vue$/, replacement: file("apps/site/search/SearchBox.vue") },
        { find: /^\.\.\/composables\/langs(\.js)?$/, replacement: file("apps/site/theme/langs.ts") },
      ],
    },
    // Scripts find their files beside themselves, in whatever folder that is
    experimental: {
      renderBuiltUrl: (_, { hostType, ssr }) => (hostType === "html" || ssr ? undefined : { relative: true }),
    },
    worker: { format: "es" },
    build: { target: "es2022" },
  },
});
