import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Language } from "./languages/language.ts";
import { sections } from "./languages/language.ts";
import { languages } from "./languages/index.ts";
import { groupsOf, inLanguage } from "./navigation.ts";
import type { Page } from "./pages.ts";
import { readPages } from "./pages.ts";
import { made, root } from "./paths.ts";

/** Writes the pages that are made of others: the first one, a list for each section, and files that pages link to. */
export function generatePages(): void {
  rmSync(resolve(root, made), { recursive: true, force: true });
  const pages = readPages();
  for (const language of languages) {
    write(inLanguage("index", language), home(language));
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
  write("reference/api/index", "# Functions and types\n");
  const files = linkedFiles(pages);
  for (const file of files) write(`files/${file}`, source(file, files));
}

/** The page that shows a file or folder of the repository, if one does. */
export function pageOf(file: string): string | undefined {
  if (file === "docs/decisions") return "decisions/index";
  if (file === "docs/reference/api") return "reference/api/index";
  return `files/${file}`;
}

function write(path: string, text: string): void {
  const file = resolve(root, made, `${path}.md`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const line = (text: string) => JSON.stringify(text);

function home({ title, description, home: { tagline, actions, features }, ...language }: Language): string {
  const to = (section: string) => `/${inLanguage(section, language as Language)}`;
  return `---
layout: home
title: ${line(title)}
titleTemplate: false
description: ${line(description)}
hero:
  name: langevin
  tagline: ${line(tagline)}
  actions:
    - { theme: brand, text: ${line(actions.learn)}, link: ${to("learn/")} }
    - { theme: alt, text: ${line(actions.guides)}, link: ${to("guides/")} }
    - { theme: alt, text: ${line(actions.playground)}, link: /playground/index.html, target: _self }
features:
${features.map(({ title, details }) => `  - { title: ${line(title)}, details: ${line(details)} }`).join("\n")}
---
`;
}

function list(language: Language, section: (typeof sections)[number], pages: Map<string, Page>): string {
  const { name, about } = language.sections[section];
  const groups = groupsOf(section, language, pages).map(({ name: title, pages: all }) => {
    const items = all.map(({ page, foreign }) => ({
      ...page,
      title: foreign && language !== languages[0] ? `${page.title} ${language.inEnglish}` : page.title,
    }));
    return `${title === name ? "" : `## ${title}\n\n`}${entries(items)}`;
  });
  return `# ${name}\n\n${about}\n\n${groups.join("\n\n")}\n`;
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
      if (/^([a-z]+:|\/)/i.test(href!) || href!.endsWith(".md")) continue;
      const path = resolve(root, dirname(file), href!);
      const name = path.slice(root.length + 1).replaceAll("\\", "/");
      if (/^docs\/(decisions|reference\/api)$/.test(name)) continue;
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
    return `# ${name}\n\n${inside.map((each) => `- [${each.split("/").at(-1)!}](/files/${each}.md)`).join("\n")}\n`;
  }
  const text = readFileSync(path, "utf8");
  return `---\ndescription: ${line(`The file ${file} of the repository.`)}\n---\n\n# ${name}\n\n~~~~${languageOfFile(name)}\n${text}~~~~\n`;
}

const languageOfFile = (name: string) => /\.(ts|js|mjs|json|py|sh|yaml|yml|sql|css|html)$/.exec(name)?.[1] ?? "txt";
