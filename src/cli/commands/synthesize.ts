import { Command } from "commander";
import { createEngine } from "../../index.ts";
import { saveTableModel } from "../../table/index.ts";
import { fitPlanned, planFit, type LearningOptions } from "../fit-model.ts";
import { formatCount } from "../../support/show.ts";
import { formatSeconds } from "../format-numbers.ts";
import { EVALUATED, evaluateOwn, writeReportTo } from "../evaluating.ts";
import { tableFormatOf } from "../../formats/index.ts";
import {
  addCommon,
  addCompute,
  addFitting,
  addOutput,
  addReading,
  type CommonOptions,
  type OutputOptions,
} from "../options/groups.ts";
import { wholeNumber } from "../options/values.ts";
import { openOutput } from "../output.ts";
import { sampleTo } from "../sampling.ts";
import { checkJson, type OpenSession } from "../session.ts";
import { TablePart } from "../table-part.ts";
import { checkFormat } from "../write-table.ts";

interface SynthesizeOptions extends CommonOptions, OutputOptions, LearningOptions {
  count?: number;
  model?: string;
  report?: string;
}

export function synthesizeCommand(open: OpenSession): Command {
  const command = new Command("synthesize")
    .summary("rows like those of a table, in one go")
    .description("Describes a table, learns it and makes new rows of the same kind.")
    .argument("<table>", 'a file, or "-"')
    .option("-n, --count <n>", "rows (default: as many as the table has)", wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option("--model <file>", "keep the model too, for sample, impute and score")
    .option("--report <file>", "say how good the rows are, and write a page about it");
  addOutput(command, "where the rows go (default: the standard output)");
  addFitting(command);
  addCompute(command, "of everything random");
  return addCommon(addReading(command)).action(async (path: string, options: SynthesizeOptions) => {
    const session = open(options);
    const { force = false, seed = 0, dryRun } = options;
    const output = await openOutput(options.output, { force });
    const modelOutput = options.model === undefined ? undefined : await openOutput(options.model, { force });
    const report = options.report === undefined ? undefined : await openOutput(options.report, { force });
    if (!dryRun) checkJson(options, output);
    const begun = performance.now();
    const { table, plan } = await planFit(session, path, options);
    if (dryRun)
      return session.finish({ command: "synthesize", dryRun, table: path, ...plan, schema: table.description.schema });
    const format = tableFormatOf(output.name) ?? options.format ?? table.format;
    await checkFormat(format);
    const engine = await createEngine({ threads: options.threads });
    try {
      const model = await fitPlanned(session, engine, table, options, undefined);
      await modelOutput?.write(saveTableModel(model, { for: "sampling" }));
      const count = options.count ?? plan.rows;
      const kept =
        report &&
        new TablePart(
          model.schema.fields.map(({ name }) => name),
          { ...EVALUATED, seed },
        );
      await sampleTo(session, model, output, { count, seed, format, conditions: {}, given: undefined, kept });
      const evaluation =
        report && kept && (await evaluateOwn(session, model, table.rows, { rows: kept.rows(), count }, options));
      if (report && evaluation) await writeReportTo(session, evaluation, report);
      const seconds = (performance.now() - begun) / 1000;
      if (modelOutput) session.talk.say(`the model is ${modelOutput.name}`);
      session.talk.say(`${formatCount(count)} rows to ${output.name}, in ${formatSeconds(seconds)}`);
      if (evaluation) session.talk.say(evaluation.verdict);
      const names = { model: modelOutput?.name, output: output.name, report: report?.name };
      const verdict = evaluation?.verdict;
      session.finish({
        command: "synthesize",
        table: path,
        ...names,
        rows: count,
        steps: model.step,
        seconds,
        verdict,
      });
    } finally {
      engine.dispose();
    }
  });
}
