import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Runtime } from "../../checks/engines/runtimes.ts";
import { findNode } from "../kit/builds.ts";
import { progress, type Row } from "../kit/print.ts";
import { CASES } from "./cases.ts";

/** Rows that are trained on, of two columns. */
const ROWS = 10_000;

const program = fileURLToPath(new URL("program.js", import.meta.url));
const ours = fileURLToPath(new URL("../../dist", import.meta.url));

/** What one process told: the main thread's milliseconds of each phase, and the wall clock's from after the import on. */
interface Told {
  phases: Record<string, number>;
  wall: number;
}

export interface StartupOptions {
  /** Processes of each build and case. */
  processes: number;
  cases: readonly string[];
  /** Another checkout that is built, which takes turns with this one. */
  before?: string | undefined;
  /** The major version of a Node that npm brings, or a path. */
  node?: string | undefined;
}

/**
 * From the import to the first finished step of `train`, in fresh processes: what the main thread computed in each phase,
 * other threads (the compiler's, the workers') left out. Linux tells it.
 */
export async function benchmarkStartup({ processes, cases, before, node }: StartupOptions): Promise<Row[]> {
  const runtime = await findNode(node);
  const builds = { ...(before === undefined ? {} : { before: join(before, "dist") }), ours };
  const chosen = Object.keys(CASES).filter((name) => cases.length === 0 || cases.includes(name));
  const told: { name: string; build: string; phases: Record<string, number> }[] = [];
  for (let round = 0; round < processes; round++)
    for (const name of chosen)
      for (const [build, folder] of Object.entries(builds))
        told.push({ name, build, phases: start(runtime, folder, name) });
  progress(`startup: ${told.length} processes of Node ${runtime.version}`);
  return chosen.flatMap((name) =>
    Object.keys(told[0].phases).flatMap((phase) =>
      Object.keys(builds).map((build) => {
        const own = told.filter((one) => one.name === name && one.build === build);
        return summarize(`${name}: ${phase}`, build, own.map(({ phases }) => phases[phase])); // prettier-ignore
      }),
    ),
  );
}

function start({ binary, args }: Runtime, folder: string, sigmas: string): Record<string, number> {
  const own = [...args, program, pathToFileURL(folder).href, sigmas, String(ROWS)];
  const { phases, wall } = JSON.parse(execFileSync(binary, own, { encoding: "utf8" })) as Told;
  const all = Object.values(phases).reduce((sum, millis) => sum + millis, 0);
  return { ...phases, "after import": all - phases["import"], "after import, by the wall's clock": wall };
}

function summarize(name: string, contender: string, samples: readonly number[]): Row {
  const sorted = [...samples].sort((a, b) => a - b);
  const medianMillis = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  const [minMillis, maxMillis] = [sorted[0], sorted[sorted.length - 1]];
  const rounds = sorted.length;
  return { benchmark: "startup", case: name, contender, medianMillis, minMillis, maxMillis, rounds, calls: 1 };
}
