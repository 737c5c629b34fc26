// A worker's process: node --import tsx toy-worker.ts '<JSON of its options and its build>'. News are lines of JSON.
import { workerOf, type RunWorkerOptions } from "../../src/bullmq/worker.ts";
import { toyKind } from "./toy-kind.ts";

const { build, ...options } = JSON.parse(process.argv[2]) as RunWorkerOptions & { build: string };
const controller = new AbortController();
process.on("SIGTERM", () => controller.abort());
const tell = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
try {
  const run = workerOf({ kinds: [toyKind], build }, { ...options, signal: controller.signal });
  for await (const news of run) tell(news);
  tell({ type: "over", ...(await run) });
} catch (error) {
  tell({ type: "error", reason: (error as Error).message });
  process.exitCode = 3;
}
