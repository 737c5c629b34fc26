import { exitCodes } from "./command-error.ts";
import { explainError } from "./explain-error.ts";
import { listenForInterrupts } from "./interrupt.ts";
import { unwritable } from "./output.ts";
import { createProgram } from "./program.ts";
import { sessions } from "./session.ts";

/**
 * Runs one command to its end, and gives its exit code: the whole program apart from the process.
 *
 * @param args  what stands behind the program's name
 * @param program  how the program is called in what it prints
 */
export async function runCommand(args: readonly string[], program = "langevin"): Promise<number> {
  const { stdout, stderr } = process;
  stderr.on("error", () => undefined); // there is nobody left to tell
  let broken: Error | undefined;
  const fail = (error: Error): void => void (broken ??= error);
  stdout.on("error", fail);
  const interrupt = listenForInterrupts(() => stderr.write("\nStopping. Ctrl-C again quits at once.\n"));
  try {
    await createProgram(program, sessions(program, args, interrupt)).parseAsync(args.map(spelledOut), { from: "user" });
    await new Promise((resolve) => stdout.write("", resolve)); // what cannot be written is known then
    if (broken) throw unwritable("standard output", broken);
    return exitCodes.ok;
  } catch (error) {
    const { exitCode, message } = explainError(error);
    if (message) stderr.write(`${program}: ${message}\n`);
    if (interrupt.signal.aborted && interrupt.hint !== undefined) stderr.write(`${interrupt.hint}\n`);
    return exitCode;
  } finally {
    interrupt.release();
    stdout.off("error", fail);
  }
}

/** An option with a value that may be left out would take the file behind it for its value. */
function spelledOut(arg: string): string {
  return arg === "--json=lines" ? "--json-lines" : arg;
}
