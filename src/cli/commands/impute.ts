import { Command } from "commander";
import type { DataTable } from "../../data/data-table.ts";
import { formatCount } from "../../support/show.ts";
import {
  addCommon,
  addCompute,
  addOutput,
  addReading,
  type CommonOptions,
  type ComputeOptions,
  type OutputOptions,
  type ReadingOptions,
} from "../options/groups.ts";
import { numberDraws } from "../../shards/operations/table-impute.ts";
import { addParts, checkParts, type PartsOptions } from "../options/parts.ts";
import { withKnown } from "../overrule.ts";
import { wholeNumber } from "../options/values.ts";
import { runPartsOf } from "../parts/run-parts-of.ts";
import { rowsOf } from "../read-table.ts";
import type { OpenSession, Session } from "../session.ts";
import { withModelAndRows } from "../table-model.ts";
import { tableBytes } from "../write-table.ts";

interface ImputeOptions extends CommonOptions, OutputOptions, ReadingOptions, ComputeOptions, PartsOptions {
  draws?: number;
}

/** Rows whose gaps are filled at once. */
const PART = 10_000;

export function imputeCommand(open: OpenSession): Command {
  const command = new Command("impute")
    .summary("fills gaps in rows")
    .description(
      "Fills the gaps of a table with draws from what a model knows, given what each row has. Known cells stay.",
    )
    .argument("<model>", "the model's file")
    .argument("<table>", 'the rows, or "-"')
    .option(
      "--draws <n>",
      "completions of every row, numbered in a column of their own (default: 1)",
      wholeNumber(1, 1e6),
    );
  addOutput(command, "where the rows go (default: the standard output)");
  addCompute(command, "of the draws: another one gives others");
  addParts(command);
  return addCommon(addReading(command)).action((path: string, rows: string, options: ImputeOptions) => {
    checkParts(options);
    if (options.out !== undefined) return imputeParts(open(options), [path, rows], options);
    return withModelAndRows(
      open,
      [path, rows],
      options,
      async ({ session, output, model, table, values, schema, format }) => {
        const { draws = 1, seed = 0 } = options;
        const { signal, talk } = session;
        const phase = talk.startPhase("filling gaps", table.rows);
        async function* parts(): AsyncGenerator<DataTable> {
          for (let offset = 0; offset < table.rows; offset += PART) {
            const part = rowsOf(values, offset, offset + PART);
            const run = model.impute(part, { draws, seed, offset, signal });
            for await (const { fraction } of run) phase.update(Math.round(offset + fraction * part.columns[0].length));
            const made = await run;
            const known = values === table ? made : withKnown(made, rowsOf(table, offset, offset + PART), part, draws);
            yield numberDraws(known, draws);
          }
        }
        try {
          await output.write(tableBytes(parts(), schema, { format, dialect: table.dialect }));
        } finally {
          phase.stop();
        }
        const made = table.rows * draws;
        talk.say(`${formatCount(made)} rows to ${output.name}`);
        session.finish({ command: "impute", model: path, table: rows, rows: made, draws, output: output.name });
      },
    );
  });
}

/** Rows of a table in parts, filled by a table's model or by a network. */
async function imputeParts(session: Session, files: [string, string], options: ImputeOptions): Promise<void> {
  const { draws, seed } = options;
  const asked = seed === undefined ? {} : { seed };
  await runPartsOf(session, "impute", files, options, {
    network: { operation: "impute", options: { ...asked, ...(draws !== undefined && { copies: draws }) } },
    table: { operation: "tableImpute", options: { ...asked, ...(draws !== undefined && { draws }) } },
  });
}
