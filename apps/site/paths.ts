import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
/** Where the pages go that the build writes itself. */
export const made = "build/site/pages";
/** Where typedoc writes a file for each function and type. */
export const functions = "build/site/functions";
/** What the site is built into. */
export const out = "out/site";

/** A path as it stands in addresses: relative to the repository, with slashes. */
export const fromRoot = (path: string) => relative(root, path).split(sep).join("/");
