import type { Command } from "commander";
import { usageError } from "../command-error.ts";

/** Where a queue is. */
export interface ServerOptions {
  server?: string;
  queue?: string;
}

/** The environment's variable with the server's address: a command's words are seen by everybody on a machine. */
export const SERVER = "LANGEVIN_SERVER";

export function addServer(command: Command): Command {
  return command
    .option("--server <url>", `the queue's server, redis:// or postgres:// (default: ${SERVER} of the environment)`)
    .option("--queue <name>", "the queue's name there; a tenant's own (default: langevin)");
}

/** What the library takes; undefined where no server is named. */
export function serverOf({ server, queue }: ServerOptions): { server: string; queue?: string } | undefined {
  const url = server ?? (process.env[SERVER] || undefined);
  return url === undefined ? undefined : { server: url, ...(queue !== undefined && { queue }) };
}

export function requireServer(options: ServerOptions): { server: string; queue?: string } {
  const found = serverOf(options);
  if (!found) throw usageError(`No server is named: give --server redis://HOST:6379, or set ${SERVER}.`);
  return found;
}
