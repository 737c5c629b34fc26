// `<Cell name="…" />` in Markdown: its code, colored, and what it showed when the site was built.
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { MarkdownRenderer } from "vitepress";
import type { Language } from "../languages/language.ts";
import { constantHtml } from "../markdown/static-part.ts";
import { languageOf } from "../pages.ts";
import { root } from "../paths.ts";
import { escapeHtml } from "./draw/escape.ts";
import { drawOutputs } from "./draw/output.ts";
import { bitsOf, cellNames, cellText, readGolden, runInNode } from "./node-cells.ts";
import type { Output } from "./outputs.ts";
import { wordsOf } from "./words/index.ts";

/**
 * What every cell shows.
 *
 * @throws Error for a cell that fails, or whose bits are not the recorded ones
 */
export async function recordCells(): Promise<Map<string, Output[]>> {
  const golden = readGolden();
  const recorded = new Map<string, Output[]>();
  for (const name of cellNames()) {
    const outputs = await runInNode(cellText(name)).catch((error: { message: string; line?: number }) => {
      throw new Error(`docs/learn/cells/${name}.js:${error.line ?? 1}: ${error.message}`);
    });
    const bits = bitsOf(outputs);
    if (bits !== golden[name])
      throw new Error(`docs/learn/cells/${name}.js: expected the bits ${golden[name]} of golden.json, got ${bits}`);
    recorded.set(name, outputs);
  }
  return recorded;
}

const TAG = /<Cell name="([\w-]+)"\s*\/>/g;

/** Fills the tags of cells in pages. */
export function cells(markdown: MarkdownRenderer, recorded: ReadonlyMap<string, Output[]>): void {
  const golden = readGolden();
  markdown.core.ruler.push("cells", ({ tokens, env }) => {
    const { relativePath } = env as { relativePath: string };
    for (const token of tokens)
      if (token.type === "html_block" || token.type === "html_inline")
        token.content = token.content.replace(TAG, (_tag, name: string) => {
          const outputs = recorded.get(name);
          if (!outputs) throw new Error(`${relativePath}: there is no cell docs/learn/cells/${name}.js`);
          return filled(markdown, languageOf(relativePath), name, golden[name], outputs);
        });
  });
}

function filled(
  markdown: MarkdownRenderer,
  language: Language,
  name: string,
  golden: string,
  outputs: readonly Output[],
): string {
  const text = cellText(name);
  const strings = stringsOf(language, text);
  const translate = (string: string): string => strings[string] ?? string;
  const code = markdown.options.highlight!(text.trimEnd(), "js", "");
  const sliders = outputs.filter(({ kind }) => kind === "slider");
  const bound = (key: string, value: unknown): string => ` :${key}="${escapeHtml(JSON.stringify(value))}"`;
  return [
    `<Cell name="${name}" golden="${golden}"`,
    sliders.length > 0 ? bound("sliders", sliders) : "",
    Object.keys(strings).length > 0 ? bound("strings", strings) : "",
    `><template #code><div class="language-js vp-adaptive-theme"`,
    constantHtml(`<button title="${escapeHtml(language.frame.copy)}" class="copy"></button>${code}`, escapeHtml),
    `></div></template><template #result><div`,
    constantHtml(drawOutputs(outputs, { words: wordsOf(language.tag), translate }), escapeHtml),
    `></div></template></Cell>\n`,
  ].join("");
}

/** The cell's strings in a language: those of its dictionary that stand in the code. */
function stringsOf({ folder }: Language, text: string): Record<string, string> {
  const file = resolve(root, "docs", folder, "learn/cells.json");
  if (folder === "" || !existsSync(file)) return {};
  const all = Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, string>);
  return Object.fromEntries(all.filter(([string]) => text.includes(string)));
}
