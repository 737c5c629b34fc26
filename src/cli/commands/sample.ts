import { Command } from "commander";
import { readConditions } from "../conditions.ts";
import { tableFormatOf } from "../../formats/index.ts";
import { formatCount } from "../../support/show.ts";
import {
  addCommon,
  addCompute,
  addFormat,
  addOutput,
  type CommonOptions,
  type ComputeOptions,
  type FormatOptions,
  type OutputOptions,
} from "../options/groups.ts";
import { listed, wholeNumber } from "../options/values.ts";
import { openOutput } from "../output.ts";
import { readTable } from "../read-table.ts";
import { sampleTo } from "../sampling.ts";
import { checkJson, type OpenSession } from "../session.ts";
import { withModel } from "../table-model.ts";
import { checkFormat } from "../write-table.ts";

interface SampleOptions extends CommonOptions, OutputOptions, FormatOptions, ComputeOptions {
  count?: number;
  where?: string[];
  given?: string;
  evaluations?: number;
}

const WHERE =
  'column, sign (= != < <= > >=) and value, such as "income=>50K"; nothing behind the sign is a gap; may be given several times';

export function sampleCommand(open: OpenSession): Command {
  const command = new Command("sample")
    .summary("new rows from a model")
    .description("Makes new rows from a model that fit wrote, any number in the same memory.")
    .argument("<model>", "the model's file")
    .option("-n, --count <n>", "rows (default: as many as the model was trained on)", wholeNumber(1, 0xffffffff))
    .option("--where <condition>", WHERE, listed)
    .option("--given <table>", "for each row of this table a row with its cells, its gaps and other columns made up");
  command.option(
    "--evaluations <n>",
    "scores for each row: fewer are faster and coarser (default: what the fit chose, 30)",
    wholeNumber(3, 1e6),
  );
  addOutput(command, "where the rows go (default: the standard output)");
  addFormat(command);
  addCompute(command, "of the rows: another one gives other rows");
  return addCommon(command).action(async (path: string, options: SampleOptions) => {
    const session = open(options);
    const output = await openOutput(options.output, { force: options.force ?? false });
    checkJson(options, output);
    const format = tableFormatOf(output.name) ?? options.format ?? "csv";
    await checkFormat(format);
    const begun = performance.now();
    await withModel(session, path, options, async (model) => {
      const conditions = readConditions(options.where ?? [], model.schema);
      const given = options.given === undefined ? undefined : await readTable(session, options.given, {});
      const count = options.count ?? given?.rows ?? model.rows;
      const { seed = 0, evaluations } = options;
      await sampleTo(session, model, output, { count, seed, evaluations, format, conditions, given });
      const seconds = (performance.now() - begun) / 1000;
      session.talk.say(`${formatCount(count)} rows to ${output.name}`);
      session.finish({ command: "sample", model: path, rows: count, output: output.name, seconds });
    });
  });
}
