import { element } from "./elements.ts";

/** With ?embed in the address, only the picture and what one needs to play with it, and a link to the whole page. */
export function arrangeEmbedding(): void {
  if (!new URLSearchParams(location.search).has("embed")) return;
  document.documentElement.classList.add("embed");
  const link = element<HTMLAnchorElement>("whole-page");
  link.hidden = false;
  const refer = (): void => void (link.href = `./${location.hash}`);
  for (const type of ["pointerenter", "focus"]) link.addEventListener(type, refer);
}
