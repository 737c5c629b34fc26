import type { MarkdownRenderer } from "vitepress";
import temml from "temml";
import { escapeHtml } from "../cells/draw/escape.ts";

/** `$…$` and `$$…$$` become MathML. A dollar before a space or a digit after the closing one, as in "$29 or $30", opens nothing. */
export function formulas(markdown: MarkdownRenderer): void {
  markdown.inline.ruler.after("escape", "formula", (state, silent) => {
    const found = /^\$\$([^$]+)\$\$|^\$(?!\s)((?:\\.|[^$\\\n]|\n(?!\n))*?)(?<![\s\\])\$(?!\d)/.exec(
      state.src.slice(state.pos),
    );
    if (found === null) return false;
    if (!silent) {
      // By this name VitePress's markdown-it-attrs knows not to take {…} at the end of a paragraph for attributes
      const token = state.push("math_inline", "math", 0);
      token.content = (found[1] ?? found[2])!.trim();
      token.meta = { display: found[1] !== undefined };
    }
    state.pos += found[0].length;
    return true;
  });
  markdown.block.ruler.before(
    "paragraph",
    "formula",
    (state, startLine, endLine, silent) => {
      const start = state.bMarks[startLine]! + state.tShift[startLine]!;
      if (!state.src.startsWith("$$", start)) return false;
      for (let line = startLine; line < endLine; line++) {
        const text = state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]!).trimEnd();
        if (!text.endsWith("$$") || (line === startLine && text.length < 4)) continue;
        if (silent) return true;
        const token = state.push("formula", "math", 0);
        token.block = true;
        token.content = state
          .getLines(startLine, line + 1, state.blkIndent, false)
          .trim()
          .slice(2, -2)
          .trim();
        token.meta = { display: true };
        token.map = [startLine, line + 1];
        state.line = line + 1;
        return true;
      }
      return false;
    },
    { alt: ["paragraph", "reference", "blockquote", "list"] },
  );
  markdown.renderer.rules["formula"] = markdown.renderer.rules["math_inline"] = (tokens, index) => {
    const { content, meta } = tokens[index]!;
    return render(content, (meta as { display: boolean }).display);
  };
}

/** MathML of a formula in TeX, which it keeps for copying. Vue leaves it alone. */
export function render(tex: string, display: boolean): string {
  const mathml = temml.renderToString(tex, { displayMode: display, throwOnError: true });
  const formula = mathml.replace("<math", `<math v-pre data-tex="${escapeHtml(tex)}"`);
  return display ? `<span class="formula" tabindex="0">${formula}</span>` : formula;
}
