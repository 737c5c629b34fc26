import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import type { Fixture } from "./fixture.ts";

/** What became of a program. */
export interface Ended {
  status: number | null;
  output: string;
  errors: string;
}

/** A program that runs. */
export interface Started {
  readonly child: ChildProcess;
  readonly end: Promise<Ended>;
}

export interface StartOptions {
  env?: Readonly<Record<string, string>>;
  cwd?: string;
}

/** Milliseconds after which a program is ended that does not end. */
const MOST = 120_000;

/** Starts a program with `langevin` on its PATH, in the fixture's folder. */
export function start(
  fixture: Fixture,
  command: string,
  args: readonly string[],
  { env = {}, cwd = fixture.folder }: StartOptions = {},
): Started {
  const options = { cwd, env: { ...process.env, npm_command: "", PATH: fixture.path, ...env }, timeout: MOST } as const;
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const ended: Ended = { status: null, output: "", errors: "" };
  child.stdout.on("data", (text: Buffer) => (ended.output += text.toString()));
  child.stderr.on("data", (text: Buffer) => (ended.errors += text.toString()));
  const end = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ ...ended, status }));
  });
  return { child, end };
}

/** Runs `langevin` to its end; another exit code than the expected one is an error with what it said. */
export async function langevin(
  fixture: Fixture,
  args: readonly string[],
  { exit = 0, ...options }: StartOptions & { exit?: number } = {},
): Promise<Ended> {
  return expectExit(`langevin ${args.join(" ")}`, await start(fixture, "langevin", args, options).end, exit);
}

/** Throws where a program ended otherwise than it should. */
export function expectExit(what: string, ended: Ended, exit = 0): Ended {
  if (ended.status === exit) return ended;
  throw new Error(`${what}: exit code ${ended.status}, expected ${exit}\n${ended.errors}\n${ended.output}`);
}

/** The parts in a folder. */
export function partsIn(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.startsWith("part-"))
        .sort()
    : [];
}

/** Waits until a folder has as many parts. */
export async function waitForParts(folder: string, count: number): Promise<void> {
  for (const begun = performance.now(); partsIn(folder).length < count;) {
    if (performance.now() - begun > MOST)
      throw new Error(`${folder} has ${partsIn(folder).length} parts, not ${count}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Processes that a process has started. */
export function childrenOf(pid: number): number[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.filter(([, parent]) => parent === pid).map(([child]) => child);
}
