import { LangevinError } from "../support/errors.ts";
import { integer, number, option, readOptions, type Settled, type Spec } from "../support/options.ts";
import { canonicalJson } from "../work/canonical-json.ts";
import { parseObject } from "../work/open-work.ts";
import { MOST_RUNGS, MOST_TRIALS, isSha256 } from "./sweep-spec.ts";
import type { Standing } from "./halving.ts";

/** A trial's training up to the end of a rung: a small file of JSON in the store. */
export interface TrialResult extends Standing {
  /** {@link Work.id} of the sweep. */
  readonly sweep: string;
  readonly rung: number;
  /** Steps done. */
  readonly step: number;
  /** Standard error of the score over the held-out rows. */
  readonly standardError: number | undefined;
  /** SHA-256 of the model's file; undefined for a trial that diverged. */
  readonly checkpoint: string | undefined;
  /** What went wrong in a trial that diverged. */
  readonly diverged: string | undefined;
}

const text = (isFit: (value: string) => boolean) =>
  option((where, name, value) => {
    if (typeof value === "string" && isFit(value)) return value;
    throw new LangevinError("invalid-file", `${where}: expected ${name} a text that fits`);
  });

const resultSpec = {
  sweep: text(isSha256),
  rung: integer(0, MOST_RUNGS, { required: true }),
  trial: integer(0, MOST_TRIALS, { required: true }),
  step: integer(0, 1e9, { required: true }),
  score: number(-Number.MAX_VALUE, Number.MAX_VALUE),
  standardError: number(0, Number.MAX_VALUE),
  impossible: integer(0, 1e9, { required: true }),
  checkpoint: text(isSha256),
  diverged: text((value) => value.length < 10_000),
} satisfies Spec<TrialResult>;

/** Name of a result's file. */
export function resultName(rung: number, trial: number): string {
  return `result-${String(rung).padStart(2, "0")}-${String(trial).padStart(5, "0")}.json`;
}

/** Name of a model's file by its content. */
export function checkpointName(sha256: string): string {
  return `checkpoint-${sha256}.langevin`;
}

export function encodeResult(result: TrialResult): Uint8Array {
  return new TextEncoder().encode(`${canonicalJson("sweep", result)}\n`);
}

/**
 * A result of this sweep, trial and rung; anybody may have written the file.
 *
 * @throws LangevinError "invalid-file" naming it
 */
export function decodeResult(
  file: string,
  bytes: Uint8Array,
  expected: Pick<TrialResult, "sweep" | "rung" | "trial">,
): TrialResult {
  let read: Settled<typeof resultSpec>;
  try {
    read = readOptions(file, parseObject(file, bytes), resultSpec);
  } catch (cause) {
    if (!(cause instanceof LangevinError)) throw cause;
    throw new LangevinError("invalid-file", cause.message, { cause });
  }
  for (const name of ["sweep", "rung", "trial"] as const)
    if (read[name] !== expected[name])
      throw new LangevinError(
        "invalid-file",
        `${file}: expected ${name} ${expected[name]}, got ${read[name]}: it is of another sweep`,
      );
  const isGood = read.score !== undefined && read.checkpoint !== undefined && read.diverged === undefined;
  const isDiverged = read.score === undefined && read.checkpoint === undefined && read.diverged !== undefined;
  if (!isGood && !isDiverged)
    throw new LangevinError("invalid-file", `${file}: expected a score with a checkpoint, or what diverged`);
  return read as TrialResult;
}
