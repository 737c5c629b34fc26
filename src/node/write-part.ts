import { open, rm, type FileHandle } from "node:fs/promises";

/** A file's bytes, at once or in pieces. */
export type Bytes = Uint8Array | AsyncIterable<Uint8Array>;

/** What else is done with a part. */
interface PartOptions {
  mode?: number;
  /** Called with the open file before its bytes are written. */
  prepare?: (file: FileHandle) => Promise<void>;
}

/**
 * Writes bytes to the disk under a name for the meantime, and gives the file its place. Where anything fails, no part is left.
 *
 * @param part   path of the part, where no file is
 * @param place  takes the written file to its place
 */
export async function writeThroughPart<T>(
  part: string,
  bytes: Bytes,
  place: () => Promise<T>,
  { mode = 0o666, prepare }: PartOptions = {},
): Promise<T> {
  const file = await open(part, "wx", mode);
  try {
    try {
      await prepare?.(file);
      if (bytes instanceof Uint8Array) await file.writeFile(bytes);
      else for await (const piece of bytes) await file.writeFile(piece); // each behind the one before
      await file.sync();
    } finally {
      await file.close();
    }
    return await place();
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined); // what counts is the first error
    throw error;
  }
}

/** Makes a folder's new names last through a power cut, where the system can. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!["EACCES", "EPERM", "EISDIR", "EINVAL", "ENOTSUP"].includes(codeOf(error) ?? "")) throw error;
  }
}

/** The system's name of an error. */
export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
