import type { DataTable } from "../data/data-table.ts";
import { createEngine, type Engine } from "../index.ts";
import { readModelBytes } from "../node/read-file.ts";
import { tableFormatOf, type TableFormat } from "../formats/index.ts";
import { loadTableModel, type TableModel } from "../table/index.ts";
import type { TableSchema } from "../table/schema/table-schema.ts";
import { checkInput } from "./input.ts";
import type { CommonOptions, ComputeOptions, OutputOptions, ReadingOptions } from "./options/groups.ts";
import { overruled, readBy } from "./overrule.ts";
import { openOutput, type Output } from "./output.ts";
import { readTable, type ReadTable } from "./read-table.ts";
import { checkJson, type OpenSession, type Session } from "./session.ts";
import { checkFormat } from "./write-table.ts";

/** Loads the model of a file, and releases it when its work is done. */
export async function withModel<T>(
  session: Session,
  path: string,
  { threads }: ComputeOptions,
  work: (model: TableModel, engine: Engine) => Promise<T>,
): Promise<T> {
  await checkInput(path);
  const bytes = await readModelBytes(path, path);
  const engine = await createEngine({ threads });
  try {
    const model = await loadTableModel(engine, bytes);
    if (!model.finished)
      session.talk.warn(`${path} is of a training that was stopped at step ${model.step} of ${model.steps}.`);
    return await work(model, engine);
  } finally {
    engine.dispose();
  }
}

/** What a command has that takes a model and rows, and writes rows. */
interface ModelAndRows {
  session: Session;
  output: Output;
  model: TableModel;
  /** The rows as they were read. */
  table: ReadTable;
  /** The same, with cells that the model knows; the table itself where it is written as the model's was. */
  values: DataTable;
  /** The model's schema, with what the options say of the table's cells. */
  schema: TableSchema;
  format: TableFormat;
}

/** Opens the output, the model and the rows of a command, in this order, before any work. */
export async function withModelAndRows(
  open: OpenSession,
  [path, rows]: [model: string, rows: string],
  options: CommonOptions & OutputOptions & ReadingOptions & ComputeOptions,
  work: (opened: ModelAndRows) => Promise<void>,
): Promise<void> {
  const session = open(options);
  const output = await openOutput(options.output, { force: options.force ?? false });
  checkJson(options, output);
  await withModel(session, path, options, async (model) => {
    const table = await readTable(session, rows, options);
    const format = tableFormatOf(output.name) ?? options.format ?? table.format;
    await checkFormat(format);
    const schema = overruled(model.schema, options);
    const values = schema === model.schema ? table : readBy(schema, model.schema, table);
    await work({ session, output, model, table, values, schema, format });
  });
}
