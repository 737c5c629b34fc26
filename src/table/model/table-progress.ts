import { Run } from "../../support/run.ts";

/** How far work on a table's rows has come. */
export interface TableProgress {
  /** Part of the work that is done, 0…1. */
  fraction: number;
  /** Estimate of the time that is left, the loop's body not counted. */
  secondsLeft: number;
}

/** What a sampler or an ODE tells on its way. */
type Told = TableProgress;

/** The result of a run inside another's work, which tells its progress as the part from `from` to `to`. */
export async function* within<Result>(
  run: Run<Result, Told>,
  [from, to]: readonly [number, number] = [0, 1],
): AsyncGenerator<TableProgress, Result, void> {
  for await (const { fraction, secondsLeft } of run) yield { fraction: from + fraction * (to - from), secondsLeft };
  return await run;
}
