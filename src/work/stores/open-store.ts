import { invalid } from "../../support/errors.ts";
import { option, readOptions, type Spec } from "../../support/options.ts";
import { isInstance } from "../../support/readable.ts";
import { isUrl } from "../roots.ts";
import type { Store } from "../store.ts";
import { folderStore } from "./folder-store.ts";
import { objectStore } from "./object-store.ts";

/** How a store is reached. */
export interface OpenStoreOptions {
  /** What sends requests in the place of the global `fetch`, and signs them if they need it. @default the global fetch */
  fetch?: typeof fetch;
}

export const fetchOption = option<typeof fetch>((where, name, value) => {
  if (typeof value !== "function") throw invalid(where, `${name} a function like the global fetch`, value);
  return value as typeof fetch;
});

const spec = { fetch: fetchOption } satisfies Spec<OpenStoreOptions>;

/**
 * The store at a path, a file: URL, or the URL of a prefix in an object store: `s3://bucket/prefix`,
 * `https://host/bucket/prefix`, or `https://bucket.s3.region.amazonaws.com/prefix`.
 *
 * Object stores are asked by S3's protocol. A new file is one PUT with `If-None-Match: *`, so that of several writers one
 * writes and what is there stays; nothing is renamed. Google's Cloud Storage (`https://storage.googleapis.com/bucket/prefix`)
 * has `x-goog-if-generation-match: 0` for it. Azure's Blob Storage knows `If-None-Match: *` as well, but another list: give a
 * `fetch` that translates, or mount its container and give the folder. Servers that are busy (409, 429, 503) or do not answer
 * are asked again, up to eight times in about 25 s.
 *
 * Requests are signed by the keys of `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and `AWS_REGION` of the
 * environment, for s3: URLs, Amazon's hosts and that of `AWS_ENDPOINT_URL` (another server that speaks S3's protocol). Keys
 * that change while a program runs, such as a machine's role, are a matter of your own `fetch`, which then signs.
 *
 * @throws LangevinError "invalid-argument" for what is none of them, or a URL with a user, a password or a query
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
  const { fetch: own } = readOptions("openStore", options, spec);
  const url = isInstance(place, URL) ? place : urlOf(place);
  if (url === undefined || url.protocol === "file:") return folderStore(url ?? place);
  if (["s3:", "https:", "http:"].includes(url.protocol)) return objectStore("openStore", url, { fetch: own });
  throw invalid("openStore", "a folder's path, or a URL with s3:, https: or http:", url.protocol);
}

/** The URL, if it begins as one. */
function urlOf(place: string): URL | undefined {
  if (typeof place !== "string" || !isUrl(place)) return undefined;
  if (URL.canParse(place)) return new URL(place);
  throw invalid("openStore", "a folder's path, or a URL that can be read", place);
}
