// What a page of `npm run test:browsers` runs: one test file, by vitest's own runner, functions and matchers.
import { startTests } from "vitest/internal/browser";

type Runner = Parameters<typeof startTests>[1];
type Task = Awaited<ReturnType<typeof startTests>>[number]["tasks"][number];

/** What became of a test file in a page. */
export interface PageReport {
  /** Whether the page may have threads. */
  sharesMemory: boolean;
  passed: number;
  skipped: number;
  /** Name and first error of each. */
  failed: { name: string; error: string }[];
}

const TEST_TIMEOUT_MILLIS = 120_000;

/** Runs the test file that `load` imports; the import is the page's own, because Vite wraps those of modules it serves. */
export async function runTestFile(path: string, load: () => Promise<unknown>): Promise<PageReport> {
  // Vitest's matchers ask for the file they are used in
  Object.assign(globalThis, { __vitest_worker__: { filepath: path } });
  const sharesMemory = typeof SharedArrayBuffer === "function";
  const report: PageReport = { sharesMemory, passed: 0, skipped: 0, failed: [] };
  for (const file of await startTests([path], new PageRunner(load))) {
    for (const { message } of file.result?.errors ?? []) report.failed.push({ name: "the file", error: message });
    for (const task of file.tasks) add(report, task, "");
  }
  return report;
}

class PageRunner implements Runner {
  config: Runner["config"] = {
    ...{ root: "/", name: undefined, setupFiles: [], passWithNoTests: false, testNamePattern: undefined },
    ...{ allowOnly: false, sequence: { seed: 1, hooks: "stack", setupFiles: "list" }, chaiConfig: undefined },
    ...{ maxConcurrency: 1, testTimeout: TEST_TIMEOUT_MILLIS, hookTimeout: TEST_TIMEOUT_MILLIS, retry: 0 },
    ...{ includeTaskLocation: false, tags: [], tagsFilter: undefined, strictTags: false },
  };

  importFile: () => Promise<unknown>;

  constructor(load: () => Promise<unknown>) {
    this.importFile = load;
  }
}

function add(report: PageReport, task: Task, outer: string): void {
  const name = `${outer}${task.name}`;
  const errors = task.result?.errors ?? [];
  if (task.type === "suite") {
    for (const { message } of errors) report.failed.push({ name, error: message });
    for (const inner of task.tasks) add(report, inner, `${name} > `);
  } else if (task.mode === "skip" || task.mode === "todo") report.skipped++;
  else if (task.result?.state === "pass") report.passed++;
  else report.failed.push({ name, error: errors[0]?.message ?? `ended as ${task.result?.state ?? "not run"}` });
}
