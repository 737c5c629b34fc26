// GNU parallel and Slurm, by the guide's own commands, and tasks on several versions of Node.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nodeFromNpm } from "../engines/runtimes.ts";
import type { Check } from "./check.ts";
import { checkRows, program, sampling, writeProgram, type Fixture } from "./fixture.ts";
import { commandOfGuide } from "./guide.ts";
import { expectExit, langevin, start } from "./program.ts";
import { endProcess, startRedis } from "./servers.ts";
import { startSlurm } from "./slurm.ts";

/** Whether there is such a program. */
export function have(name: string): boolean {
  return spawnSync("which", [name]).status === 0;
}

/** What the checks make of the guide's command: their model, their rows, four tasks. */
const sampled = { "people.langevin --rows 1e9": `model.langevin ${sampling.join(" ")}` };
const sized = { ...sampled, "200": "4" };

/**
 * A PATH on which `langevin` is killed once in the task that the shell's test finds among its words, a little after it
 * began.
 */
function killingOnce(fixture: Fixture, folder: string, test: string): string {
  const bin = join(folder, "bin");
  const run = `"${process.execPath}" "${program}" "$@"`;
  writeProgram(
    bin,
    "langevin",
    `if ${test} && mkdir "${folder}/killed" 2> /dev/null; then\n  ${run} & sleep 0.5; kill -9 $!; wait $!; exit 137\nfi\nexec ${run}`,
  );
  return `${bin}:${fixture.path}`;
}

/** A folder for a check, with the model in it. */
function place(fixture: Fixture, name: string): string {
  const folder = join(fixture.folder, name);
  mkdirSync(folder);
  spawnSync("cp", [fixture.model, folder]);
  return folder;
}

export function engineChecks(fixture: Fixture): Check[] {
  return [
    {
      name: "GNU parallel, the guide's command: a task that is killed once is tried again, and the rows are those of one call",
      skip: () => (have("parallel") ? undefined : "parallel is not installed"),
      async run() {
        const cwd = place(fixture, "parallel");
        const PATH = killingOnce(fixture, cwd, `[[ " $* " == *" 3/4 "* ]]`);
        const command = commandOfGuide("parallel", { ...sized, "--jobs 4": "--jobs 2" });
        expectExit(command, await start(fixture, "bash", ["-c", command], { cwd, env: { PATH } }).end);
        if (!existsSync(join(cwd, "killed"))) throw new Error("no task was killed");
        await checkRows(fixture, join(cwd, "rows"));
      },
    },
    {
      name: "GNU parallel --resume-failed: what a first call left is done by the same command once more",
      skip: () => (have("parallel") ? undefined : "parallel is not installed"),
      async run() {
        const cwd = place(fixture, "resumed");
        const PATH = killingOnce(fixture, cwd, `[[ " $* " == *" 3/4 "* ]]`);
        const changes = { ...sized, "--jobs 4": "--jobs 2", " --retries 3": "" };
        const command = commandOfGuide("parallel", changes);
        expectExit(command, await start(fixture, "bash", ["-c", command], { cwd, env: { PATH } }).end, 1);
        if (existsSync(join(cwd, "rows/_SUCCESS"))) throw new Error("it is finished, though a task was killed");
        expectExit(command, await start(fixture, "bash", ["-c", command], { cwd, env: { PATH } }).end);
        const runs = readFileSync(join(cwd, "tasks.log"), "utf8").trim().split("\n").length - 1;
        if (runs !== 5) throw new Error(`${runs} tasks were run, not 4 and 1 again`);
        await checkRows(fixture, join(cwd, "rows"));
      },
    },
    {
      name: "Slurm, the guide's command: a task that is killed is missing, submitted again alone, and the rows are those of one call",
      skip: () => ["munged", "slurmctld", "slurmd", "sbatch"].every(have) ? undefined : "slurm-wlm and munge are not installed", // prettier-ignore
      async run() {
        const cwd = place(fixture, "slurm");
        const slurm = await startSlurm(cwd);
        try {
          const PATH = killingOnce(fixture, cwd, `[[ "$SLURM_ARRAY_TASK_ID" == 2 ]]`);
          const env = { PATH, ...slurm.env };
          const changes = { ...sized, "--cpus-per-task=16": "--cpus-per-task=1" };
          const command = commandOfGuide("slurm", changes);
          expectExit(command, await start(fixture, "bash", ["-c", command], { cwd, env }).end);
          await slurm.untilIdle();
          const missing = await langevin(fixture, ["finish", "rows"], { cwd, exit: 1 });
          if (!missing.errors.includes("of 12 parts are missing")) throw new Error(missing.errors);
          const again = command.replace("--array=1-4", "--array=2");
          expectExit(again, await start(fixture, "bash", ["-c", again], { cwd, env }).end);
          await slurm.untilIdle();
          await checkRows(fixture, join(cwd, "rows"));
        } finally {
          await slurm.close();
        }
      },
    },
    {
      name: "BullMQ, the guide's commands: two workers and a run, the rows of one call",
      skip: () => (have("redis-server") ? undefined : "redis-server is not installed"),
      async run() {
        const cwd = place(fixture, "bullmq");
        const redis = await startRedis();
        const words = { "redis://localhost:6379": redis.url, "/data": cwd };
        const worker = `exec ${commandOfGuide("worker", words).replace("LANGEVIN_SERVER=", "env LANGEVIN_SERVER=")}`;
        const workers = [0, 1].map(() => start(fixture, "bash", ["-c", worker], { cwd }));
        try {
          const command = commandOfGuide("bullmq", { ...sampled, ...words });
          expectExit(command, await start(fixture, "bash", ["-c", command], { cwd }).end);
          await checkRows(fixture, join(cwd, "rows"));
        } finally {
          for (const { child } of workers) await endProcess(child, "SIGKILL");
          await redis.close();
        }
      },
    },
    {
      name: "Node 20, 22, 24 and 26, a task of four each: the rows of one call",
      async run() {
        const cwd = place(fixture, "nodes");
        const names: string[] = [];
        for (const [k, major] of [20, 22, 24, 26].entries()) {
          const { binary, name } = await nodeFromNpm(major);
          names.push(name);
          const args = [program, ...fixture.sample, "--out", "rows", "--shard", `${k + 1}/4`, "--threads", "1"];
          expectExit(name, await start(fixture, binary, args, { cwd }).end);
        }
        await langevin(fixture, ["finish", "rows"], { cwd });
        await checkRows(fixture, join(cwd, "rows"));
        return names.join(", ");
      },
    },
  ];
}
