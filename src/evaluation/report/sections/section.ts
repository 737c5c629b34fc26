import { type Content, markup, type Markup } from "../markup/markup.ts";

/** A part of the page under a heading that others can link to. */
export function section(id: string, heading: string, content: Content): Markup {
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${heading}</h2>
${content}</section>
`;
}

/** What the two ways of drawing mean. */
export const legend: Markup = markup`<p class="legend"><span class="swatch real"></span> real <span class="swatch synthetic"></span> synthetic</p>
`;
