import { lastLine } from "../engines/run.ts";
import type { RunningEngine } from "./engine.ts";
import { differences, toGolden, type Golden } from "./golden.ts";
import type { columns, Outcome } from "./matrix.ts";

/** An engine's row, one cell after another: they share the machine's cores. With `update`, golden hashes that are absent are made. */
export async function runColumns(
  engine: RunningEngine,
  shown: typeof columns,
  golden: Golden,
  {
    update = false,
    onCell = (): void => undefined,
  }: { update?: boolean | undefined; onCell?: (outcome: Outcome) => void } = {},
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const column of shown) {
    outcomes.push(await runOne(engine, column, golden, update));
    onCell(outcomes.at(-1)!);
  }
  return outcomes;
}

async function runOne(
  engine: RunningEngine,
  { arithmetic, threads }: (typeof columns)[number],
  golden: Golden,
  update: boolean,
): Promise<Outcome> {
  if (engine.threads && !engine.threads.includes(threads)) return { kind: "no such cell" };
  try {
    const { hashes, blockRows, unsupported, millis } = await engine.run({ arithmetic, threads });
    if (!hashes) return { kind: "not run", reason: unsupported ?? "it gave no hashes" };
    if (update) golden[arithmetic] ??= toGolden(hashes);
    const what = differences(hashes, golden[arithmetic]);
    return what.length > 0 ? { kind: "different", what } : { kind: "same", millis, blockRows };
  } catch (error) {
    return { kind: "failed", reason: lastLine(error instanceof Error ? error.message : String(error)) };
  }
}
