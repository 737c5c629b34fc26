import { explainError } from "./explain-error.ts";
import { listenForInterrupts } from "./interrupt.ts";
import { createProgram } from "./program.ts";

/**
 * Runs one command to its end, and gives its exit code: the whole program apart from the process.
 *
 * @param args  what stands behind the program's name
 * @param program  how the program is called in what it prints
 */
export async function runCommand(args: readonly string[], program = "langevin"): Promise<number> {
  const { stdout, stderr } = process;
  stderr.on("error", () => undefined); // there is nobody left to tell
  const interrupt = listenForInterrupts(() => stderr.write("\nStopping. Ctrl-C again quits at once.\n"));
  try {
    await createProgram(program, interrupt).parseAsync(args.map(spelledOut), { from: "user" });
    await new Promise((resolve) => stdout.write("", resolve)); // what cannot be written is known then
    return 0;
  } catch (error) {
    const { exitCode, message } = explainError(error);
    if (message) stderr.write(`${program}: ${message}\n`);
    if (interrupt.signal.aborted && interrupt.hint !== undefined) stderr.write(`${interrupt.hint}\n`);
    return exitCode;
  } finally {
    interrupt.release();
  }
}

/** An option with a value that may be left out would take the file behind it for its value. */
function spelledOut(arg: string): string {
  return arg === "--json=lines" ? "--json-lines" : arg;
}
