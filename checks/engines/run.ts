import { spawn } from "node:child_process";

export interface RunOptions {
  timeoutMillis: number;
  folder?: string | undefined;
  env?: Record<string, string> | undefined;
}

export interface Finished {
  /** Nothing when it took too long. */
  status: number | null;
  /** What it wrote, or its errors when that is nothing. */
  output: string;
  errors: string;
}

/** Runs a program to its end. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const { timeoutMillis, folder, env = {} } = options;
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: "", ...env },
    timeout: timeoutMillis,
    shell: process.platform === "win32" && command === "npm",
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (text: Buffer) => (output += text.toString()));
  child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { status, output: output || errors, errors };
}

export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split("\n")[0];
}

export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
