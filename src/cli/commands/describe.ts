import { Command } from "commander";
import { printDescription, writeTableSchema } from "../../table/index.ts";
import {
  addCommon,
  addOutput,
  addReading,
  type CommonOptions,
  type OutputOptions,
  type ReadingOptions,
} from "../options/groups.ts";
import { openOutput } from "../output.ts";
import type { OpenSession } from "../session.ts";
import { understandTable } from "../understand-table.ts";

interface DescribeOptions extends CommonOptions, OutputOptions, ReadingOptions {
  schema?: string;
}

export function describeCommand(open: OpenSession): Command {
  const command = new Command("describe")
    .summary("how a table is understood")
    .description(
      "Says what every column is taken for and why, what is missing and what is odd, in one pass over the table.",
    )
    .argument("<table>", 'a file, or "-"')
    .option("--schema <file>", "a schema to go by, as describe -o writes it");
  addOutput(command, "writes the schema (Table Schema, JSON), to be edited and given to fit");
  return addCommon(addReading(command)).action(async (path: string, options: DescribeOptions) => {
    const session = open(options);
    const force = options.force ?? false;
    const schemaOutput = options.output === undefined ? undefined : await openOutput(options.output, { force });
    const { name, dialect, description } = await understandTable(session, path, { ...options, kept: 0, seed: 0 });
    await schemaOutput?.write(bytesOf(writeTableSchema(description.schema)));
    if (options.json) session.finish({ command: "describe", table: path, dialect, ...description });
    else if (!schemaOutput?.isStandard) {
      const standard = await openOutput(undefined, { force });
      await standard.write(bytesOf(`${name}: ${printDescription(description).join("\n")}\n`));
    }
    if (schemaOutput && !schemaOutput.isStandard) session.talk.say(`the schema is ${schemaOutput.name}`);
  });
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
