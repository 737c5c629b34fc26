/** SHA-256 of the sources that results come from; set when the library is built. */
declare const LANGEVIN_BUILD: string | undefined;

/** Which build of the library this is: parts of one run come from one build. */
export const build: string = typeof LANGEVIN_BUILD === "string" ? LANGEVIN_BUILD : "sources";
