import type { Engine } from "../index.ts";
import { fitTable, saveTableModel, type FitProgress, type FitTableOptions, type TableModel } from "../table/index.ts";
import type { DataTable } from "../data/data-table.ts";
import { replaceFile } from "../node/replace-file.ts";
import { formatCount } from "../support/show.ts";
import { formatSeconds } from "./format-numbers.ts";
import type { Session } from "./session.ts";

/** What becomes of a training that Ctrl-C stops. */
export interface Checkpoint {
  path: string;
  /** The command that goes on. */
  command: string;
  /** Removes the file, if there is one. */
  remove(): Promise<void>;
}

/** What is told of a training on its way. */
export type Told = Omit<FitProgress, "current">;

/** Milliseconds between two lines of progress for programs. */
const TOLD = 1000;

/**
 * Trains to the end. Ctrl-C writes what was learned so far to the checkpoint's file, and ends with the signal's reason.
 *
 * @param tell  is told the progress about once a second
 */
export async function trainTable(
  session: Session,
  engine: Engine,
  table: DataTable,
  options: FitTableOptions,
  checkpoint: Checkpoint | undefined,
  tell: (progress: Told) => void = () => undefined,
): Promise<TableModel> {
  const { signal, talk, interrupt } = session;
  // Not the signal: it would end the run between a step and what is told of it, and a resumed fit would miss a look at the
  // held-out rows
  const run = fitTable(engine, table, options);
  let phase: ReturnType<typeof talk.startPhase> | undefined;
  let model: TableModel | undefined;
  let told = -Infinity;
  try {
    for await (const { current, ...progress } of run) {
      const { step, steps, loss, bestLoss, secondsLeft } = progress;
      model = current();
      phase ??= talk.startPhase("training", steps);
      const losses =
        bestLoss === undefined ? `loss ${loss.toFixed(3)}` : `loss ${loss.toFixed(3)}, held out ${bestLoss.toFixed(3)}`;
      phase.update(step, `${losses}, ${formatSeconds(secondsLeft)} left`);
      const now = performance.now();
      if (now - told >= TOLD) {
        told = now;
        tell(progress);
      }
      if (signal.aborted) break;
    }
  } finally {
    phase?.stop();
  }
  if (!signal.aborted) return run;
  if (model && checkpoint) {
    await replaceFile("langevin", checkpoint.path, saveTableModel(model));
    const at = `step ${formatCount(model.step)} of ${formatCount(model.steps)}`;
    interrupt.hint = `Kept at ${at} in ${checkpoint.path}. To go on:\n  ${checkpoint.command}`;
  }
  throw signal.reason;
}
