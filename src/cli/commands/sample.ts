import { Command, Option } from "commander";
import { usageError } from "../command-error.ts";
import { readConditions } from "../conditions.ts";
import { tableFormatOf } from "../../formats/index.ts";
import { formatCount } from "../../support/show.ts";
import type { JsonObject } from "../../shards/index.ts";
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
import { addParts, checkParts, type PartsOptions } from "../options/parts.ts";
import { listed, rowCount, wholeNumber } from "../options/values.ts";
import { openOutput } from "../output.ts";
import { isAddress, modelKindOf } from "../parts/model-kind.ts";
import { runParts } from "../parts/run-parts.ts";
import { readTable } from "../read-table.ts";
import { sampleTo } from "../sampling.ts";
import { checkJson, type OpenSession, type Session } from "../session.ts";
import { withModel } from "../table-model.ts";
import { checkFormat } from "../write-table.ts";

interface SampleOptions extends CommonOptions, OutputOptions, FormatOptions, ComputeOptions, PartsOptions {
  count?: number;
  rows?: number;
  sampler?: string;
  precision?: string;
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
    .option(
      "-n, --count <n>",
      "rows (default: as many as the model was trained on)",
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .option("--where <condition>", WHERE, listed)
    .option("--given <table>", "for each row of this table a row with its cells, its gaps and other columns made up");
  command.option(
    "--evaluations <n>",
    "scores for each row: fewer are faster and coarser (default: what the fit chose, 30)",
    wholeNumber(3, 1e6),
  );
  command.option("--rows <n>", "rows, as -n, which may be written as 1e9", rowCount);
  command.option(
    "--sampler <name>",
    "with --out, for the file of a network: how its rows are drawn (default: the best known)",
  );
  command.addOption(
    new Option(
      "--precision <word>",
      "with --out, for the file of a network: what it is computed in; int16 is faster, its rows as near (default: f32)",
    ).choices(["f32", "int16"]),
  );
  addOutput(command, "where the rows go (default: the standard output)");
  addFormat(command);
  addCompute(command, "of the rows: another one gives other rows");
  return addCommon(addParts(command)).action(async (path: string, options: SampleOptions) => {
    checkParts(options);
    if (options.count !== undefined && options.rows !== undefined)
      throw usageError("-n and --rows both say how many rows; give one of them.");
    if (options.out !== undefined) return sampleParts(open(options), path, options);
    for (const name of ["sampler", "precision"] as const)
      if (options[name] !== undefined) throw usageError(`--${name} is for rows in parts: give --out FOLDER too.`);
    const session = open(options);
    const output = await openOutput(options.output, { force: options.force ?? false });
    checkJson(options, output);
    const format = tableFormatOf(output.name) ?? options.format ?? "csv";
    await checkFormat(format);
    const begun = performance.now();
    await withModel(session, path, options, async (model) => {
      const conditions = readConditions(options.where ?? [], model.schema);
      const given = options.given === undefined ? undefined : await readTable(session, options.given, {});
      const count = options.count ?? options.rows ?? given?.rows ?? model.rows;
      const { seed = 0, evaluations } = options;
      await sampleTo(session, model, output, { count, seed, evaluations, format, conditions, given });
      const seconds = (performance.now() - begun) / 1000;
      session.talk.say(`${formatCount(count)} rows to ${output.name}`);
      session.finish({ command: "sample", model: path, rows: count, output: output.name, seconds });
    });
  });
}

/** Rows in parts: of a table's model, or of a network by a sampler. */
async function sampleParts(session: Session, path: string, options: SampleOptions): Promise<void> {
  const { sampler, precision, evaluations, seed, given, where = [] } = options;
  const rows = options.count ?? options.rows;
  if (rows === undefined && given === undefined) throw usageError("--out takes --rows N too: how many rows in all.");
  const isNetworks = sampler !== undefined || precision !== undefined;
  const kind = isAddress(path) ? (isNetworks ? "network" : "table") : await modelKindOf(path);
  const asked = { ...(seed !== undefined && { seed }), ...(evaluations !== undefined && { evaluations }) };
  const plan = { model: path, input: given, rows };
  if (kind === "network") {
    if (where.length > 0) throw usageError(`--where is for models of tables, and ${path} is a network.`);
    const own = { ...asked, ...(sampler !== undefined && { sampler }), ...(precision !== undefined && { precision }) };
    return runParts(session, "sample", { ...plan, operation: "sample", options: own }, options);
  }
  if (isNetworks) {
    const name = sampler === undefined ? "--precision" : "--sampler";
    throw usageError(`${name} is for networks, and ${path} is the model of a table.`);
  }
  const known = where.length === 0 ? undefined : await knownCells(session, path, options);
  const own = { ...asked, ...(known && { where: known }) };
  return runParts(session, "sample", { ...plan, operation: "tableSample", options: own }, options);
}

/** What `--where` says with "=", which is all that parts can be drawn by. */
async function knownCells(session: Session, path: string, options: SampleOptions): Promise<JsonObject> {
  return withModel(session, path, options, ({ schema }) => {
    const { where, accept } = readConditions(options.where!, schema);
    if (accept) throw usageError("With --out, --where takes conditions with = alone.");
    return Promise.resolve(where as JsonObject);
  });
}
