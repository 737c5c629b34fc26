import { progress } from "../kit/print.ts";
import { UsageError } from "../kit/usage-error.ts";
import { GROUPS, type InferenceCase } from "./groups.ts";
import { describeInference, inferenceRow, type InferenceRow } from "./row.ts";

export interface InferenceOptions {
  /** Names of groups; none for all. */
  cases: readonly string[];
  /** Cases whose name contains this. */
  only: string;
  quick: boolean;
}

/** Conditions, inference, imputation and the rest of what is conditional, each figure with what is wanted. */
export async function benchmarkInference({ cases: groups, only, quick }: InferenceOptions): Promise<InferenceRow[]> {
  const chosen = await choose(groups, only);
  if (quick) progress("inference: --quick takes shorter training and fewer rows: figures for orientation only");
  const rows: InferenceRow[] = [];
  for (const [name, run] of chosen) {
    const began = performance.now();
    try {
      for await (const figure of run({ quick })) {
        const row = inferenceRow(name, figure);
        rows.push(row);
        progress(`inference: ${describeInference(row)}`);
      }
    } catch (error) {
      // The others' figures are not lost with it
      progress(`inference: ${name} failed: ${(error as Error).stack}`);
      process.exitCode = 1;
    }
    progress(`inference: ${name} took ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
  return rows;
}

async function choose(groups: readonly string[], only: string): Promise<[name: string, run: InferenceCase][]> {
  const all: [string, InferenceCase][] = [];
  for (const [group, { load }] of Object.entries(GROUPS))
    if (groups.length === 0 || groups.includes(group)) all.push(...Object.entries(await load()));
  const chosen = all.filter(([name]) => name.includes(only));
  if (chosen.length > 0) return chosen;
  throw new UsageError(
    `inference --only: expected a part of ${all.map(([name]) => `"${name}"`).join(", ")}, got "${only}"`,
  );
}
