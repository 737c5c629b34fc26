import { runJob, type Progress } from "./job.ts";
import { help, parseOptions, UsageError } from "./options.ts";
import { reasonOf } from "./write-file.ts";

async function main(): Promise<number> {
  const interrupt = new AbortController();
  const progress: Progress = { doing: "before training", written: [], keep: true };
  let unwritable: NodeJS.ErrnoException | undefined;
  process.once("SIGINT", () => interrupt.abort()); // a second Ctrl-C ends the process at once
  process.stdout.on("error", (error) => {
    unwritable ??= error;
    progress.keep = false; // there is nobody to tell where it is
    interrupt.abort();
  });
  process.stderr.on("error", () => undefined); // there is nobody left to tell
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options) await runJob(options, interrupt.signal, progress);
    else console.log(help);
    await new Promise((resolve) => process.stdout.write("", resolve)); // what cannot be written is known then
    return unwritable ? endOfOutput(unwritable, describeKept(progress)) : 0;
  } catch (error) {
    if (unwritable) return endOfOutput(unwritable, describeKept(progress));
    if (interrupt.signal.aborted) {
      console.error(`\nStopped ${progress.doing}; ${describeKept(progress)}.`);
      // With the handler gone, this ends the process even where a thread waits for a pipe that nobody writes to
      process.kill(process.pid, "SIGINT");
      return 130;
    }
    if (error instanceof UsageError) console.error(`${error.message} See npm start -- --help.`);
    // Errors with a code (ours, the library's, the system's) say what to do; anything else is a bug and shows where.
    else console.error(error instanceof Error && "code" in error ? error.message : error);
    return error instanceof UsageError ? 2 : 1;
  }
}

function describeKept({ written, hint }: Progress): string {
  if (written.length === 0) return "nothing was written";
  return `kept: ${written.join(", ")}${hint === undefined ? "" : ` (${hint})`}`;
}

/** A reader that has seen enough (`| head -1`) hears nothing more; a disk that is full is worth a sentence. */
function endOfOutput(error: NodeJS.ErrnoException, kept: string): number {
  if (error.code === "EPIPE") return 141; // as the signal SIGPIPE ends other programs
  console.error(`The standard output cannot be written: ${reasonOf(error)}; ${kept}.`);
  return 1;
}

const [table, ...rest] = process.argv.slice(2);
if (table !== undefined && (table === "-" || !table.startsWith("-"))) {
  const { synthesizeTable } = await import("./synthesize.ts");
  process.exit(await synthesizeTable(table, rest));
}
process.exitCode = await main();
