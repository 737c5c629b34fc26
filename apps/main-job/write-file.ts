import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** A file or folder that cannot be written, in one sentence. */
export class OutputError extends Error {
  readonly code = "not-written";

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "OutputError";
  }
}

/**
 * Makes the folder, and finds out whether files can be written to `paths` in it, without touching what is there.
 *
 * @throws {@link OutputError}
 */
export function prepareOutput(folder: string, paths: string[]): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new OutputError(`The folder ${folder} cannot be made: ${reasonOf(error)}.`, { cause: error });
  }
  for (const path of paths) {
    const target = targetOf(path);
    const part = partOf(target);
    try {
      removeStaleParts(target);
      closeSync(openSync(part, "wx"));
    } catch (error) {
      throw notWritten(path, error);
    } finally {
      rmSync(part, { force: true });
    }
  }
}

/**
 * Writes a file as a whole or not at all: until the last byte is on the disk, what was there before stays.
 *
 * @throws {@link OutputError} with the file's name, or `signal`'s reason
 */
export async function writeWhole(
  path: string,
  pieces: Iterable<string | Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  const target = targetOf(path);
  const part = partOf(target);
  try {
    const file = await open(part, "wx");
    try {
      const mode = statSync(target, { throwIfNoEntry: false })?.mode;
      if (mode !== undefined) await file.chmod(mode & 0o777);
      for (const piece of pieces) {
        signal?.throwIfAborted();
        await file.writeFile(piece);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    renameSync(part, target);
  } catch (error) {
    rmSync(part, { force: true });
    throw signal?.aborted ? error : notWritten(path, error);
  }
}

/** Node's own `recursive` never ends where a folder takes no folders, as /proc. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
    if (code !== "ENOENT" || dirname(folder) === folder) throw error;
    makeFolder(dirname(folder));
    mkdirSync(folder);
  }
}

/** The plain file that is, or will be, at a path: what a link leads to. */
function targetOf(path: string): string {
  let target: string;
  let kind: string;
  try {
    if (!lstatSync(path, { throwIfNoEntry: false })) return path;
    target = realpathSync(path);
    const what = statSync(target);
    if (what.isFile()) return target;
    kind = what.isDirectory() ? "a folder" : "something that is no plain file";
  } catch (error) {
    throw notWritten(path, error);
  }
  throw new OutputError(`${path} cannot be written: ${kind} has that name.`);
}

function partOf(target: string): string {
  return `${target}.${process.pid}.part`;
}

/** Those of processes that are no more. */
function removeStaleParts(target: string): void {
  const folder = dirname(target);
  const start = `${basename(target)}.`;
  for (const name of readdirSync(folder)) {
    const [, pid] = name.startsWith(start) ? (/^(\d+)\.part$/.exec(name.slice(start.length)) ?? []) : [];
    if (pid && !isAlive(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function notWritten(path: string, error: unknown): OutputError {
  return new OutputError(`${path} cannot be written: ${reasonOf(error)}. What was there before is untouched.`, {
    cause: error,
  });
}

/** "ENOSPC: no space left on device, write" → "no space left on device (ENOSPC)" */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, code, words] = /^([A-Z0-9]+): ([^,]+)/.exec(message) ?? [];
  return code ? `${words} (${code})` : message;
}
