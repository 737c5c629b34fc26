import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "puppeteer-core";

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** µs; the duration, and what of it the thread itself was running */
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

/** A task of a page's main thread, in milliseconds. */
export interface Task {
  duration: number;
  /** Without what the machine gave to others meanwhile. */
  running: number;
}

/** Every task of the page's main thread while `run` runs, from Chromium's own trace. */
export async function traceTasks(page: Page, run: () => Promise<void>): Promise<Task[]> {
  const folder = mkdtempSync(join(tmpdir(), "langevin-trace-"));
  const path = join(folder, "trace.json");
  await page.tracing.start({ path, categories: ["disabled-by-default-devtools.timeline", "toplevel"] });
  await run();
  await page.tracing.stop();
  const { traceEvents } = JSON.parse(readFileSync(path, "utf8")) as { traceEvents: TraceEvent[] };
  rmSync(folder, { recursive: true, force: true });
  return tasksOf(traceEvents);
}

/** Tasks of the renderer whose main thread worked most: the page's, as there is one tab. */
function tasksOf(events: readonly TraceEvent[]): Task[] {
  const main = new Set(
    events.filter((e) => e.name === "thread_name" && e.args?.name === "CrRendererMain").map((e) => `${e.pid} ${e.tid}`),
  );
  const threads = new Map<string, Task[]>();
  for (const { name, ph, pid, tid, dur = 0, tdur = dur } of events) {
    const thread = `${pid} ${tid}`;
    if (ph !== "X" || !name.endsWith("RunTask") || !main.has(thread)) continue;
    const tasks = threads.get(thread) ?? [];
    threads.set(thread, tasks);
    tasks.push({ duration: dur / 1000, running: tdur / 1000 });
  }
  const busy = (tasks: Task[]): number => tasks.reduce((sum, { running }) => sum + running, 0);
  return [...threads.values()].sort((a, b) => busy(b) - busy(a))[0] ?? [];
}
