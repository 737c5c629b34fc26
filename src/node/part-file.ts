import { createHash, randomBytes } from "node:crypto";
import { lstat, readdir, readlink, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

/** How long a file that is being written may stay as it is, in milliseconds. */
const STALE = 60 * 60 * 1000;

/** Where a file is written before it takes its place: beside it, under a name that says whose it is and who writes it. */
export interface Part {
  path: string;
  /** What the names of all parts of the same file begin with. */
  stem: string;
  machine: string;
}

/** A name of at most 75 bytes, whatever the file's is. */
export async function partOf(file: string): Promise<Part> {
  const name = basename(file);
  const stem = `.${name.replace(/[^\w.-]/g, "_").slice(0, 32)}.${digest(name)}.`;
  const machine = digest(`${hostname()} ${await processSpace()}`);
  const ending = `${machine}.${process.pid}.${randomBytes(4).toString("hex")}.part`;
  return { path: join(dirname(file), stem + ending), stem, machine };
}

/** Parts of any file: of which machine and process. */
const PART = /^\..*\.([0-9a-f]{8})\.(\d+)\.[0-9a-f]{8}\.part$/;

/**
 * Removes what killed processes left of writing the same file: parts of this machine's processes that run no more, and
 * any part that was not written to for an hour before `now`, in milliseconds by the file system's clock. What cannot be
 * read or removed stays.
 */
export async function removeStaleParts({ path, stem, machine }: Part, now: number): Promise<void> {
  await removeParts(dirname(path), now, (name) => {
    const ending = name.startsWith(stem) ? PART.exec(name) : null;
    return ending && { isDead: ending[1] === machine && !runs(Number(ending[2])) };
  });
}

/** Removes the parts of all files of a folder that were not written to for an hour before `now`, as {@link removeStaleParts}. */
export async function removeOldParts(folder: string, now: number): Promise<void> {
  await removeParts(folder, now, (name) => (PART.test(name) ? { isDead: false } : null));
}

/** @param judge  whether a name is that of a part in question, and known to be nobody's */
async function removeParts(
  folder: string,
  now: number,
  judge: (name: string) => { isDead: boolean } | null,
): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const part = judge(name);
    if (!part) continue;
    const found = await lstat(join(folder, name)).catch(() => undefined);
    if (!found?.isFile()) continue;
    if (part.isDead || now - found.mtimeMs > STALE) await rm(join(folder, name)).catch(() => undefined);
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/** In a container the numbers of processes are its own. */
async function processSpace(): Promise<string> {
  return readlink("/proc/self/ns/pid").catch(() => "");
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
