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
import { addParts, checkParts, type PartsOptions } from "../options/parts.ts";
import { listed } from "../options/values.ts";
import { runPartsOf } from "../parts/run-parts-of.ts";
import { rowsOf } from "../read-table.ts";
import type { OpenSession, Session } from "../session.ts";
import { withModelAndRows } from "../table-model.ts";
import { tableBytes } from "../write-table.ts";

interface ScoreOptions extends CommonOptions, OutputOptions, ReadingOptions, ComputeOptions, PartsOptions {
  given?: string[];
}

/** Rows that are scored at once. */
const PART = 2000;

export function scoreCommand(open: OpenSession): Command {
  const command = new Command("score")
    .summary("how usual every row is")
    .description(
      "Writes the rows with two more columns: log_probability, the logarithm of a row's probability under the model, and rank, 1 for the least usual row.",
    )
    .argument("<model>", "the model's file")
    .argument("<table>", 'the rows, or "-"');
  addOutput(command, "where the rows go (default: the standard output)").option(
    "--given <column>",
    "a column that is known: how usual the others are beside it; may be given several times",
    listed,
  );
  addCompute(command, "of the probes that estimate probabilities");
  addParts(command);
  return addCommon(addReading(command)).action((path: string, rows: string, options: ScoreOptions) => {
    checkParts(options);
    if (options.out !== undefined) return scoreParts(open(options), [path, rows], options);
    return withModelAndRows(
      open,
      [path, rows],
      options,
      async ({ session, output, model, table, values, schema, format }) => {
        const { signal, talk } = session;
        const phase = talk.startPhase("scoring", table.rows);
        const scores = new Float64Array(table.rows);
        try {
          for (let offset = 0; offset < table.rows; offset += PART) {
            const part = rowsOf(values, offset, offset + PART);
            const run = model.logProbability(part, { given: options.given, seed: options.seed ?? 0, offset, signal });
            for await (const { fraction } of run) phase.update(Math.round(offset + fraction * part.columns[0].length));
            scores.set((await run).logProbability, offset);
          }
        } finally {
          phase.stop();
        }
        await output.write(tableBytes(once(scored(table, scores)), schema, { format, dialect: table.dialect }));
        const mean = scores.reduce((sum, value) => sum + value, 0) / table.rows;
        talk.say(`${formatCount(table.rows)} rows to ${output.name}; mean log-probability ${mean.toFixed(3)}`);
        session.finish({ command: "score", model: path, table: rows, rows: table.rows, mean, output: output.name });
      },
    );
  });
}

/** Rows of a table in parts with their log-probabilities; a rank among rows of all parts is left to who reads them. */
async function scoreParts(session: Session, files: [string, string], options: ScoreOptions): Promise<void> {
  const { seed, given } = options;
  const own = { ...(seed !== undefined && { seed }), ...(given && { given }) };
  await runPartsOf(session, "score", files, options, {
    network: { operation: "logDensity", options: own },
    table: { operation: "tableScore", options: own },
  });
}

function scored({ names, columns }: DataTable, values: Float64Array): DataTable {
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  const ranks = new Array<number>(values.length);
  order.forEach((row, place) => (ranks[row] = place + 1));
  const rounded = Array.from(values, (value) => Number(value.toFixed(4)));
  return { names: [...names, "log_probability", "rank"], columns: [...columns, rounded, ranks] };
}

async function* once(table: DataTable): AsyncGenerator<DataTable> {
  yield table;
}
