import { LangevinError } from "../support/errors.ts";
import { canonicalJson } from "../work/canonical-json.ts";
import type { Store } from "../work/store.ts";
import type { OpenRung } from "./results.ts";
import { rank, type RankedTrial } from "./ranking.ts";
import { readContent } from "./read-content.ts";
import { sha256Of } from "../work/sha256.ts";
import type { SweepSpec } from "./sweep-spec.ts";
import { checkpointName } from "./trial-result.ts";

/** Names of what a finished sweep has in its store. */
export const [RANKING, WINNER] = ["ranking.json", "winner.langevin"];

/** What a sweep came to. */
export interface SweepResult {
  /** All trials, the best first. */
  readonly ranking: readonly RankedTrial[];
  /** The file of the best one's model, for `loadModel` or `loadTableModel`. */
  readonly winner: Uint8Array;
}

/**
 * The outcome of a sweep that is complete.
 *
 * @throws LangevinError "diverged" where every trial did; "invalid-file" for a model's file that is not what it was
 */
export async function outcomeOf(where: string, store: Store, spec: SweepSpec, rungs: OpenRung[]): Promise<SweepResult> {
  const ranking = rank(spec, rungs);
  const { checkpoint, diverged } = ranking[0];
  if (checkpoint === undefined)
    throw new LangevinError(
      "diverged",
      `${where}: expected a trial that does not diverge, got ${ranking.length} that did, the first: ${diverged}`,
    );
  return { ranking, winner: await readContent(where, store, checkpointName(checkpoint), checkpoint) };
}

/** Checks the models' files, and writes ranking and winner, then `_manifest.json`, then `_SUCCESS`. */
export async function writeOutcome(
  where: string,
  store: Store,
  { id, spec, rungs, signal }: { id: string; spec: SweepSpec; rungs: OpenRung[]; signal: AbortSignal | undefined },
): Promise<void> {
  const { ranking, winner } = await outcomeOf(where, store, spec, rungs);
  for (const { results } of rungs)
    for (const result of results) {
      signal?.throwIfAborted();
      if (result?.checkpoint !== undefined)
        await readContent(where, store, checkpointName(result.checkpoint), result.checkpoint);
    }
  const text = json({ id, ranking });
  await store.replace(RANKING, text);
  await store.replace(WINNER, winner);
  const files = [
    { name: RANKING, size: text.length, sha256: sha256Of(text) },
    { name: WINNER, size: winner.length, sha256: sha256Of(winner) },
  ];
  const { trial, step, score, standardError, settings } = ranking[0];
  const best = { trial, step, score, standardError, settings };
  await store.replace("_manifest.json", json({ kind: spec.kind, id, model: spec.model, winner: best, files }));
  await store.replace("_SUCCESS", new Uint8Array(0));
  await store.tidy();
}

function json(value: object): Uint8Array {
  return new TextEncoder().encode(`${canonicalJson("sweep", value)}\n`);
}
