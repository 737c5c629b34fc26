import type { MarkdownRenderer } from "vitepress";
import { escapeHtml } from "../cells/draw/escape.ts";
import type { Language } from "../languages/language.ts";
import { constantAround } from "./static-part.ts";

interface Env {
  relativePath?: string;
  realPath?: string;
}

/**
 * What VitePress writes around Markdown, in the page's own language: titles of boxes, and the names of buttons and anchors. Tables and
 * code that scroll can be reached by keyboard.
 */
export function words(markdown: MarkdownRenderer, languageOf: (path?: string) => Language): void {
  markdown.core.ruler.push("words", (state) => {
    const { boxes } = languageOf((state.env as Env).relativePath);
    for (const token of state.tokens) {
      const box = /^container_(\w+)_open$/.exec(token.type)?.[1] as keyof typeof boxes | undefined;
      if (box !== undefined && box in boxes && token.info.trim() === box) token.info = ` ${box} ${boxes[box]}`;
      if (token.type === "table_open") token.attrSet("tabindex", "0");
    }
  });
  const render = markdown.renderer.render.bind(markdown.renderer);
  markdown.renderer.render = (tokens, options, env?: Env) => {
    const { copy, anchor } = languageOf(env?.relativePath).frame;
    const html = render(tokens, options, env)
      // An empty head of a column is a cell. Formulas alone are no text to axe-core, though readers of screens read them: a letter that
      // nobody sees is.
      .replace(/<th([^>]*)><\/th>/g, "<td$1></td>")
      .replace(/(<th[^>]*><math [^]*?<\/math>)<\/th>/g, "$1&#8288;</th>")
      .replaceAll("<pre><code>", '<pre tabindex="0"><code>')
      .replaceAll('<button title="Copy Code"', `<button title="${copy}"`)
      .replaceAll('aria-label="Permalink to &quot;', `aria-label="${anchor} &quot;`);
    // The index of the search, which gives no realPath, looks for headings
    return env?.realPath === undefined || /<img /.test(html) ? html : constantAround(html, escapeHtml);
  };
}
