import { JsonReader } from "../files/strict-json.ts";
import { invalid, LangevinError } from "../support/errors.ts";
import { abortSignal, integer, option, readOptions, type Spec } from "../support/options.ts";
import { quote, show } from "../support/show.ts";
import { canonicalJson, type JsonObject } from "./canonical-json.ts";
import type { Store } from "./store.ts";
import { fetchOption } from "./stores/open-store.ts";
import type { Work } from "./work.ts";

/** What a worker brings along. */
export interface WorkContext {
  /** Threads of the engine. @default as many as the machine has cores */
  threads?: number | undefined;
  /** What the addresses of models and inputs must begin with: folders or URLs. @default any, for work of one's own */
  roots?: readonly string[] | undefined;
  /** What sends requests for models and inputs in the place of the global `fetch`. @default the global fetch */
  fetch?: typeof fetch | undefined;
  /** Ends what is under way with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
}

export const contextSpec = {
  threads: integer(1, 1024),
  roots: option<readonly string[]>((where, name, value) => {
    if (!Array.isArray(value) || !value.every((root) => typeof root === "string"))
      throw invalid(where, `${name} a list of folders or addresses`, value);
    return value as string[];
  }),
  fetch: fetchOption,
  signal: abortSignal(),
} satisfies Spec<WorkContext>;

/** A kind of work: how its specification is understood. */
export interface WorkKind {
  /** The specification's field `kind`. */
  readonly kind: string;
  /** Checks a specification, which may come from anybody, and gives its work. */
  open(spec: unknown, store: Store, context: WorkContext): Promise<Work>;
}

/** Name of the specification in a store. */
export const SPEC = "_spec.json";

/** More than any specification has. */
const MOST_BYTES = 1 << 24;

/**
 * The work whose specification lies in the store.
 *
 * @throws LangevinError "invalid-file" where there is none, or none of these kinds; "invalid-argument" for a field that is
 *   not what it should be
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { folderStore, openWork, rowsKind } from "langevin/shards";
 *
 * const store = folderStore(await mkdtemp(join(tmpdir(), "example-")));
 * try {
 *   const work = await openWork(store, [rowsKind], { threads: 1 });
 *   for (const index of await work.missing()) await work.run(index);
 * } catch (error) {
 *   console.log((error as Error).message); // openWork: expected _spec.json in …, got none
 * }
 * ```
 */
export async function openWork(store: Store, kinds: readonly WorkKind[], context: WorkContext = {}): Promise<Work> {
  const where = "openWork";
  const settled = readOptions(where, context, contextSpec);
  const spec = await readSpec(store);
  if (spec === undefined) throw bad(`${SPEC} in ${store.url}`, "none");
  const kind = kinds.find((each) => each.kind === spec.kind);
  if (!kind) throw bad(`a kind of ${kinds.map((each) => quote(each.kind)).join(", ")} in ${SPEC}`, show(spec.kind));
  return kind.open(spec, store, settled);

  function bad(expected: string, got: string): LangevinError {
    return new LangevinError("invalid-file", `${where}: expected ${expected}, got ${got}`);
  }
}

/**
 * What lies in the store as its specification; undefined where there is none.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { folderStore, readSpec } from "langevin/shards";
 *
 * console.log(await readSpec(folderStore(await mkdtemp(join(tmpdir(), "example-"))))); // undefined
 * ```
 */
export async function readSpec(store: Store): Promise<JsonObject | undefined> {
  const bytes = await store.read(SPEC, 0, MOST_BYTES);
  return bytes && parseObject(`${SPEC} in ${store.url}`, bytes);
}

/**
 * An object of a JSON file that may come from anybody.
 *
 * @throws LangevinError "invalid-file" naming `what`
 */
export function parseObject(what: string, bytes: Uint8Array): JsonObject {
  const bad = (expected: string, got: string) =>
    new LangevinError("invalid-file", `${what}: expected ${expected}, got ${got}`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw bad("UTF-8", "other bytes");
  }
  const reader = new JsonReader(text.trim(), bad);
  const value = reader.value();
  reader.end();
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad("an object", show(value));
  return value as JsonObject;
}

/**
 * Puts a specification into a store.
 *
 * @returns whether it was "written", or another or the same one "exists", which stays
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { folderStore, putSpec } from "langevin/shards";
 *
 * const store = folderStore(await mkdtemp(join(tmpdir(), "example-")));
 * console.log(await putSpec(store, { kind: "mine" })); // "written"
 * console.log(await putSpec(store, { kind: "other" })); // "exists"
 * ```
 */
export async function putSpec(store: Store, spec: object): Promise<"written" | "exists"> {
  return store.putNew(SPEC, new TextEncoder().encode(`${canonicalJson("putSpec", spec)}\n`));
}
