import { link, lstat, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { partOf } from "./part-file.ts";
import { codeOf, syncFolder, writeThroughPart, type Bytes } from "./write-part.ts";

/**
 * Writes a file where none is: of several writers one does, and what is there stays. At every moment the whole file is there
 * or none.
 *
 * It relies on link(2), which fails where a name is taken and is atomic on local disks and on NFS. A server of NFS may carry
 * out a link and lose its answer; that the part then has two names says it was done. File systems without hard links get a
 * rename after a look: there the last of two writers within that moment wins, and its file is whole as well.
 *
 * @throws whatever the file system throws
 */
export async function createFile(path: string, bytes: Bytes): Promise<"written" | "exists"> {
  if (await isTaken(path)) return "exists";
  const part = (await partOf(path)).path;
  const result = await writeThroughPart(part, bytes, () => linkNew(part, path));
  await syncFolder(dirname(path));
  return result;
}

async function linkNew(part: string, path: string): Promise<"written" | "exists"> {
  try {
    await link(part, path);
  } catch (error) {
    if (["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(codeOf(error) ?? "")) {
      if (!(await isTaken(path))) return rename(part, path).then(() => "written");
    } else if (codeOf(error) !== "EEXIST") throw error;
    else if ((await lstat(part)).nlink === 2) return rm(part).then(() => "written");
    return rm(part).then(() => "exists");
  }
  await rm(part);
  return "written";
}

async function isTaken(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === "ENOENT") return false;
      throw error;
    },
  );
}
