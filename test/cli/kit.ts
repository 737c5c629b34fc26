import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
// @ts-expect-error: a script of the build has no types
import { needsBuild } from "../../scripts/setup.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** The command line as it is published, which starts in a sixth of the time; its source where the build is older. */
const program = (needsBuild as (root: string) => boolean)(root)
  ? ["--import", import.meta.resolve("tsx"), join(root, "src/cli/main.ts")]
  : [join(root, "dist/cli.js")];
/** The program as a shell has it. */
export const commandLine = [process.execPath, ...program].map((part) => `'${part}'`).join(" ");

/** As a user has it, who did not start it by npm. */
const env = { ...process.env, npm_command: undefined };

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command line to its end. */
export function langevin(
  args: readonly string[],
  { input, cwd }: { input?: string | Uint8Array; cwd?: string } = {},
): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...program, ...args], {
    encoding: "utf8",
    env,
    maxBuffer: 1 << 28,
    ...(input !== undefined && { input }),
    ...(cwd !== undefined && { cwd }),
  });
  return { status, stdout, stderr };
}

/** Runs a shell's line in which `langevin` is the program. */
export function shell(line: string, cwd: string): Outcome {
  const script = `langevin() { ${commandLine} "$@"; }\n${line}`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], {
    encoding: "utf8",
    env,
    cwd,
    maxBuffer: 1 << 28,
  });
  return { status, stdout, stderr };
}

/** Runs the command line and sends a signal, or two, when what it says matches. */
export async function interrupted(
  args: readonly string[],
  at: RegExp,
  { cwd, signals = ["SIGINT"] }: { cwd: string; signals?: NodeJS.Signals[] },
): Promise<Outcome> {
  const child = spawn(process.execPath, [...program, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const outcome: Outcome = { status: null, stdout: "", stderr: "" };
  let sent = false;
  for (const name of ["stdout", "stderr"] as const)
    child[name].on("data", (text: Buffer) => {
      outcome[name] += text.toString();
      if (sent || !at.test(outcome[name])) return;
      sent = true;
      for (const signal of signals) child.kill(signal);
    });
  outcome.status = await new Promise((resolve) => child.on("close", (status) => resolve(status)));
  return outcome;
}
