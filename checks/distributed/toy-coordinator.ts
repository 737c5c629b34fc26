// A coordinator's process: node --import tsx toy-coordinator.ts FOLDER '<JSON of its options>'. Progress is lines of JSON.
import { submissionOf, type SubmitWorkOptions } from "../../src/bullmq/submit.ts";
import { BUILD, toyKind } from "./toy-kind.ts";

const [folder, options] = process.argv.slice(2);
const tell = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
try {
  const run = submissionOf({ kinds: [toyKind], build: BUILD }, folder, JSON.parse(options) as SubmitWorkOptions);
  for await (const progress of run) tell(progress);
  tell({ outcome: await run });
} catch (error) {
  tell({ error: (error as Error).message });
  process.exitCode = 1;
}
