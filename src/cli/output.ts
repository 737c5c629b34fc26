import { createWriteStream, constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { replaceFile } from "../node/replace-file.ts";
import type { Bytes } from "../node/write-part.ts";
import { CommandError, exitCodes, reasonOf, usageError } from "./command-error.ts";

/** Where a command's data goes. */
export interface Output {
  /** Its path, or "standard output". */
  readonly name: string;
  readonly isStandard: boolean;
  /** Writes all: a file as a whole or not at all. */
  write(bytes: Bytes): Promise<void>;
}

/**
 * The output at a path, or the standard output for "-" and none. What cannot be written is refused before any work: a file
 * that is there, without `force`, a folder that is missing or closed.
 */
export async function openOutput(
  path: string | undefined,
  { force = false }: { force?: boolean | undefined },
): Promise<Output> {
  if (path === undefined || path === "-") return standardOutput();
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw unwritable(path, error);
    return undefined;
  });
  if (found?.isDirectory()) throw usageError(`${path} is a folder; -o takes the name of a file.`);
  // A device or a pipe has nothing to be kept whole
  if (found && !found.isFile()) return streamOutput(path);
  if (found && !force) throw usageError(`${path} exists already; --force replaces it.`);
  await access(dirname(path), constants.W_OK).catch((error: unknown) => {
    throw unwritable(path, error);
  });
  return {
    name: path,
    isStandard: false,
    async write(bytes) {
      await replaceFile("langevin", path, bytes).catch((error: unknown) => {
        throw unwritable(path, error);
      });
    },
  };
}

function standardOutput(): Output {
  return {
    name: "standard output",
    isStandard: true,
    write: (bytes) => writeTo(process.stdout, "standard output", bytes),
  };
}

function streamOutput(path: string): Output {
  return {
    name: path,
    isStandard: false,
    async write(bytes) {
      const stream = createWriteStream(path);
      await writeTo(stream, path, bytes);
      await new Promise<void>((resolve, reject) => {
        stream.once("error", (error) => reject(unwritable(path, error)));
        stream.end(resolve);
      });
    },
  };
}

async function writeTo(stream: NodeJS.WritableStream, name: string, bytes: Bytes): Promise<void> {
  let failure: Error | undefined;
  const fail = (error: Error): void => void (failure ??= error);
  stream.on("error", fail);
  try {
    for await (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) {
      await new Promise<void>((resolve) => stream.write(piece, (error) => (error && fail(error), resolve())));
      if (failure) break;
    }
  } finally {
    if (!failure) stream.off("error", fail);
  }
  if (failure) throw unwritable(name, failure);
}

/** What to say of an error of writing: nothing where a reader has seen enough. */
export function unwritable(name: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === "EPIPE") return new CommandError(exitCodes.closedPipe, "");
  if (syscall === undefined) return error;
  const message = `${name} cannot be written: ${reasonOf(error)}.`;
  return new CommandError(exitCodes.failure, message, { cause: error });
}
