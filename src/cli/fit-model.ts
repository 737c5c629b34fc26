import type { Engine } from "../index.ts";
import type { TableModel } from "../table/index.ts";
import type { Field } from "../table/schema/table-schema.ts";
import { prepareFit } from "../table/model/prepare-fit.ts";
import { usageError } from "./command-error.ts";
import { counted, formatCount } from "../support/show.ts";
import { formatBytes, formatSeconds } from "./format-numbers.ts";
import type { ComputeOptions, FittingOptions, ReadingOptions } from "./options/groups.ts";
import type { Session } from "./session.ts";
import { tellDescription } from "./tell.ts";
import { trainTable, type Checkpoint, type Told } from "./training.ts";
import { understandTable, type UnderstoodTable } from "./understand-table.ts";

/** Rows that are learned from at most; of a longer table as many are drawn at random. */
export const MOST_ROWS = 250_000;

export type LearningOptions = ReadingOptions & FittingOptions & ComputeOptions;

/** What learning a table will be: a dry run's outcome. */
export interface Plan {
  rows: number;
  columns: number;
  learnedRows: number;
  width: number;
  seconds: number;
  bytes: number;
}

/** Reads a table, tells how it is understood and what learning it will be. */
export async function planFit(
  session: Session,
  path: string,
  options: LearningOptions,
): Promise<{ table: UnderstoodTable; plan: Plan }> {
  if (options.steps !== undefined && options.seconds !== undefined)
    throw usageError("--steps and --seconds both say how long to train; give one of them.");
  const { seed = 0 } = options;
  const table = await understandTable(session, path, { ...options, seed, kept: MOST_ROWS });
  tellDescription(session.talk, table);
  const { schema, rows } = table.description;
  const asked = {
    seed,
    schema,
    seconds: options.seconds,
    holdout: options.holdout,
    target: options.target,
    protect: options.protect ?? true,
    allowRealText: options.allowRealText ?? false,
  };
  const { encoding, layout, seconds, bytes, rows: learnedRows } = prepareFit("fit", table.rows, asked);
  for (const constraint of layout.schema.langevin?.constraints ?? [])
    if (constraint.type === "combination")
      session.talk.say(
        `kept together in every row: ${constraint.fields.join(", ")} (otherwise "constraints": [] in the schema's "langevin", --schema)`,
      );
  const rare = rareLevels(schema.fields, layout.schema.fields);
  if (rare !== "") session.talk.say(`levels of few rows are not in the model: ${rare} (--no-protect keeps them)`);
  const plan = { rows, columns: schema.fields.length, learnedRows, width: encoding.width, seconds, bytes };
  const part =
    learnedRows < rows
      ? `${formatCount(learnedRows)} of ${formatCount(rows)} rows, drawn at random`
      : `${formatCount(rows)} rows`;
  const time = options.steps === undefined ? `about ${formatSeconds(seconds)}` : `${formatCount(options.steps)} steps`;
  session.talk.say(
    `learning ${counted(plan.columns, "column")} as ${counted(plan.width, "coordinate")} from ${part}: ${time}, ${formatBytes(bytes)} of memory`,
  );
  return { table, plan };
}

/** How many levels of which columns protection took away: those that hold too few rows. */
function rareLevels(before: readonly Field[], after: readonly Field[]): string {
  return before
    .flatMap(({ name, categories = [] }, c) => {
      const kept = after[c].categories?.length ?? categories.length;
      const gone = categories.length - kept;
      return gone > 0 ? [`${formatCount(gone)} of ${formatCount(categories.length)} in ${JSON.stringify(name)}`] : [];
    })
    .join(", ");
}

/** Learns a table that was planned. */
export async function fitPlanned(
  session: Session,
  engine: Engine,
  table: UnderstoodTable,
  options: LearningOptions,
  checkpoint: Checkpoint | undefined,
  tell?: (progress: Told) => void,
): Promise<TableModel> {
  const { seed = 0, steps, seconds, holdout, target, protect = true, allowRealText } = options;
  const settings = { schema: table.description.schema, seed, steps, seconds, holdout, target, protect, allowRealText };
  return trainTable(session, engine, table.rows, settings, checkpoint, tell);
}
