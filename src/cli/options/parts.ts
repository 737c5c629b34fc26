import { InvalidArgumentError, type Command } from "commander";
import type { Json, JsonObject } from "../../shards/index.ts";
import { usageError } from "../command-error.ts";
import { shardOption, type ShardOption } from "../parts/array-task.ts";
import { addServer, type ServerOptions } from "./server.ts";
import { rowCount, wholeNumber } from "./values.ts";

/** What a command takes whose rows are computed in parts, by any number of machines. */
export interface PartsOptions extends ServerOptions {
  out?: string;
  shard?: ShardOption;
  shardRows?: number;
  workers?: number;
  set?: JsonObject;
}

export function addParts(command: Command): Command {
  command.optionsGroup("In parts, on many machines:");
  return addServer(command)
    .option("--out <folder>", "a folder, or s3:// or https:// address, of parts; the same command again goes on")
    .option(
      "--shard <i/n>",
      'task i of n, 1/n to n/n, or "auto/n" in an array of jobs (default: all parts)',
      shardOption,
    )
    .option("--shard-rows <n>", "rows of a part (default: some minutes of a core, at most 128 MB)", rowCount)
    .option(
      "--workers <n>",
      "processes of this machine, which share its cores (default: this one)",
      wholeNumber(1, 256),
    )
    .option(
      "--set <name=value>",
      "an option of the function that computes rows, by its own name; may be given several times",
      setting,
    );
}

/** name=value, the value as JSON if it is, else as a text. */
function setting(text: string, before: JsonObject | undefined): JsonObject {
  const [, name, value] = /^([A-Za-z]\w*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('It takes a name, "=" and a value, such as probes=4.');
  let json: Json = value;
  try {
    json = JSON.parse(value) as Json;
  } catch {
    // a text
  }
  return { ...before, [name]: json };
}

/** Flags that mean something together with `--out` alone, and those that mean nothing with it. */
export function checkParts(options: PartsOptions & { output?: string | undefined }): void {
  const flags = {
    shard: "--shard",
    shardRows: "--shard-rows",
    workers: "--workers",
    set: "--set",
    server: "--server",
    queue: "--queue",
  } as const;
  if (options.out === undefined) {
    for (const [name, flag] of Object.entries(flags))
      if (options[name as keyof typeof flags] !== undefined)
        throw usageError(`${flag} is for rows in parts: give --out FOLDER too.`);
  } else if (options.server !== undefined && (options.shard ?? options.workers) !== undefined)
    throw usageError("--server hands out all parts; give it without --shard and --workers.");
  else if (options.output !== undefined) throw usageError("--out and -o both say where the rows go; give one of them.");
}
