import type { DataTable } from "../data/data-table.ts";
import { LangevinError } from "../support/errors.ts";
import { Pacer } from "../support/pacer.ts";
import { Run } from "../support/run.ts";
import { describeTable } from "../table/describe/describe-table.ts";
import { completeSchema } from "../table/model/complete-schema.ts";
import { columnNamed, toDataTable, type TableInput } from "../table/model/table-input.ts";
import { readEvaluationOptions, type EvaluateTableOptions, type EvaluationSettings } from "./evaluation-options.ts";
import { evaluate, type EvaluationProgress } from "./evaluate.ts";
import { readTables } from "./read-tables.ts";
import type { TableEvaluation } from "./table-evaluation.ts";

/** An evaluation: awaited, it gives what was found out; iterated, it tells what it is at. */
export type EvaluationRun = Run<TableEvaluation, EvaluationProgress>;

/**
 * How good a synthetic table is: scores between what independent columns and what real rows get, with their errors; what gives it
 * away; columns, pairs, usefulness, validity; what it tells of the rows it was learned from; and a verdict in a sentence.
 *
 * Columns are compared as the real table's schema has them; identifiers and texts are left out. Slow scores look at random
 * parts of long tables. Equal seeds give equal figures. None of it proves privacy.
 *
 * @param real       the rows that the synthetic ones imitate: those that were learned from
 * @param synthetic  with the same columns at least
 * @throws LangevinError at the call: "invalid-argument", "invalid-data" naming column and row; from the run: the signal's reason
 *
 * @example
 * ```ts
 * import { evaluateTable } from "langevin/evaluation";
 *
 * const rows = (from: number) =>
 *   Array.from({ length: 100 }, (_, i) => ({ kind: (i + from) % 3 ? "a" : "b", size: ((i * 37 + from) % 101) / 10 }));
 * const { verdict, scores } = await evaluateTable(rows(0), rows(1));
 * console.log(verdict, scores.shape.value, scores.shape.ceiling);
 * ```
 */
export function evaluateTable(
  real: TableInput,
  synthetic: TableInput,
  options: EvaluateTableOptions = {},
): EvaluationRun {
  const where = "evaluateTable";
  const settings = readEvaluationOptions(where, options);
  const data = toDataTable(where, "real", real);
  const drawn = toDataTable(where, "synthetic", synthetic);
  const holdout = settings.holdout === undefined ? undefined : toDataTable(where, "holdout", settings.holdout);
  const tables = { real: data, synthetic: drawn, holdout };
  for (const [name, table] of Object.entries(tables))
    if (table && table.columns[0].length < 2)
      throw new LangevinError(
        "invalid-data",
        `${where}: expected ${name} of 2 or more rows, got ${table.columns[0].length}`,
      );
  if (settings.target !== undefined) columnNamed(`${where}: target`, settings.target, data.names);
  return new Run(begin(where, tables, settings));
}

async function* begin(
  where: string,
  tables: { real: DataTable; synthetic: DataTable; holdout: DataTable | undefined },
  settings: EvaluationSettings,
): AsyncGenerator<EvaluationProgress, TableEvaluation, void> {
  const pacer = new Pacer(settings.signal);
  yield { fraction: 0, doing: "reading" };
  await pacer.pause();
  const schema = completeSchema(where, settings.schema ?? describeTable(tables.real).schema, tables.real);
  return yield* evaluate(readTables(where, schema, tables), settings);
}
