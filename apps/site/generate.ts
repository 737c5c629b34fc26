import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Language, Section } from "./languages/language.ts";
import { sections } from "./languages/language.ts";
import { languages } from "./languages/index.ts";
import { groupsOf, inLanguage, titleOf } from "./navigation.ts";
import type { Page } from "./pages.ts";
import { isPage, readPages } from "./pages.ts";
import { fromRoot, functions, made, root } from "./paths.ts";
import { functionPages } from "./functions.ts";

/**
 * Writes the pages that are made of others: the first one, a list for each section, functions and types, and files that pages link to.
 *
 * @returns the pages of functions, in order
 */
export function generatePages(): { title: string; path: string }[] {
  rmSync(resolve(root, made), { recursive: true, force: true });
  const api = functionPages(resolve(root, functions));
  for (const { name, text } of api) write(`reference/api/${name}`, text);
  const pages = readPages();
  for (const language of languages) {
    write(inLanguage("index", language), home(language, pages));
    for (const section of sections) {
      const path = inLanguage(`${section}/index`, language);
      if (!pages.has(path)) write(path, list(language, section, pages));
    }
  }
  const decisions = [...pages.values()].filter(({ path }) => path.startsWith("decisions/"));
  write(
    "decisions/index",
    `# Decisions\n\nWhy things are as they are, with the numbers that decided.\n\n${entries(decisions)}`,
  );
  const files = linkedFiles(pages);
  for (const file of files) if (!isPicture(file)) write(shownAt(file), source(file, files));
  return api.map(({ name, title }) => ({ title, path: `reference/api/${name}` }));
}

/** What shows a file or folder of the repository that is no page. */
export function placeOf(file: string): string {
  if (file === "docs/decisions") return "decisions/index.html";
  if (file === "docs/reference/api") return "reference/api/index.html";
  return isPicture(file) ? `files/${file}` : `${shownAt(file)}.html`;
}

const shownAt = (file: string) => `files/${file.replace(/\.md$/, "-md")}`;

/** Pictures that pages link to. */
export const linkedPictures = (): string[] => [...linkedFiles(readPages())].filter(isPicture);

const isPicture = (file: string) => /\.(png|jpg|svg)$/.test(file);

function write(path: string, text: string): void {
  const file = resolve(root, made, `${path}.md`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const line = (text: string) => JSON.stringify(text);

function home(language: Language, pages: Map<string, Page>): string {
  const { title, description, sections } = language;
  const { tagline, actions, features } = language.home;
  const to = (section: string) => `/${inLanguage(section, language)}`;
  return `---
layout: Home
title: ${line(title)}
titleTemplate: false
description: ${line(description)}
tagline: ${line(tagline)}
list: ${line(sections.learn.name)}
actions:
  - { text: ${line(actions.learn)}, link: ${to("learn/")} }
  - { text: ${line(actions.guides)}, link: ${to("guides/")} }
  - { text: ${line(actions.playground)}, link: /playground/index.html, target: _self }
features:
${features.map(({ title, details }) => `  - { title: ${line(title)}, details: ${line(details)} }`).join("\n")}
---

${groups("learn", language, pages)}
`;
}

function list(language: Language, section: Section, pages: Map<string, Page>): string {
  const { name, about } = language.sections[section];
  return `# ${name}\n\n${about}\n\n${groups(section, language, pages)}\n`;
}

function groups(section: Section, language: Language, pages: Map<string, Page>): string {
  return groupsOf(section, language, pages)
    .map(({ name, pages: all }) => {
      const items = all.map(({ page, foreign }) => ({ ...page, title: titleOf(page, foreign, language) }));
      return `${name === language.sections[section].name ? "" : `## ${name}\n\n`}${entries(items)}`;
    })
    .join("\n\n");
}

/** Titles with what the pages are about. */
const entries = (pages: Page[]) =>
  pages.map(({ title, path, description }) => `- [${escape(title)}](/${path}.md): ${escape(description)}`).join("\n");

const escape = (text: string) => text.replace(/[[\]<>*_`$\\{}]/g, "\\$&").replace(/\{\{/g, "{ {");

/** Files of the repository that pages link to and that are no pages, with those in linked folders. */
function linkedFiles(pages: Map<string, Page>): Set<string> {
  const files = new Set<string>();
  for (const { file } of pages.values()) {
    const text = readFileSync(resolve(root, file), "utf8").replace(/^(```|~~~)[^]*?^\1/gm, "");
    for (const [, href] of text.matchAll(/(?<!!)\[[^\]]*\]\(([^)\s#]+)[^)]*\)/g)) {
      if (/^([a-z]+:|\/)/i.test(href!) || file.startsWith(made)) continue;
      const path = resolve(root, dirname(file), decodeURI(href!));
      const name = fromRoot(path);
      if (/^docs\/(decisions|reference\/api)$/.test(name) || (name.endsWith(".md") && isPage(name))) continue;
      files.add(name);
      if (statSync(path).isDirectory())
        for (const entry of readdirSync(path, { withFileTypes: true }))
          if (entry.isFile()) files.add(`${name}/${entry.name}`);
    }
  }
  return files;
}

function source(file: string, files: Set<string>): string {
  const path = resolve(root, file);
  const name = file.split("/").at(-1)!;
  if (statSync(path).isDirectory()) {
    const inside = [...files].filter((each) => dirname(each) === file);
    return `# ${name}\n\n${inside.map((each) => `- [${each.split("/").at(-1)!}](/${shownAt(each)}.md)`).join("\n")}\n`;
  }
  const text = readFileSync(path, "utf8");
  return `---\ndescription: ${line(`The file ${file} of the repository.`)}\n---\n\n# ${name}\n\n~~~~${languageOfFile(name)}\n${text}~~~~\n`;
}

const languageOfFile = (name: string) => /\.(ts|js|mjs|json|md|py|sh|yaml|yml|sql|css|html)$/.exec(name)?.[1] ?? "txt";
