// A process that serves tasks of a folder: it writes an empty file for each. Its arguments are the folder and the task
// that it dies of.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serveTasks } from "../../src/work/processes.ts";
import { TestWork } from "./kit.ts";

const [folder, poison] = process.argv.slice(2);
await serveTasks(() =>
  Promise.resolve(
    new TestWork(100, (index) => {
      if (String(index) === poison) process.kill(process.pid, "SIGKILL");
      if (existsSync(join(folder, String(index)))) throw new Error("twice");
      writeFileSync(join(folder, String(index)), String(process.pid));
    }),
  ),
);
