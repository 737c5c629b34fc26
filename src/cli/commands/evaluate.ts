import { Command } from "commander";
import { CommandError, exitCodes } from "../command-error.ts";
import { EVALUATED, evaluateTold, writeReportTo } from "../evaluating.ts";
import { failedGates, gateOption, tryGates, type Gate } from "../gates.ts";
import {
  addCommon,
  addOutput,
  addReading,
  type CommonOptions,
  type OutputOptions,
  type ReadingOptions,
} from "../options/groups.ts";
import { wholeNumber } from "../options/values.ts";
import { openOutput } from "../output.ts";
import { checkJson, type OpenSession, type Session } from "../session.ts";
import { withModel } from "../table-model.ts";
import { readPart } from "../table-part.ts";
import { evaluationLines } from "../tell-evaluation.ts";
import { understandTable } from "../understand-table.ts";
import { noColumn } from "../where.ts";
import type { TableEvaluation } from "../../evaluation/index.ts";
import type { TableModel } from "../../table/index.ts";

interface EvaluateOptions extends CommonOptions, OutputOptions, ReadingOptions {
  holdout?: string;
  target?: string;
  model?: string;
  schema?: string;
  rows?: number;
  seed?: number;
  min?: Gate[];
  max?: Gate[];
}

export function evaluateCommand(open: OpenSession): Command {
  const command = new Command("evaluate")
    .summary("how good synthetic rows are, and what gives them away")
    .description(
      "Compares a synthetic table with the real one it imitates: a verdict, scores between what independent columns and what real rows get, and a report as a page.",
    )
    .argument("<real>", "the rows that were learned from")
    .argument("<synthetic>", 'the rows to be judged, or "-"')
    .option("--holdout <file>", "real rows that were not learned from: what is said of privacy needs them")
    .option("--target <column>", "the column whose prediction is judged (default: every column in turn)")
    .option("--model <file>", "the model of the synthetic rows: attacks then look into it")
    .option("--schema <file>", "a schema of the real table to go by, as describe -o writes it")
    .option("--rows <n>", "rows that slow scores look at, at most (default: 10000)", wholeNumber(50, 1_000_000))
    .option("--seed <n>", "of splits and subsamples (default: 0)", wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option("--min <score=value>", "exit with 4 where a score is less; may be given several times", gateOption("least"))
    .option("--max <score=value>", "exit with 4 where a score is more", gateOption("most"));
  addOutput(command, "writes the report, a page of HTML (default: a summary to the standard output)");
  return addCommon(addReading(command)).action(async (real: string, synthetic: string, options: EvaluateOptions) => {
    const session = open(options);
    const output = options.output === undefined ? undefined : await openOutput(options.output, options);
    if (output) checkJson(options, output);
    const evaluation = await (options.model === undefined
      ? compare(session, real, synthetic, options, undefined)
      : withModel(session, options.model, {}, (model) => compare(session, real, synthetic, options, model)));
    const gates = tryGates([...(options.min ?? []), ...(options.max ?? [])], evaluation.scores);
    if (output) await writeReportTo(session, evaluation, output);
    if (!options.json) await tell(session, evaluation, output !== undefined);
    session.finish({ command: "evaluate", real, synthetic, output: output?.name, ...evaluation, gates });
    const failed = failedGates(gates);
    if (failed !== undefined) throw new CommandError(exitCodes.gate, failed);
  });
}

async function compare(
  session: Session,
  real: string,
  synthetic: string,
  options: EvaluateOptions,
  model: TableModel | undefined,
): Promise<TableEvaluation> {
  const { seed = 0, rows, target } = options;
  const kept = { ...EVALUATED, seed };
  const understood = await understandTable(session, real, { ...options, ...kept });
  const { schema, rows: count } = understood.description;
  const { names } = understood.rows;
  if (target !== undefined && !names.includes(target)) throw noColumn("--target", target, names);
  const drawn = await readPart(session, synthetic, options, { ...kept, stream: 1 });
  const holdout =
    options.holdout === undefined
      ? undefined
      : await readPart(session, options.holdout, options, { ...kept, stream: 2 });
  const tables = { real: { rows: understood.rows, count }, synthetic: drawn, holdout };
  return evaluateTold(session, tables, { schema, target, model, seed, rows });
}

/** The summary on the standard output; where the report is the outcome, the verdict beside it. */
async function tell({ talk }: Session, evaluation: TableEvaluation, isReported: boolean): Promise<void> {
  if (isReported) return talk.say(evaluation.verdict);
  const standard = await openOutput(undefined, {});
  await standard.write(new TextEncoder().encode(`${evaluationLines(evaluation).join("\n")}\n`));
}
