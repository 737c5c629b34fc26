import { fork } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { planSweep } from "../../src/sweep/plan-sweep.ts";
import { sweepKind } from "../../src/sweep/sweep-kind.ts";
import { sweep } from "../../src/sweep/sweep.ts";
import { openWork } from "../../src/work/open-work.ts";
import { ProcessLanes } from "../../src/work/processes.ts";
import { runTasks } from "../../src/work/run-tasks.ts";
import { folderStore } from "../../src/work/stores/folder-store.ts";
import { options, rows } from "./kit.ts";

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "sweep-"))));
afterAll(() => rmSync(folder, { recursive: true }));

const program = fileURLToPath(new URL("sweep-process.ts", import.meta.url));

test("three processes, of which three are killed in a training, one in each rung: the files of one process", async () => {
  const alone = join(folder, "alone");
  await sweep(rows, { ...options, threads: 1, store: folderStore(alone) });
  const shared = join(folder, "shared");
  await planSweep(folderStore(shared), rows, options);
  const fatal = ["4", "10", "12"];
  const processes = new ProcessLanes(3, () =>
    fork(program, [shared, ...fatal], { execArgv: ["--import", import.meta.resolve("tsx")] }),
  );
  const work = await openWork(folderStore(shared), [sweepKind], { threads: 1 });
  try {
    const done: number[] = [];
    const outcome = await runTasks(work, { lanes: processes.lanes, onProgress: (told) => void done.push(told.done) });
    expect(outcome).toMatchObject({ written: 13, failed: [], left: undefined });
    expect(done[0]).toBe(0);
    expect(done.at(-1)).toBe(work.amount);
  } finally {
    await processes.close();
  }
  for (const task of fatal) expect(existsSync(`${shared}.died-of-${task}`), task).toBe(true);
  await work.finish();
  work.dispose();
  for (const name of ["winner.langevin", "ranking.json", "_manifest.json"])
    expect(readFileSync(join(shared, name)).equals(readFileSync(join(alone, name))), name).toBe(true);
});
