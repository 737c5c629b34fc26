import { Command } from "commander";
import { openWork } from "../../shards/index.ts";
import { openStore } from "../../work/stores/open-store.ts";
import { serveTasks } from "../../work/processes.ts";
import { wholeNumber } from "../options/values.ts";
import { workKinds } from "../../bullmq/work-kinds.ts";

/** What `--workers` starts: it takes its tasks from the process that started it. */
export function serveTasksCommand(): Command {
  return new Command("serve-tasks")
    .description("Does parts of a folder that another process hands out; --workers starts it.")
    .argument("<folder>", "the folder or address")
    .option("--threads <n>", "threads that compute", wholeNumber(1, 256))
    .action(async (folder: string, { threads }: { threads?: number }) => {
      if (process.send === undefined) return;
      await serveTasks((signal) => openWork(openStore(folder), workKinds, { threads, signal }));
    });
}
