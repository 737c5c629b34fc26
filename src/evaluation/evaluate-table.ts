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
  const whole = (name: string, table: TableInput): TablePart => {
    const rows = toDataTable(where, name, table);
    return { rows, count: rows.columns[0].length };
  };
  const { holdout } = settings;
  const tables = {
    real: whole("real", real),
    synthetic: whole("synthetic", synthetic),
    holdout: holdout === undefined ? undefined : whole("holdout", holdout),
  };
  return started(where, tables, settings);
}

/** A table, or rows of it that were drawn at random, and how many rows it has. */
export interface TablePart {
  rows: DataTable;
  count: number;
}

/** The tables of an evaluation. */
interface Parts {
  real: TablePart;
  synthetic: TablePart;
  holdout: TablePart | undefined;
}

/** The same of tables that are too long to be held. */
export function evaluateParts(
  where: string,
  tables: Parts,
  options: Omit<EvaluateTableOptions, "holdout">,
): EvaluationRun {
  return started(where, tables, readEvaluationOptions(where, options));
}

/** Rows that halves and attacks need. */
const FEWEST_ROWS = 4;

function started(where: string, tables: Parts, settings: EvaluationSettings): EvaluationRun {
  for (const [name, part] of Object.entries(tables))
    if (part && part.count < FEWEST_ROWS)
      throw new LangevinError(
        "invalid-data",
        `${where}: expected ${name} of ${FEWEST_ROWS} or more rows, got ${part.count}`,
      );
  if (settings.target !== undefined) columnNamed(`${where}: target`, settings.target, tables.real.rows.names);
  return new Run(begin(where, tables, settings));
}

async function* begin(
  where: string,
  { real, synthetic, holdout }: Parts,
  settings: EvaluationSettings,
): AsyncGenerator<EvaluationProgress, TableEvaluation, void> {
  const pacer = new Pacer(settings.signal);
  yield { fraction: 0, doing: "reading" };
  await pacer.pause();
  const schema = completeSchema(where, settings.schema ?? describeTable(real.rows).schema, real.rows);
  const tables = readTables(where, schema, { real: real.rows, synthetic: synthetic.rows, holdout: holdout?.rows });
  const counts = { real: real.count, synthetic: synthetic.count, holdout: holdout?.count ?? 0 };
  const cells = { real: real.rows, holdout: holdout?.rows };
  return yield* evaluate(where, { tables, cells, counts }, settings);
}
