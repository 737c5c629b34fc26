import { chinese } from "./chinese.ts";
import { english } from "./english.ts";
import type { Language } from "./language.ts";

/** The site's languages, a line each. The first has every page; the others link to it where they lack one. */
export const languages: readonly Language[] = [english, chinese];
