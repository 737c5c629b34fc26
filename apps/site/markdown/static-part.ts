// VitePress leaves HTML that never changes out of the script that a page begins with: it is in the page already. It finds such HTML
// between these marks, but never makes them around what is given to a component.
const [start, end] = ["__VP_STATIC_START__", "__VP_STATIC_END__"];

/** An attribute that gives an element constant HTML. When sites are built, only the page has it, and the script for later visits. */
export function constantHtml(html: string, escape: (text: string) => string): string {
  const marked = process.env["NODE_ENV"] === "production" ? `${start}${html}${end}` : html;
  return ` v-html="${escape(JSON.stringify(marked))}"`;
}

/** The HTML of a page in which all but its cells never changes. Pages whose cells stand inside other elements stay as they are. */
export function constantAround(page: string, escape: (text: string) => string): string {
  const parts = page.split(/(<Cell [^]*?<\/Cell>)/);
  if (parts.length === 1 || !parts.every(isWhole)) return page;
  return parts
    .map((part) =>
      part.startsWith("<Cell ") ? part : `<div${constantHtml(part.replaceAll(" v-pre", ""), escape)}></div>`,
    )
    .join("");
}

/** Whether all elements of a part of a page end in it. */
function isWhole(part: string): boolean {
  const count = (tags: RegExp): number => part.match(tags)?.length ?? 0;
  return (
    count(/<(details|div|ul|ol|li|p|blockquote|table)[\s>]/g) ===
    count(/<\/(details|div|ul|ol|li|p|blockquote|table)>/g)
  );
}

/** A finished page without the marks. */
export const withoutMarks = (page: string): string => page.replaceAll(start, "").replaceAll(end, "");
