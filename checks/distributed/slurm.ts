// A Slurm of one node: munged, slurmctld and slurmd on 127.0.0.1, in a folder of their own.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../engines/serve.ts";

export interface Slurm {
  /** What its commands need to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** Waits until no job runs or can run, and takes those away that wait for one that failed. */
  untilIdle(): Promise<void>;
  close(): Promise<void>;
}

const PATIENCE = 60_000;

export async function startSlurm(place: string): Promise<Slurm> {
  const folder = join(place, "slurm");
  mkdirSync(join(folder, "state"), { recursive: true });
  mkdirSync(join(folder, "spool"));
  const file = (name: string): string => join(folder, name);
  writeFileSync(file("munge.key"), randomBytes(1024), { mode: 0o600 });
  writeFileSync(file("slurm.conf"), await configuration(file));
  const children: ChildProcess[] = [];
  const begin = (program: string, ...args: string[]): void => void children.push(spawn(program, args, { stdio: "ignore" })); // prettier-ignore
  const env = { SLURM_CONF: file("slurm.conf") };
  const ask = (program: string, ...args: string[]): string =>
    execFileSync(program, args, { encoding: "utf8", env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "ignore"] }); // prettier-ignore
  const munge = [
    "key-file=munge.key",
    "socket=munge.socket",
    "pid-file=munge.pid",
    "log-file=munge.log",
    "seed-file=seed",
  ];
  const mungeArgs = munge.map((each) => each.replace(/^(.*?)=(.*)$/, (_, name, value) => `--${name}=${file(value)}`));
  begin("munged", "--foreground", "--force", ...mungeArgs);
  await sleep(500);
  begin("slurmctld", "-D", "-f", env.SLURM_CONF);
  begin("slurmd", "-D", "-f", env.SLURM_CONF);
  const slurm: Slurm = {
    env,
    async untilIdle() {
      await until("no job runs", () => {
        const states = ask("squeue", "--noheader", "--format=%t %r").trim();
        if (/DependencyNeverSatisfied/.test(states)) ask("scancel", "--state=PENDING");
        return states === "";
      });
    },
    async close() {
      for (const child of children.reverse()) await ended(child);
    },
  };
  try {
    await until("the node is idle", () => /idle/.test(ask("sinfo", "--noheader", "--format=%t")));
    return slurm;
  } catch (error) {
    await slurm.close();
    throw error;
  }
}

async function configuration(file: (name: string) => string): Promise<string> {
  const host = hostname().split(".")[0];
  return [
    ...["ClusterName=checks", `SlurmctldHost=${host}(127.0.0.1)`, "SlurmUser=root", "SlurmdUser=root"],
    ...[
      `SlurmctldPort=${await freePort()}`,
      `SlurmdPort=${await freePort()}`,
      `AuthInfo=socket=${file("munge.socket")}`,
    ],
    ...["AuthType=auth/munge", "CredType=cred/munge", "MpiDefault=none", "ReturnToService=2"],
    ...["ProctrackType=proctrack/linuxproc", "TaskPlugin=task/none", "JobAcctGatherType=jobacct_gather/none"],
    ...["SelectType=select/cons_tres", "SelectTypeParameters=CR_Core", "SchedulerParameters=batch_sched_delay=1,sched_interval=2"], // prettier-ignore
    ...[`StateSaveLocation=${file("state")}`, `SlurmdSpoolDir=${file("spool")}`],
    ...[`SlurmctldPidFile=${file("slurmctld.pid")}`, `SlurmdPidFile=${file("slurmd.pid")}`],
    ...[`SlurmctldLogFile=${file("slurmctld.log")}`, `SlurmdLogFile=${file("slurmd.log")}`],
    `NodeName=${host} NodeAddr=127.0.0.1 CPUs=${Math.min(2, availableParallelism())} State=UNKNOWN`,
    `PartitionName=all Nodes=${host} Default=YES MaxTime=INFINITE State=UP`,
    "",
  ].join("\n");
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  const begun = performance.now();
  for (;;) {
    try {
      if (isSo()) return;
    } catch {
      // its servers start
    }
    if (performance.now() - begun > PATIENCE) throw new Error(`waited ${PATIENCE / 1000} s in vain until ${what}`);
    await sleep(200);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
  await end;
  clearTimeout(timer);
}
