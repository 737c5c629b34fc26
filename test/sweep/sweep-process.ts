// A process that does a sweep's tasks in a folder, and is killed in the middle of the trainings that its other arguments
// name, each once.
import { existsSync, writeFileSync } from "node:fs";
import { sweepKind } from "../../src/sweep/sweep-kind.ts";
import { openWork } from "../../src/work/open-work.ts";
import { serveTasks } from "../../src/work/processes.ts";
import { folderStore } from "../../src/work/stores/folder-store.ts";
import type { Work } from "../../src/work/work.ts";

const [folder, ...fatal] = process.argv.slice(2);

await serveTasks(async (signal): Promise<Work> => {
  const work = await openWork(folderStore(folder), [sweepKind], { threads: 1, signal });
  const run = work.run.bind(work);
  work.run = (index, options) => {
    const marker = `${folder}.died-of-${index}`;
    const dies = fatal.includes(String(index)) && !existsSync(marker);
    return run(index, {
      ...options,
      onProgress(fraction) {
        if (!dies || fraction < 0.4) return;
        writeFileSync(marker, "");
        process.kill(process.pid, "SIGKILL");
      },
    });
  };
  return work;
});
