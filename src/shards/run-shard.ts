import { invalid, LangevinError } from "../support/errors.ts";
import { formatCount } from "../support/show.ts";
import type { Store } from "../work/store.ts";
import type { TaskOptions, TaskReport } from "../work/work.ts";
import type { OpenedRun } from "./opened-run.ts";
import type { PartAbout } from "./part-about.ts";
import { partWriter, PIECE_ROWS, type PartFile, type PartWriter } from "./part-writer.ts";
import { canonicalRows, columnsOf } from "./result-rows.ts";
import { RowHash } from "./row-hash.ts";
import type { RowsSpec } from "./rows-spec.ts";
import { partName, shardOf, type Shard } from "./shards.ts";
import { filesOf, readAboutOf } from "./stored-part.ts";

/** A run and where its parts go. */
export interface ShardedRun {
  readonly spec: RowsSpec;
  readonly runId: string;
  readonly store: Store;
  /** Rows of the result for each row that it goes through. */
  readonly copies: number;
  /** The run with its model, opened when it is needed. */
  opened(): Promise<OpenedRun>;
}

/** Bytes of a part at most: it is in memory when it is written. */
const MOST_PART_BYTES = 0x7fffffff;

/**
 * Computes a shard and writes its part; one that is there already is not computed again.
 *
 * @throws LangevinError "invalid-file" for a part of another run in its place, or one that is damaged
 */
export async function runShard(
  where: string,
  run: ShardedRun,
  index: number,
  { signal, onProgress = () => undefined }: TaskOptions,
): Promise<TaskReport> {
  const { spec, store, copies } = run;
  const shard = shardOf(spec, index);
  const amount = shard.count * copies;
  const found = await readAboutOf(store, partName(spec, index), spec.format);
  if (found) {
    checkPart(where, run, shard, found);
    return { status: "there", amount, seconds: 0 };
  }
  const opened = await run.opened();
  const begun = performance.now();
  const { about, files } = await computePart(where, run, opened, shard, { signal, onProgress });
  signal?.throwIfAborted();
  const seconds = (performance.now() - begun) / 1000;
  const status = await putPart(where, run, about, files);
  onProgress(1);
  return { status, amount, seconds };
}

async function computePart(
  where: string,
  { spec, runId, copies }: ShardedRun,
  opened: OpenedRun,
  { index, begin, count }: Shard,
  { signal, onProgress }: { signal: AbortSignal | undefined; onProgress: (fraction: number) => void },
): Promise<{ about: PartAbout; files: PartFile[] }> {
  const hash = new RowHash();
  let writer: PartWriter | undefined;
  const piece = Math.max(1, Math.floor(PIECE_ROWS / copies));
  for (let done = 0; done < count; done += piece) {
    const rows = Math.min(piece, count - done);
    const options = { signal, onProgress: (fraction: number) => onProgress((done + fraction * rows) / count) };
    const result = await opened.compute(begin + done, rows, options);
    const canonical = await canonicalRows(result);
    if (!writer) {
      checkSize(where, canonical.bytes.length * (count / rows), spec.shardRows);
      writer = await partWriter(where, spec.format, columnsOf(result));
    }
    hash.add(canonical);
    await writer.add(result);
  }
  const about = { runId, index, begin, count, rowsSha256: hash.digest(), build: spec.build };
  return { about, files: await writer!.finish(about) };
}

function checkSize(where: string, bytes: number, shardRows: number): void {
  if (bytes > MOST_PART_BYTES)
    throw invalid(
      where,
      `shardRows of parts of less than 2 GB (they would have ${formatCount(bytes)} bytes)`,
      shardRows,
    );
}

/** Puts the files of a part; where one is there already it has to be of the same rows. */
async function putPart(
  where: string,
  run: ShardedRun,
  about: PartAbout,
  files: readonly PartFile[],
): Promise<"written" | "there"> {
  const { spec, store } = run;
  const name = partName(spec, about.index);
  let status: "written" | "there" = "written";
  for (const { ending, bytes } of files) {
    const put = await store.putNew(name + ending, bytes);
    if (put === "written") continue;
    status = "there";
    const isLast = ending === files[files.length - 1].ending;
    if (!isLast && !Buffer.from(bytes).equals((await store.read(name + ending)) ?? new Uint8Array(0)))
      throw bad(`${where}: expected ${name}${ending} in ${store.url} to be of this run, got other rows`);
  }
  if (status === "written") return status;
  const found = await readAboutOf(store, name, spec.format);
  if (!found) throw bad(`${where}: expected ${filesOf(name, spec.format).join(" and ")} in ${store.url}, got none`);
  checkPart(where, run, about, found);
  if (found.rowsSha256 !== about.rowsSha256)
    throw bad(
      `${where}: expected ${name} in ${store.url} to have rows of SHA-256 ${about.rowsSha256}, got ${found.rowsSha256}: ` +
        "another worker computed other bits",
    );
  return status;
}

/**
 * Refuses a part that is not the one that it stands for.
 *
 * @throws LangevinError "invalid-file"
 */
export function checkPart(where: string, { spec, runId, store }: ShardedRun, shard: Shard, found: PartAbout): void {
  const name = `${partName(spec, shard.index)} in ${store.url}`;
  if (found.runId !== runId)
    throw bad(`${where}: expected ${name} to be of run ${runId}, got one of run ${found.runId}`);
  for (const field of ["index", "begin", "count"] as const)
    if (found[field] !== shard[field])
      throw bad(`${where}: expected ${name} to have ${field} ${shard[field]}, got ${found[field]}`);
}

function bad(message: string): LangevinError {
  return new LangevinError("invalid-file", message);
}
