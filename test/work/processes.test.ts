import { fork, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProcessLanes } from "../../src/work/processes.ts";
import { runTasks } from "../../src/work/run-tasks.ts";
import { TestWork } from "./kit.ts";

let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "langevin-processes-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function start(poison = "none"): ChildProcess {
  const program = fileURLToPath(new URL("task-process.ts", import.meta.url));
  const child = fork(program, [folder, poison], { execArgv: ["--import", import.meta.resolve("tsx")] });
  children.push(child);
  return child;
}

/** The folder's own view of what is missing. */
function workOf(count: number): TestWork {
  const work = new TestWork(count);
  work.missing = () => {
    const there = new Set(readdirSync(folder));
    return Promise.resolve(Array.from({ length: count }, (_, i) => i).filter((i) => !there.has(String(i))));
  };
  return work;
}

describe("ProcessLanes", () => {
  it("two processes do each task once, and end when they are told to", async () => {
    const lanes = new ProcessLanes(2, start);
    const outcome = await runTasks(workOf(12), { lanes: lanes.lanes });
    await lanes.close();
    expect(outcome).toMatchObject({ written: 12, failed: [], left: undefined });
    const pids = new Set(readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8")));
    expect(pids.size).toBe(2);
    expect(children.every(({ exitCode }) => exitCode === 0)).toBe(true);
  });

  it("a process that dies is replaced; a task that kills three is named", async () => {
    const lanes = new ProcessLanes(1, () => start("2"));
    const outcome = await runTasks(workOf(4), { lanes: lanes.lanes });
    await lanes.close();
    expect(outcome.failed).toEqual([{ index: 2, fault: "task", reason: "its process ended 3 times without a word" }]);
    expect(readdirSync(folder)).toEqual(["0", "1", "3"]);
  });

  it("a process that ends before it is ready stops the run", async () => {
    const lanes = new ProcessLanes(1, () => fork("/nowhere", [], { silent: true }));
    const outcome = await runTasks(workOf(4), { lanes: lanes.lanes });
    expect(outcome).toMatchObject({ written: 0, failed: [], left: "a process ended before it began to work" });
  });
});
