/** Text that is HTML already. Made by {@link markup} alone, so that nothing gets into a page unescaped. */
export interface Markup {
  readonly html: string;
}

/** What {@link markup} takes: texts and numbers are escaped, markup is kept, lists are joined, nothing is left out. */
export type Content = string | number | Markup | readonly Content[] | false | null | undefined;

/** HTML of a template; what stands in `${}` is escaped, in text and within quoted attributes alike. */
export function markup(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let text = parts[0];
  contents.forEach((content, i) => (text += render(content) + parts[i + 1]));
  return { html: text };
}

function render(content: Content): string {
  if (content === null || content === undefined || content === false) return "";
  if (typeof content === "object") return "html" in content ? content.html : content.map(render).join("");
  return escape(String(content));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** For text and quoted attributes. Characters that HTML does not allow become U+FFFD. */
function escape(text: string): string {
  return text
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd")
    .replace(/[&<>"']/g, (character) => entities[character]);
}

/** Bytes of the text in UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** As many of the first entries as fit into so many bytes, and how many were left out. */
export function withinBytes(entries: Iterable<Markup>, bytes: number): { shown: Markup[]; left: number } {
  const shown: Markup[] = [];
  let [used, left] = [0, 0];
  for (const entry of entries) {
    used += byteLength(entry.html);
    if (used <= bytes) shown.push(entry);
    else left++;
  }
  return { shown, left };
}
