import type { Command } from "commander";
import { addServer, type ServerOptions } from "./server.ts";
import { numberBetween, wholeNumber } from "./values.ts";

/** What a sweep takes beside the table and how it is learned. */
export interface SearchOptions extends ServerOptions {
  out?: string;
  numbers?: true;
  space?: string;
  trials?: number;
  eta?: number;
  rungs?: number;
  steps?: number;
  holdout?: number;
  workers?: number;
}

export function addSearch(command: Command): Command {
  return addServer(command)
    .option("--out <folder>", "a folder, or s3:// address, of all that is done (default: the table's name with .sweep)")
    .option("--numbers", "rows of numbers, learned by a network as train does; a table's model otherwise")
    .option("--space <file>", "what trials differ in, as JSON (default: around the usual settings)")
    .option("--trials <n>", "settings to try (default: 27)", wholeNumber(1, 10_000))
    .option("--eta <n>", "one trial of so many goes on to so many times the steps (default: 3)", wholeNumber(2, 10_000))
    .option("--rungs <n>", "rounds of training (default: as many as leave one trial for the last)", wholeNumber(1, 40))
    .option("--steps <n>", "steps of a whole training (default: 10,000)", wholeNumber(2, 1e9))
    .option("--holdout <share>", "of the rows, which are scored (default: a tenth, up to 400)", numberBetween(0, 0.5))
    .option(
      "--workers <n>",
      "processes of this machine, which share its cores (default: this one)",
      wholeNumber(1, 256),
    );
}
