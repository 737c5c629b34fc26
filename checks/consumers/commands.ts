import { spawn } from "node:child_process";
import { join } from "node:path";
import { run, type Finished } from "../engines/run.ts";
import { freePort } from "../engines/serve.ts";

const TIMEOUT_MILLIS = 240_000;

/** Runs a program of the consumer's dependencies, and throws what it said when it failed. */
export async function runBin(folder: string, command: string, ...args: string[]): Promise<string> {
  const options = { timeoutMillis: TIMEOUT_MILLIS, folder, env: { CI: "1", NEXT_TELEMETRY_DISABLED: "1" } };
  return checked(command, await run(bin(folder, command), args, options));
}

export function checked(what: string, { status, output, errors }: Finished): string {
  if (status === 0) return output;
  const why = status === null ? "no answer in time" : firstError(`${errors}\n${output}`);
  throw new Error(`${what}: ${why}`);
}

/** A server of the consumer's dependencies at a free port, until `use` is done with it. */
export async function withServer<T>(
  folder: string,
  command: string,
  args: (port: string) => string[],
  use: (origin: string) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const env = { ...process.env, NODE_OPTIONS: "", NEXT_TELEMETRY_DISABLED: "1" };
  // A group of its own, which also ends what it has started
  const server = spawn(bin(folder, command), args(String(port)), { cwd: folder, env, stdio: "ignore", detached: true });
  try {
    const origin = `http://127.0.0.1:${port}/`;
    await answers(origin);
    return await use(origin);
  } finally {
    if (server.pid !== undefined) process.kill(-server.pid);
  }
}

async function answers(origin: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await fetch(origin).then((answer) => answer.ok, () => false)) return; // prettier-ignore
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("its server does not answer");
}

function bin(folder: string, command: string): string {
  return join(folder, "node_modules/.bin", command);
}

/** The first line that says "error", or else the last one. */
function firstError(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  const filled = lines.filter((line) => line !== "");
  return filled.find((line) => /error|cannot|not found/i.test(line)) ?? filled.at(-1) ?? "no words";
}
