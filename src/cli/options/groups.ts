import { Option, type Command } from "commander";
import { character, listed, wholeNumber } from "./values.ts";

/** Formats of tables, by the names that --format and files' endings have. */
export const formats = ["csv", "tsv", "jsonl", "parquet", "arrow"] as const;
export type Format = (typeof formats)[number];

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
  format?: Format;
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
  encoding?: string;
  decimal?: string;
  thousands?: string;
  missing?: string[];
}

export function addReading(command: Command): Command {
  return addFormat(command.optionsGroup("Reading, where the guess is wrong:"))
    .option("-d, --delimiter <char>", 'between cells: a character, or "tab", "space"', character)
    .option("--quote <char>", 'around cells, or "none"', character)
    .option("--header", "the first line holds the names")
    .option("--no-header", "the first line is a row; columns are called column 1, column 2, …")
    .option("--skip <n>", "lines before the table that are not part of it", wholeNumber(0, 1e9))
    .option("--comment <start>", "what lines that are no rows begin with")
    .option("--encoding <label>", "utf-8, windows-1252, utf-16le, …")
    .option("--decimal <char>", "sign in front of decimals", character)
    .option("--thousands <char>", 'sign between thousands, or "none"', character)
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
