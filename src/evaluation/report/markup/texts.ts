import { type Markup, markup } from "./markup.ts";

/** Characters of a name that are shown. */
const MOST = 60;

/** A name or another text of the table: short, and apart from the direction of what is around it. */
export function name(text: string, most = MOST): Markup {
  return markup`<bdi>${shorten(text, most)}</bdi>`;
}

/** The same where no elements are: in titles and descriptions of pictures, between Unicode's isolates. */
export function plainName(text: string, most = MOST): string {
  return `\u2068${shorten(text, most)}\u2069`;
}

/** At most so many characters. An empty text is said to be one. */
export function shorten(text: string, most = MOST): string {
  if (text === "") return "(empty)";
  // A character has two units at most
  const characters = Array.from(text.slice(0, 2 * most + 2));
  return characters.length <= most ? characters.join("") : characters.slice(0, most - 1).join("") + "…";
}

/** A figure to three digits behind the point; a dash where there is none. */
export function figure(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A share as percents: "12.3 %". */
export function percent(share: number | null | undefined, digits = 1): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return "–";
  const shown = figure(100 * share, digits);
  // What is not nothing does not look like it
  return Number(shown) === 0 && share > 0
    ? `< ${digits === 0 ? "1" : `0.${"0".repeat(digits - 1)}1`}\u00a0%`
    : `${shown}\u00a0%`;
}

/** "0.981 ± 0.004" */
export function withError(value: number | null, error: number | null): string {
  return value === null || error === null ? figure(value) : `${figure(value)} ±\u00a0${figure(error)}`;
}
