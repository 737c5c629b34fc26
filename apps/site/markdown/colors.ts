import type { MarkdownRenderer } from "vitepress";

/** Themes of code whose every color has enough contrast. */
export const themes = { light: "github-light-high-contrast", dark: "github-dark-high-contrast" } as const;

const inherited = "#0E1116";
/** Letters of theme/code.css for the themes' colors in the light. */
const letters = new Map([
  ["#A0111F", "k"],
  ["#023B95", "c"],
  ["#622CBC", "f"],
  ["#032563", "s"],
  ["#702C00", "v"],
  ["#66707B", "n"],
  ["#024C1A", "t"],
  ["#6E011A", "e"],
]);

/** Colors of code by classes of one letter: as styles they are two thirds of a page. Other colors stay as they are. */
export function colors({ options }: MarkdownRenderer): void {
  const { highlight } = options;
  const shorter = (html: string): string =>
    html.replace(
      /<span style="--shiki-light:(#\w{6});--shiki-dark:#\w{6};?">([^<]*)<\/span>/g,
      (span, color: string, text: string) => {
        if (color === inherited) return text;
        const letter = letters.get(color);
        return letter === undefined ? span : `<i class="${letter}">${text}</i>`;
      },
    );
  options.highlight = (text, language, attributes) => {
    const html = highlight!(text, language, attributes) as string | Promise<string>;
    return (typeof html === "string" ? shorter(html) : html.then(shorter)) as string;
  };
}
