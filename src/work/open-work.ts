import { JsonReader } from "../files/strict-json.ts";
import { LangevinError } from "../support/errors.ts";
import { quote, show } from "../support/show.ts";
import { canonicalJson, type JsonObject } from "./canonical-json.ts";
import type { Store } from "./store.ts";
import type { Work } from "./work.ts";

/** What a worker brings along. */
export interface WorkContext {
  /** Threads of the engine. @default as many as the machine has cores */
  threads?: number | undefined;
  /** What the addresses of models and inputs must begin with: folders or URLs. @default any, for work of one's own */
  roots?: readonly string[] | undefined;
  /** Ends what is under way with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
}

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
 */
export async function openWork(store: Store, kinds: readonly WorkKind[], context: WorkContext = {}): Promise<Work> {
  const where = "openWork";
  const spec = await readSpec(store);
  if (spec === undefined) throw bad(`${SPEC} in ${store.url}`, "none");
  const kind = kinds.find((each) => each.kind === spec.kind);
  if (!kind) throw bad(`a kind of ${kinds.map((each) => quote(each.kind)).join(", ")} in ${SPEC}`, show(spec.kind));
  return kind.open(spec, store, context);

  function bad(expected: string, got: string): LangevinError {
    return new LangevinError("invalid-file", `${where}: expected ${expected}, got ${got}`);
  }
}

/** What lies in the store as its specification; undefined where there is none. */
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
 */
export async function putSpec(store: Store, spec: object): Promise<"written" | "exists"> {
  return store.putNew(SPEC, new TextEncoder().encode(`${canonicalJson("putSpec", spec)}\n`));
}
