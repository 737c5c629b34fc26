import { randomInt } from "node:crypto";
import { LangevinError } from "../support/errors.ts";
import { abortSignal, integer, readOptions, unchecked, type Spec } from "../support/options.ts";
import { formatCount } from "../support/show.ts";
import { checkNames } from "./finish-rows.ts";
import { canonicalRows } from "./result-rows.ts";
import { checkPart, type ShardedRun } from "./run-shard.ts";
import { partName, shardCount, shardOf } from "./shards.ts";
import { filesOf, openPart } from "./stored-part.ts";

/** What verifying takes. */
export interface VerifyOptions {
  /** Rows of each part that are computed again. @default 100 */
  sample?: number | undefined;
  /** Ends the work with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
  /** Called now and then with the fraction done, 0 to 1. @default none */
  onProgress?: ((fraction: number) => void) | undefined;
}

const verifySpec = {
  sample: integer(1, 0x7fffffff, { default: 100 }),
  signal: abortSignal(),
  onProgress: unchecked<(fraction: number) => void>(),
} satisfies Spec<VerifyOptions>;

/** What was verified. */
export interface VerifyReport {
  /** Parts that were looked at. */
  readonly parts: number;
  /** Rows that were computed again. */
  readonly rows: number;
}

/** Rows that are computed at one place: the kernels take as many at once, so that they cost as much as one. */
const AT_A_PLACE = 32;

/**
 * Computes rows of every part again, at places that nobody knows before.
 *
 * @throws LangevinError "invalid-file" naming the part and the row that is another one
 */
export async function verifyRows(where: string, run: ShardedRun, options: VerifyOptions): Promise<VerifyReport> {
  const { sample, signal, onProgress = () => undefined } = readOptions(where, options, verifySpec);
  const { spec } = run;
  const sizes = await checkNames(where, run);
  const parts = shardCount(spec);
  let rows = 0;
  for (let index = 0; index < parts; index++) {
    rows += await verifyPart(where, run, index, {
      size: sizes.get(filesOf(partName(spec, index), spec.format)[0])!,
      sample,
      signal,
    });
    onProgress((index + 1) / parts);
  }
  return { parts, rows };
}

async function verifyPart(
  where: string,
  run: ShardedRun,
  index: number,
  { size, sample, signal }: { size: number; sample: number; signal: AbortSignal | undefined },
): Promise<number> {
  const { spec, store, copies } = run;
  const opened = await run.opened();
  const shard = shardOf(spec, index);
  const part = await openPart(store, partName(spec, index), spec.format, undefined, size);
  checkPart(where, run, shard, part.about);
  const wanted = Math.min(sample, shard.count);
  let rows = 0;
  for (const { begin, count } of placesOf(shard.count, wanted)) {
    signal?.throwIfAborted();
    const result = await opened.compute(shard.begin + begin, count, { signal, onProgress: () => undefined });
    const own = await canonicalRows(result);
    const found = await part.read(begin * copies, (begin + count) * copies);
    for (let row = 0; row < own.count; row++)
      if (!sameRow(own, found, row)) {
        const place = formatCount(shard.begin * copies + begin * copies + row);
        const [name] = filesOf(partName(spec, index), spec.format);
        const message = `${where}: expected row ${place} in ${name} as it is computed again, got another`;
        throw new LangevinError("invalid-file", message);
      }
    rows += count;
  }
  return rows;
}

type Rows = Awaited<ReturnType<typeof canonicalRows>>;

function sameRow(a: Rows, b: Rows, row: number): boolean {
  const of = ({ bytes, begin }: Rows) => bytes.subarray(begin(row), begin(row + 1));
  return row < b.count && Buffer.compare(of(a), of(b)) === 0;
}

/** Ranges of `wanted` rows in all among `count`, one in each of as many stretches as there are ranges. */
function placesOf(count: number, wanted: number): { begin: number; count: number }[] {
  const places = Math.ceil(wanted / AT_A_PLACE);
  return Array.from({ length: places }, (_, i) => {
    const [low, high] = [Math.floor((count * i) / places), Math.floor((count * (i + 1)) / places)];
    const rows = Math.min(high - low, Math.floor((wanted * (i + 1)) / places) - Math.floor((wanted * i) / places));
    return { begin: low + randomInt(high - low - rows + 1), count: rows };
  });
}
