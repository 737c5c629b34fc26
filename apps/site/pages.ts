import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { languages } from "./languages/index.ts";
import { made, root } from "./paths.ts";

/** A page: its Markdown and where it stands in the site. */
export interface Page {
  /** Path in the repository, such as docs/zh/guides/gaps.md. */
  file: string;
  /** Path in the site without its ending, such as zh/guides/gaps. */
  path: string;
  title: string;
  /** The first paragraph, at most some 160 characters. */
  description: string;
}

/** Markdown of the repository that is no page. */
export const noPages = [
  "docs/reference/api/**",
  ".*/**",
  "{node_modules,dist,out,apps,assembly,bench,checks,examples,python,scripts,src,test}/**",
  "build/!(site)/**",
  "build/site/!(pages)/**",
];

/** Pages that stand elsewhere than their files. */
const moved: Record<string, string> = {
  "docs/README.md": "project/documentation",
  "docs/learn/cells/README.md": "internals/cells",
};

const project = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];

/** Where the Markdown of a file stands in the site. */
export function sitePath(file: string): string {
  if (project.includes(file)) return `project/${file.slice(0, -3).toLowerCase()}`;
  const path = file
    .replace(`${made}/`, "")
    .replace(/^docs\//, "")
    .replace(/\.md$/, "");
  return moved[file] ?? path.replace(/(^|\/)README$/, "$1index");
}

/** All pages, by their path in the site. */
export function readPages(): Map<string, Page> {
  const files = [...project, ...markdownIn("docs"), ...markdownIn(made)].sort();
  return new Map(files.map((file) => [sitePath(file), readPage(file)]));
}

function markdownIn(folder: string): string[] {
  if (!existsSync(resolve(root, folder))) return [];
  return readdirSync(resolve(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(".md") && isPage(file));
}

/** Whether Markdown of the repository is a page itself; other Markdown is shown like code. */
export const isPage = (file: string) =>
  project.includes(file) || (/^(docs|build\/site\/pages)\//.test(file) && !file.startsWith("docs/reference/api/"));

function readPage(file: string): Page {
  const text = readFileSync(resolve(root, file), "utf8");
  const front = /^---\n([^]*?)\n---\n/.exec(text);
  const field = (name: string) =>
    front && new RegExp(`^${name}: *(.+)$`, "m").exec(front[1]!)?.[1]?.replace(/^"|"$/g, "");
  const body = (front ? text.slice(front[0].length) : text).replace(/^(```|~~~)[^]*?^\1/gm, "");
  const title = field("title") ?? plain(/^# +(.+?)(?: \{#\w+\})?$/m.exec(body)?.[1] ?? file);
  return { file, path: sitePath(file), title, description: field("description") ?? firstParagraph(body) };
}

/** The words of a line of Markdown. */
function plain(line: string): string {
  return line
    .replace(/<[^>]+>/g, "")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*`$\\]|(?<!\w)_|_(?!\w)/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

function firstParagraph(body: string): string {
  const paragraph = body
    .split(/\n{2,}/)
    .find((each) => /^(?![#|<:>-]|!\[|\d+\.|\$\$)\S/.test(each.trim()) && each.trim() !== "");
  const words = plain(paragraph ?? "").replace(/[:：]$/, ".");
  if (words.length <= 160) return words;
  // Whole sentences, if there are some
  const sentences = words.slice(0, 160).match(/^.*[.。！？!?](?=\s|[^\w\s.])/)?.[0];
  return sentences !== undefined && sentences.length > 50
    ? sentences
    : `${words.slice(0, 157).replace(/\s+\S*$/, "")} …`;
}

/** The language of a page by its path. */
export const languageOf = (path = "") =>
  languages.find(({ folder }) => folder !== "" && `/${path}`.includes(`/${folder}/`)) ?? languages[0]!;
