import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The built site. */
export const folder = fileURLToPath(new URL("../../out/site/", import.meta.url));
/** The folder of a server that it is put into. */
export const prefix = "some/folder/";
/** The same, with a policy that lets no script run. */
export const scriptless = "no/scripts/";

/** A check's name and what is wrong. */
export interface Outcome {
  name: string;
  errors: string[];
}

export interface HtmlPage {
  /** Path in the site, such as guides/gaps.html. */
  path: string;
  html: string;
}

/** The pages of the site, without the playground, which has tests of its own. */
export function htmlPages(): HtmlPage[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".html") && !path.startsWith("playground/"))
    .sort()
    .map((path) => ({ path, html: readFileSync(join(folder, path), "utf8") }));
}

/** The values of an attribute in a page. */
export const attributes = (html: string, tag: string, name: string): string[] =>
  [...html.matchAll(new RegExp(`<${tag}\\s(?:[^>]*\\s)?${name}="([^"]*)"`, "g"))].map(([, value]) => unescape(value!));

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const unescape = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name]!);
