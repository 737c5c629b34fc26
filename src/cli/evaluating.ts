import type { DataTable } from "../data/data-table.ts";
import { evaluateParts } from "../evaluation/evaluate-table.ts";
import { writeReport, type EvaluateTableOptions, type TableEvaluation } from "../evaluation/index.ts";
import type { Output } from "./output.ts";
import type { Session } from "./session.ts";
import type { TableModel } from "../table/index.ts";
import { learnedRows } from "../table/model/learned-rows.ts";

/** Rows and cells of each table that are kept at most: a million rows of 15 columns take less than 1 GB. */
export const EVALUATED = { kept: 100_000, keptCells: 3_000_000 };

/** A table, or the part of it that was kept, and how many rows there were. */
export interface Part {
  rows: DataTable;
  count: number;
}

/** Compares tables, and tells how far it has come. */
export async function evaluateTold(
  { talk, signal }: Session,
  tables: { real: Part; synthetic: Part; holdout: Part | undefined },
  options: Omit<EvaluateTableOptions, "holdout" | "signal">,
): Promise<TableEvaluation> {
  const run = evaluateParts("evaluate", tables, { ...options, signal });
  const phase = talk.startPhase("evaluating", 100);
  try {
    for await (const { fraction, doing } of run) phase.update(Math.round(100 * fraction), doing);
    phase.update(100);
    return await run;
  } finally {
    phase.stop();
  }
}

/** At most 300 characters, as many as the page has of a warning. */
const HELD_OUT_BY_FIT =
  "Held-out rows are those by which training was stopped: no weight was learned from them, but their loss chose the moment, " +
  "and levels, ranges and combinations were read from them too. To judge by rows that nothing was learned from, give such " +
  "rows to langevin evaluate.";

/** Compares rows that a model made with those that it learned from. The rows by which its training was stopped are the hold-out. */
export async function evaluateOwn(
  session: Session,
  model: TableModel,
  table: DataTable,
  synthetic: Part,
  { seed = 0, target }: Pick<EvaluateTableOptions, "seed" | "target">,
): Promise<TableEvaluation> {
  const { training, holdout } = learnedRows(model, table);
  const real = { rows: training, count: training.columns[0].length };
  const others = holdout && { rows: holdout, count: holdout.columns[0].length };
  const evaluation = await evaluateTold(session, { real, synthetic, holdout: others }, { model, seed, target });
  return others ? { ...evaluation, warnings: [HELD_OUT_BY_FIT, ...evaluation.warnings] } : evaluation;
}

/** Writes the page, and says where it is. */
export async function writeReportTo({ talk }: Session, evaluation: TableEvaluation, output: Output): Promise<void> {
  await output.write(new TextEncoder().encode(writeReport(evaluation)));
  talk.say(`the report is ${output.name}`);
}
