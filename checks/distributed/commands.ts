// The command line alone: one machine, its processes, tasks by their numbers and by arrays' variables.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "./check.ts";
import { checkRows, type Fixture } from "./fixture.ts";
import { childrenOf, langevin, partsIn, start, waitForParts } from "./program.ts";

export function commandChecks(fixture: Fixture): Check[] {
  const { sample } = fixture;
  let made = 0;
  const folder = (): string => join(fixture.folder, `commands-${made++}`);
  const task = (out: string, shard: string, env: Record<string, string> = {}) =>
    langevin(fixture, [...sample, "--out", out, "--shard", shard, "--threads", "1"], { env });

  return [
    {
      name: "langevin sample --out: the rows of one call, bit for bit, and the folder is finished",
      async run() {
        const out = folder();
        const { errors } = await langevin(fixture, [...sample, "--out", out]);
        await checkRows(fixture, out);
        if (!errors.includes(fixture.rowsSha256)) throw new Error(`the hash is not told: ${errors}`);
      },
    },
    {
      name: "a process that is killed in a part: the same command goes on, and the rows are those of one call",
      async run() {
        const out = folder();
        const { child, end } = start(fixture, "langevin", [...sample, "--out", out, "--threads", "1"]);
        await waitForParts(out, 3);
        child.kill("SIGKILL");
        await end;
        const before = partsIn(out).length;
        const { errors } = await langevin(fixture, [...sample, "--out", out]);
        const there = Number(/(\d+) there already/.exec(errors)?.[1]);
        if (there < before) throw new Error(`${before} parts were there, and ${there} were not computed again`);
        await checkRows(fixture, out);
      },
    },
    {
      name: "--workers 2, one of which is killed in a part: it is replaced, and the rows are those of one call",
      async run() {
        const out = folder();
        const { child, end } = start(fixture, "langevin", [...sample, "--out", out, "--workers", "2"]);
        await waitForParts(out, 2);
        const [first] = childrenOf(child.pid!);
        process.kill(first, "SIGKILL");
        const { status, errors } = await end;
        if (status !== 0) throw new Error(errors);
        await checkRows(fixture, out);
      },
    },
    {
      name: "Ctrl-C with --workers 2 stops all and says how to go on; what it says goes on to the rows of one call",
      async run() {
        const out = folder();
        const { child, end } = start(fixture, "langevin", [...sample, "--out", out, "--workers", "2"]);
        await waitForParts(out, 2);
        const workers = childrenOf(child.pid!);
        child.kill("SIGINT");
        const { status, errors } = await end;
        if (status !== 130) throw new Error(`exit code ${status}: ${errors}`);
        const left = workers.filter(isRunning);
        if (workers.length !== 2 || left.length > 0) throw new Error(`${left.length} of ${workers.length} go on`);
        const [, command] = /To go on:\n {2}(.*)/.exec(errors) ?? [];
        const again = await start(fixture, "bash", ["-c", command]).end;
        if (again.status !== 0) throw new Error(`${command}: ${again.errors}`);
        await checkRows(fixture, out);
      },
    },
    {
      name: "--workers ends when the process that started them is killed",
      async run() {
        const out = folder();
        const { child, end } = start(fixture, "langevin", [...sample, "--out", out, "--workers", "2"]);
        await waitForParts(out, 2);
        const workers = childrenOf(child.pid!);
        child.kill("SIGKILL");
        await end;
        for (const begun = performance.now(); workers.some(isRunning);) {
          if (performance.now() - begun > 10_000) throw new Error("they go on");
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      },
    },
    {
      name: "--shard 1/3, 2/3, 3/3 at once, then finish: the rows of one call; before it, finish names what is missing",
      async run() {
        const out = folder();
        await task(out, "2/3");
        const { errors } = await langevin(fixture, ["finish", out], { exit: 1 });
        if (!/8 of 12 parts are missing/.test(errors)) throw new Error(errors);
        await Promise.all([task(out, "1/3"), task(out, "3/3")]);
        await langevin(fixture, ["finish", out]);
        await checkRows(fixture, out);
      },
    },
    ...arrays.map(({ scheduler, shard, tasks }): Check => ({
      name: `an array of ${scheduler}: its ${tasks.length} tasks by ${shard} compute each part once, the rows of one call`,
      async run() {
        const out = folder();
        const ends = [];
        for (const env of tasks) ends.push(await task(out, shard, env));
        const written = ends.map(({ errors }) => Number(/(\d+) parts? computed/.exec(errors)?.[1]));
        const sum = written.reduce((a, b) => a + b, 0);
        if (sum !== 12) throw new Error(`parts computed: ${written.join(", ")}`);
        await langevin(fixture, ["finish", out]);
        await checkRows(fixture, out);
      },
    })),
    {
      name: "a part that is lost or has a flipped bit is refused by finish, and computed again by the same command",
      async run() {
        const out = folder();
        await langevin(fixture, [...sample, "--out", out]);
        const [first, second] = partsIn(out).map((name) => join(out, name));
        const bytes = readFileSync(second);
        bytes[bytes.length >> 1] ^= 1;
        writeFileSync(second, bytes);
        await langevin(fixture, ["finish", out], { exit: 3 });
        rmSync(first);
        await langevin(fixture, ["finish", out], { exit: 1 });
        rmSync(second);
        await langevin(fixture, [...sample, "--out", out]);
        await checkRows(fixture, out);
        const { errors } = await langevin(fixture, ["verify", out, "--sample", "100"]);
        if (!errors.includes("1,200 rows of 12 parts")) throw new Error(errors);
      },
    },
    {
      name: "another run in the same folder is refused, by its difference and before a row is written",
      async run() {
        const out = folder();
        await task(out, "1/12");
        const before = partsIn(out);
        const { errors } = await langevin(fixture, [...sample, "--seed", "1", "--out", out], { exit: 2 });
        if (!errors.includes("holds another run")) throw new Error(errors);
        if (partsIn(out).length !== before.length) throw new Error("parts were written");
      },
    },
  ];
}

const three = [0, 1, 2].map(String);

/** What schedulers tell their tasks. */
const arrays = [
  {
    scheduler: "Slurm",
    shard: "auto",
    tasks: three.map((k) => ({
      ...{ SLURM_ARRAY_TASK_ID: String(1 + Number(k)), SLURM_ARRAY_TASK_MIN: "1", SLURM_ARRAY_TASK_MAX: "3" },
      ...{ SLURM_ARRAY_TASK_COUNT: "3", SLURM_ARRAY_TASK_STEP: "1" },
    })),
  },
  { scheduler: "Kubernetes", shard: "auto/3", tasks: three.map((k) => ({ JOB_COMPLETION_INDEX: k })) },
  {
    scheduler: "AWS Batch",
    shard: "auto",
    tasks: three.map((k) => ({ AWS_BATCH_JOB_ARRAY_INDEX: k, AWS_BATCH_JOB_ARRAY_SIZE: "3" })),
  },
];

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
