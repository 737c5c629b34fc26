import { invalid } from "../../support/errors.ts";
import { option, readOptions, type Spec } from "../../support/options.ts";
import { isInstance } from "../../support/readable.ts";
import type { Store } from "../store.ts";
import { folderStore } from "./folder-store.ts";

/** How a store is reached. */
export interface OpenStoreOptions {
  /** What sends requests in the place of the global `fetch`, and signs them if they need it. @default the global fetch */
  fetch?: typeof fetch;
}

const spec = {
  fetch: option<typeof fetch>((where, name, value) => {
    if (typeof value !== "function") throw invalid(where, `${name} a function like the global fetch`, value);
    return value as typeof fetch;
  }),
} satisfies Spec<OpenStoreOptions>;

/**
 * The store at a path, a file: URL, or the URL of a prefix in an object store.
 *
 * @throws LangevinError "invalid-argument" for what is neither
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { openStore } from "langevin/shards";
 *
 * const store = openStore(await mkdtemp(join(tmpdir(), "example-")));
 * console.log(await store.list()); // []
 * ```
 */
export function openStore(place: string | URL, options: OpenStoreOptions = {}): Store {
  readOptions("openStore", options, spec);
  const url = isInstance(place, URL) ? place : urlOf(place);
  if (url === undefined || url.protocol === "file:") return folderStore(url ?? place);
  throw invalid("openStore", "a folder's path, or a URL with s3:, https: or http:", url.protocol);
}

/** A text with "://" as a URL. */
function urlOf(place: string): URL | undefined {
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(place)) return undefined;
  if (URL.canParse(place)) return new URL(place);
  throw invalid("openStore", "a folder's path, or a URL that can be read", place);
}
