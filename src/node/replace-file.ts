import { constants, type Stats } from "node:fs";
import { open, readlink, realpath, rename, stat, type FileHandle } from "node:fs/promises";
import { dirname, isAbsolute, sep } from "node:path";
import { LangevinError } from "../support/errors.ts";
import { partOf, removeStaleParts } from "./part-file.ts";
import { codeOf, syncFolder, writeThroughPart, type Bytes } from "./write-part.ts";

/**
 * Writes a file beside the one at the path and puts it in its place at once: at every moment the old one or the new one
 * is there, whole. Links are followed, permissions kept, and the owner and group where the system lets this process.
 *
 * @throws LangevinError "invalid-argument" for a place that is taken by something else than a file; whatever the file
 *   system or the bytes' source throws, with the old file in place
 */
export async function replaceFile(where: string, path: string, bytes: Bytes): Promise<void> {
  const { place, found } = await findPlace(where, path);
  const part = await partOf(place);
  await writeThroughPart(part.path, bytes, () => rename(part.path, place), {
    mode: found ? 0o600 : 0o666,
    prepare: async (file) => {
      await removeStaleParts(part, (await file.stat()).mtimeMs);
      if (found) await keepOwnerAndMode(file, found);
    },
  });
  await syncFolder(dirname(place));
}

/** The path without links at its end, and the file there, if there is one. */
async function findPlace(where: string, path: string): Promise<{ place: string; found: Stats | undefined }> {
  let found: Stats;
  try {
    found = await stat(path);
  } catch (error) {
    if (codeOf(error) === "ELOOP") throw noFile(where, path, "links in a circle", error);
    if (codeOf(error) !== "ENOENT") throw error;
    return { place: await endOfLinks(path), found: undefined };
  }
  if (!found.isFile()) throw noFile(where, path, kindOf(found));
  await (await open(path, constants.O_WRONLY)).close(); // a file that may not be written is not replaced either
  return { place: await realpath(path), found };
}

/** Where links that lead to nothing end. */
async function endOfLinks(path: string): Promise<string> {
  const target = await readlink(path).catch(() => undefined);
  if (target === undefined) return path;
  // Not join(): the folder may be a link itself, and then its ".." is another one
  return endOfLinks(isAbsolute(target) ? target : `${dirname(path)}${sep}${target}`);
}

async function keepOwnerAndMode(file: FileHandle, { uid, gid, mode }: Stats): Promise<void> {
  const own = await file.stat();
  const give = async (to: number): Promise<boolean> => {
    if (own.uid === to && own.gid === gid) return true;
    return file.chown(to, gid).then(
      () => true,
      () => false,
    );
  };
  const isOfGroup = (await give(uid)) || (await give(own.uid));
  // What the old group might, another may not
  const permissions = mode & (isOfGroup ? 0o777 : 0o707);
  if ((own.mode & 0o777) !== permissions) await file.chmod(permissions);
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return "a folder";
  if (found.isFIFO()) return "a named pipe";
  return found.isSocket() ? "a socket" : "a device";
}

function noFile(where: string, path: string, got: string, cause?: unknown): LangevinError {
  const message = `${where}: expected a path to a file, got ${got} at ${JSON.stringify(path)}`;
  return new LangevinError("invalid-argument", message, { cause });
}
