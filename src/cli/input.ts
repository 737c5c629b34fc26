import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { CommandError, exitCodes, reasonOf } from "./command-error.ts";

/** The bytes of a file, a pipe or a device, or of the standard input for "-"; an abort ends the waiting at once. */
export async function* readBytes(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
  const stream = path === "-" ? process.stdin : createReadStream(path);
  const iterator: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]();
  const { promise: aborted, stop } = rejectionOf(signal);
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    throw signal.aborted ? error : unreadable(path, error);
  } finally {
    stop();
    stream.destroy();
  }
}

/** Refuses an input that is not there or is a folder, before anything is done. */
export async function checkInput(path: string): Promise<void> {
  if (path === "-") return;
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (found.isDirectory()) throw new CommandError(exitCodes.failure, `${path} is a folder, not a file.`);
}

/** How an input is called in what is said of it. */
export function nameOfInput(path: string): string {
  return path === "-" ? "standard input" : path;
}

function rejectionOf(signal: AbortSignal): { promise: Promise<never>; stop: () => void } {
  let abort = (): void => undefined;
  const promise = new Promise<never>((_, reject) => (abort = () => reject(signal.reason)));
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  promise.catch(() => undefined);
  return { promise, stop: () => signal.removeEventListener("abort", abort) };
}

function unreadable(path: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return error;
  if (code === "ENOENT") return new CommandError(exitCodes.failure, `${path} does not exist.`, { cause: error });
  const message = `${nameOfInput(path)} cannot be read: ${reasonOf(error)}.`;
  return new CommandError(exitCodes.failure, message, { cause: error });
}
