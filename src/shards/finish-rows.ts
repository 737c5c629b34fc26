import { LangevinError } from "../support/errors.ts";
import { counted } from "../support/show.ts";
import { canonicalJson } from "../work/canonical-json.ts";
import { PIECE_ROWS } from "./part-writer.ts";
import { RowHash, RunHash } from "./row-hash.ts";
import { sha256Of } from "../work/sha256.ts";
import { checkPart, type ShardedRun } from "./run-shard.ts";
import { partName, shardCount, shardOf } from "./shards.ts";
import { filesOf, openPart } from "./stored-part.ts";

/** Names of the files that say that a run is whole. */
export const MANIFEST = "_manifest.json";
export const SUCCESS = "_SUCCESS";

/** A part in the manifest. */
interface ListedPart {
  readonly name: string;
  readonly begin: number;
  readonly count: number;
  readonly size: number;
  readonly rowsSha256: string;
  readonly fileSha256: string;
}

/** Names that a message lists. */
const MOST_LISTED = 10;

/**
 * Checks that the store holds the parts of the run, all of them and no others, and every row by its hash. Then writes
 * `_manifest.json`, and `_SUCCESS` last.
 *
 * @throws LangevinError "invalid-file" naming the parts that are missing, of another run, or damaged
 */
export async function finishRows(
  where: string,
  run: ShardedRun,
  { signal }: { signal?: AbortSignal | undefined },
): Promise<void> {
  const { spec, runId, store } = run;
  await store.tidy();
  const sizes = await checkNames(where, run);
  const whole = new RunHash();
  const parts: ListedPart[] = [];
  for (let index = 0; index < shardCount(spec); index++) {
    signal?.throwIfAborted();
    parts.push(await checkRows(where, run, index, { sizes, whole }));
  }
  const rows = spec.rows * run.copies;
  const manifest = { kind: "rows", runId, build: spec.build, rows, rowsSha256: whole.digest(), spec, parts };
  await store.replace(MANIFEST, new TextEncoder().encode(`${canonicalJson(where, manifest)}\n`));
  await store.replace(SUCCESS, new Uint8Array(0));
}

/** The sizes of the files that there should be; refuses others. */
export async function checkNames(where: string, { spec, store }: ShardedRun): Promise<ReadonlyMap<string, number>> {
  const expected = new Set<string>();
  for (let index = 0; index < shardCount(spec); index++)
    for (const name of filesOf(partName(spec, index), spec.format)) expected.add(name);
  const found = (await store.list()).filter(({ name }) => !name.startsWith("_"));
  const sizes = new Map(found.map(({ name, size }) => [name, size]));
  const strangers = found.filter(({ name }) => !expected.has(name)).map(({ name }) => name);
  if (strangers.length > 0) throw bad(where, `parts of the run alone in ${store.url}`, listed("stranger", strangers));
  const missing = [...expected].filter((name) => !sizes.has(name));
  if (missing.length > 0)
    throw bad(where, `all parts of the run in ${store.url}`, `${listed("file", missing)} missing`);
  return sizes;
}

async function checkRows(
  where: string,
  run: ShardedRun,
  index: number,
  { sizes, whole }: { sizes: ReadonlyMap<string, number>; whole: RunHash },
): Promise<ListedPart> {
  const { spec, store, copies } = run;
  const part = partName(spec, index);
  const [name] = filesOf(part, spec.format);
  const bytes = await store.read(name);
  if (bytes?.length !== sizes.get(name)) throw bad(where, `${name} whole`, `${bytes?.length ?? 0} bytes`);
  const { about, rows, read } = await openPart(store, part, spec.format, bytes, bytes!.length);
  const shard = shardOf(spec, index);
  checkPart(where, run, shard, about);
  if (rows !== shard.count * copies)
    throw bad(where, `${name} of ${counted(shard.count * copies, "row")}`, String(rows));
  const hash = new RowHash();
  for (let begin = 0; begin < rows; begin += PIECE_ROWS) {
    const piece = await read(begin, Math.min(rows, begin + PIECE_ROWS));
    hash.add(piece);
    whole.add(piece);
  }
  const rowsSha256 = hash.digest();
  if (rowsSha256 !== about.rowsSha256)
    throw bad(where, `rows of SHA-256 ${about.rowsSha256} in ${name}, as it says of itself`, rowsSha256);
  const { begin, count } = shard;
  return { name, begin, count, size: bytes!.length, rowsSha256, fileSha256: sha256Of(bytes!) };
}

function listed(noun: string, names: readonly string[]): string {
  const more = names.length > MOST_LISTED ? ` and ${names.length - MOST_LISTED} more` : "";
  return `${counted(names.length, noun)} (${names.slice(0, MOST_LISTED).join(", ")}${more})`;
}

function bad(where: string, expected: string, got: string): LangevinError {
  return new LangevinError("invalid-file", `${where}: expected ${expected}, got ${got}`);
}
