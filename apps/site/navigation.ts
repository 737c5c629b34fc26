import type { DefaultTheme } from "vitepress";
import type { Language, Section, Topic } from "./languages/language.ts";
import { sections } from "./languages/language.ts";
import type { Page } from "./pages.ts";

/** Guides by topic, in the order they are read in. A guide that is missing here stands under "more". */
const topics: Record<Topic, (string | RegExp)[]> = {
  basics: ["training", "noise-levels", "samplers", "judging-samples", "calibration", "files"],
  models: [
    "labels-and-guidance",
    "conditions",
    "composition",
    "gaps",
    "inverse-problems",
    "densities",
    "flow-matching",
    "own-models",
    "chains",
    "inference",
  ],
  tables: [
    "tables",
    "reading-tables",
    "schema",
    "columns",
    "categories",
    "reading-a-report",
    "privacy",
    "evaluation-in-ci",
  ],
  running: [
    "workers-and-pages",
    "deployment",
    "other-runtimes",
    "threads-and-arithmetic",
    "command-line",
    "sweep",
    "many-machines",
    "main-job",
    "playground",
  ],
  arriving: [/^(coming-)?from-|torch|onnx|python/],
  more: [/./],
};

/** Pages of the reference and of internals that come first, in order. */
const first: Partial<Record<Section, string[]>> = {
  reference: ["options", "entries", "errors", "file-format", "where-it-runs", "stability"],
  internals: ["rooms", "notation", "random-numbers", "kernels"],
};

type Pages = ReadonlyMap<string, Page>;
export interface Group {
  name: string;
  pages: { page: Page; foreign: boolean }[];
}

/** The pages of a section in a language; where that lacks one, the first language's, marked as foreign. */
function pagesOf(section: string, language: Language, pages: Pages): Group["pages"] {
  const prefix = `${section}/`;
  return [...pages.values()]
    .filter(({ path }) => path.startsWith(prefix) && !path.slice(prefix.length).includes("/"))
    .filter(({ path }) => !path.endsWith("/index"))
    .map((page) => {
      const own = pages.get(inLanguage(page.path, language));
      return { page: own ?? page, foreign: own === undefined };
    });
}

export const inLanguage = (path: string, { folder }: Language) => (folder === "" ? path : `${folder}/${path}`);

/** A page's title in lists of a language, which say where it is another's. */
export const titleOf = ({ title }: Page, foreign: boolean, language: Language) =>
  foreign ? `${title} ${language.inEnglish}` : title;

/** A section's pages in groups. */
export function groupsOf(section: Section, language: Language, pages: Pages): Group[] {
  const all = pagesOf(section, language, pages);
  const name = ({ page }: Group["pages"][number]) => page.path.split("/").at(-1)!;
  if (section === "guides") {
    const groups = (Object.keys(topics) as Topic[]).map((topic) => ({
      name: language.topics[topic],
      pages: [] as Group["pages"],
    }));
    for (const topic of Object.values(topics).entries())
      for (const pattern of topic[1])
        for (const each of all)
          if (!groups.some((group) => group.pages.includes(each)))
            if (typeof pattern === "string" ? name(each) === pattern : pattern.test(name(each)))
              groups[topic[0]]!.pages.push(each);
    return groups.filter((group) => group.pages.length > 0);
  }
  const rank = (each: Group["pages"][number]) => {
    const place = first[section]?.indexOf(name(each)) ?? -1;
    return place < 0 ? Infinity : place;
  };
  const sorted = all.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
  const groups = [{ name: language.sections[section].name, pages: sorted }];
  if (section === "internals") groups.push({ name: language.decisions, pages: pagesOf("decisions", language, pages) });
  return groups;
}

/** A page's address from the site's folder on. */
export const linkTo = (path: string) => `/${path}.html`.replace(/(^|\/)index\.html$/, "$1");

/** Where a page is in the other languages, or else what its section begins with there. */
export function elsewhere(path: string, pages: Pages, languages: readonly Language[], own: Language) {
  const common = own.folder === "" ? path : path.slice(own.folder.length + 1);
  const section = sections.find((each) => common.startsWith(`${each}/`));
  return Object.fromEntries(
    languages
      .filter((language) => language !== own)
      .map((language) => {
        const same = pages.has(inLanguage(common, language));
        const nearest = same ? common : section === undefined ? "index" : `${section}/index`;
        return [language.folder || "root", { link: linkTo(inLanguage(nearest, language)), same }];
      }),
  );
}

/** The bar on top. */
export function barOf(language: Language): DefaultTheme.NavItem[] {
  const places = sections.map((section) => {
    const path = inLanguage(`${section}/`, language);
    return { text: language.sections[section].name, link: `/${path}`, activeMatch: `^/${path}` };
  });
  return [...places, { text: language.playground, link: "/playground/index.html", target: "_self" }];
}

/** The lists beside the pages, by the first part of their address. */
export function sidebarsOf(
  language: Language,
  pages: Pages,
  functions: { title: string; path: string }[],
): DefaultTheme.SidebarMulti {
  const bars: DefaultTheme.SidebarMulti = {};
  for (const section of sections) {
    const items = groupsOf(section, language, pages).map(({ name, pages }) => ({
      text: name,
      items: pages.map(({ page, foreign }) => ({
        text: titleOf(page, foreign, language),
        link: linkTo(page.path),
      })),
    }));
    if (section === "reference" && functions.length > 0)
      items.push({
        text: language.functions,
        items: functions.map(({ title, path }) => ({ text: title, link: linkTo(path) })),
      });
    bars[`/${inLanguage(`${section}/`, language)}`] = items;
    if (section === "internals") bars[`/${inLanguage("decisions/", language)}`] = items;
  }
  return bars;
}
