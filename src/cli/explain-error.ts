import { CommanderError } from "commander";
import { LangevinError, type ErrorCode } from "../support/errors.ts";
import { CommandError, exitCodes, reasonOf } from "./command-error.ts";

/** What of the library's errors is a matter of the command line or of the data; the rest are failures. */
const codes: Partial<Record<ErrorCode, number>> = {
  "invalid-argument": exitCodes.usage,
  "invalid-data": exitCodes.data,
  "invalid-file": exitCodes.data,
};

/** An error's exit code, and what to say; undefined where it has been said. */
export function explainError(error: unknown): { exitCode: number; message: string | undefined } {
  if (error instanceof CommanderError) {
    // Help that was asked for and the version are no mistakes
    return { exitCode: error.exitCode === 0 ? exitCodes.ok : exitCodes.usage, message: undefined };
  }
  if (error instanceof CommandError) return { exitCode: error.exitCode, message: error.message };
  if (error instanceof LangevinError)
    return { exitCode: codes[error.code] ?? exitCodes.failure, message: sentenceOf(error.message) };
  if (isSystemError(error)) return { exitCode: exitCodes.failure, message: describeSystemError(error) };
  // A bug shows where it is
  return { exitCode: exitCodes.failure, message: error instanceof Error ? (error.stack ?? error.message) : `${error}` };
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === "string";
}

function describeSystemError(error: NodeJS.ErrnoException): string {
  return error.path === undefined ? `${reasonOf(error)}.` : `${error.path}: ${reasonOf(error)}.`;
}

/** The message as a sentence, without the function it comes from. */
function sentenceOf(text: string): string {
  const message = text.replace(
    /^(?:fit|fitTable|planRows|planSweep|openWork|sweep|loadTableModel|writeRows|describeRows|model\.\w+|runWorker|submitWork|queueStatus): (?=\w)/,
    "",
  );
  return /[.?!]$/.test(message) ? message : `${message}.`;
}
