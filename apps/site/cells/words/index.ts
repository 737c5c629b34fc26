import { chinese } from "./chinese.ts";
import { english } from "./english.ts";
import type { Words } from "./words.ts";

/** By the page's language tag. */
const words: Record<string, Words> = { en: english, "zh-CN": chinese };

/** A language without words of its own has the English ones. */
export const wordsOf = (tag: string): Words => words[tag] ?? english;
