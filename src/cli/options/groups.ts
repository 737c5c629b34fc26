import type { TableFormat } from "../../formats/index.ts";
import { Option, type Command } from "commander";
import { character, listed, numberBetween, thousands, wholeNumber } from "./values.ts";

/** Formats of tables, by the names that --format has. */
const formats = ["csv", "tsv", "jsonl", "json", "parquet", "arrow"] as const satisfies TableFormat[];

/** What every command takes. */
export interface CommonOptions {
  quiet?: true;
  json?: true;
}

export function addCommon(command: Command): Command {
  return command
    .optionsGroup("Talk:")
    .option("-q, --quiet", "say nothing but warnings and errors")
    .option("--json", "the outcome as one JSON object on the standard output");
}

/** What a command takes that writes a file. */
export interface OutputOptions {
  output?: string;
  force?: true;
}

export function addOutput(command: Command, what: string): Command {
  return command.option("-o, --output <file>", what).option("-f, --force", "replace what is there already");
}

/** How tables are read and written where their names do not say it. */
export interface FormatOptions {
  format?: TableFormat;
}

export function addFormat(command: Command): Command {
  const about = 'format of "-" and of files whose ending does not say it';
  return command.addOption(new Option("--format <name>", about).choices(formats));
}

/** What overrules a guess of how a text file is read. */
export interface ReadingOptions extends FormatOptions {
  delimiter?: string;
  quote?: string;
  header?: boolean;
  skip?: number;
  comment?: string;
  rowNumbers?: true;
  strict?: true;
  encoding?: string;
  decimal?: "." | ",";
  thousands?: "." | "," | " " | "'" | "";
  dateOrder?: "day" | "month";
  missing?: string[];
}

/** The flags of the reader's options, for what is said of a guess. */
export const flagOf: Readonly<Record<string, string>> = {
  delimiter: "--delimiter",
  quote: "--quote",
  comment: "--comment",
  header: "--header or --no-header",
  skipLines: "--skip",
  rowNumbers: "--row-numbers",
  encoding: "--encoding",
  uneven: "--strict",
};

export function addReading(command: Command): Command {
  return addFormat(command.optionsGroup("Reading, where the guess is wrong:"))
    .option("-d, --delimiter <char>", 'between cells: a character, "tab", or "space" for any run of blanks', character)
    .option("--quote <char>", 'around cells, or "none"', character)
    .option("--header", "the first row names the columns")
    .option("--no-header", "the first row is one like all others")
    .option("--skip <n>", "lines above the table", wholeNumber(0, 1000))
    .option("--comment <start>", 'what lines that are no rows start with, or "none"', (text) =>
      text === "none" ? "" : text,
    )
    .option("--row-numbers", "keep a first column without a name that counts the rows")
    .option("--strict", "rows with more or fewer cells than the others are an error")
    .option("--encoding <label>", "utf-8, windows-1252, utf-16le, …")
    .addOption(
      new Option("--decimal <char>", "the decimal sign, where a column does not show another one").choices([".", ","]),
    )
    .option("--thousands <char>", 'between groups of three digits: a sign, "space" or "none"', thousands)
    .addOption(
      new Option("--date-order <part>", "what comes first in dates such as 01/02/2024").choices(["day", "month"]),
    )
    .option("--missing <marker>", "a cell that means a gap; may be given several times", listed);
}

/** What a command takes that computes. */
export interface ComputeOptions {
  seed?: number;
  threads?: number;
}

export function addCompute(command: Command, seed: string): Command {
  return command
    .option("--seed <n>", `${seed} (default: 0)`, wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option(
      "--threads <n>",
      "threads that compute; the rows are the same for any (default: one a core)",
      wholeNumber(1, 256),
    );
}

/** What a command takes that learns a table. */
export interface FittingOptions {
  schema?: string;
  target?: string;
  seconds?: number;
  steps?: number;
  holdout?: number;
  protect?: boolean;
  allowRealText?: true;
  dryRun?: true;
}

export function addFitting(command: Command): Command {
  return command
    .option("--schema <file>", "a schema to go by, as describe -o writes it")
    .option("--target <column>", "the column that predictions will be wanted of; kept with the model")
    .option(
      "--seconds <n>",
      "time to train for, about (default: by the table's size, at most 300)",
      numberBetween(0.01, 1e7),
    )
    .option("--steps <n>", "steps to train for instead: the same rows on every machine", wholeNumber(1, 1e9))
    .option("--holdout <share>", "of the rows, whose loss says when to stop (default: a tenth)", numberBetween(0, 0.5))
    .option("--protect", "rare levels and extreme values are not in the model (default)")
    .option("--no-protect", "all of them are")
    .option("--allow-real-text", "free and rare texts come out as they are in the table; otherwise none does")
    .option("--dry-run", "say what would be done, how large the model is and how long it takes, and do nothing");
}
