import { createReadStream, statSync } from "node:fs";
import { tooLarge } from "./read-text.ts";
import { TableError } from "./table.ts";

/**
 * The bytes at `path`: a file, a pipe, a device.
 *
 * Aborting ends the waiting at once, but a system call that blocks (a pipe that nobody writes to) goes on blocking a thread
 * of the process, which then only a signal ends.
 *
 * @throws {@link TableError} saying why it cannot be read
 */
export async function* readChunks(path: string, maxBytes: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    const found = statSync(path);
    if (found.isFile() && found.size > maxBytes) throw tooLarge(path, maxBytes);
  } catch (error) {
    throw explain(path, error);
  }
  const stream = createReadStream(path);
  const iterator: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]();
  const { promise: aborted, stop } = rejectionOf(signal);
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    throw signal?.aborted ? error : explain(path, error);
  } finally {
    stop();
    stream.destroy();
  }
}

function rejectionOf(signal?: AbortSignal): { promise: Promise<never>; stop: () => void } {
  let abort = (): void => undefined;
  const promise = new Promise<never>((_, reject) => (abort = () => reject(signal!.reason)));
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort);
  promise.catch(() => undefined);
  return { promise, stop: () => signal?.removeEventListener("abort", abort) };
}

function explain(path: string, error: unknown): unknown {
  if (error instanceof TableError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return new TableError("not-found", `${path} does not exist.`, { cause: error });
  if (code === "EISDIR") return new TableError("unreadable", `${path} is a folder, not a CSV file.`, { cause: error });
  return new TableError("unreadable", `${path} cannot be read: ${message}.`, { cause: error });
}
