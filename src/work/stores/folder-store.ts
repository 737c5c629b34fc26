import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, rename, rm, type FileHandle } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createFile } from "../../node/create-file.ts";
import { partOf, removeOldParts } from "../../node/part-file.ts";
import { toPath } from "../../node/path.ts";
import { codeOf, syncFolder, writeThroughPart } from "../../node/write-part.ts";
import type { Store, StoredFile } from "../store.ts";
import { checkName, isPlainName } from "./file-name.ts";
import { rangeOf } from "./range.ts";

/** Files that are asked for their size at once. */
const AT_ONCE = 32;

/**
 * A folder as a store, on a local disk or NFS; it is made with the first file. A file is written under another name, taken
 * to the disk (fsync), and linked to its own name, which fails where that is taken: a process that ends at any moment leaves
 * the whole file or none, and of several writers one writes. Then the folder is taken to the disk as well.
 *
 * Links, folders and devices in it are not read.
 *
 * @throws LangevinError "invalid-argument" for what is no path
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { folderStore } from "langevin/shards";
 *
 * const store = folderStore(await mkdtemp(join(tmpdir(), "example-")));
 * console.log(await store.putNew("a.txt", new TextEncoder().encode("rows"))); // "written"
 * console.log(await store.putNew("a.txt", new TextEncoder().encode("others"))); // "exists"
 * console.log(new TextDecoder().decode(await store.read("a.txt"))); // "rows"
 * ```
 */
export function folderStore(path: string | URL): Store {
  return new FolderStore(resolve(toPath("folderStore", path)));
}

class FolderStore implements Store {
  readonly url: string;

  constructor(path: string) {
    this.url = path;
  }

  async list(): Promise<StoredFile[]> {
    const entries = await unlessMissing(readdir(this.url, { withFileTypes: true }));
    const names = (entries ?? []).filter((entry) => entry.isFile() && isPlainName(entry.name)).map(({ name }) => name);
    names.sort(byCodeUnits);
    const files: StoredFile[] = [];
    for (let i = 0; i < names.length; i += AT_ONCE)
      for (const file of await Promise.all(names.slice(i, i + AT_ONCE).map((name) => this.describe(name))))
        if (file) files.push(file);
    return files;
  }

  async read(name: string, begin = 0, end?: number): Promise<Uint8Array | undefined> {
    const file = await this.open(name);
    if (!file) return undefined;
    try {
      const found = await file.stat();
      if (!found.isFile()) return undefined;
      const [from, to] = rangeOf(found.size, begin, end);
      return await readRange(file, from, to);
    } finally {
      await file.close();
    }
  }

  async putNew(name: string, bytes: Uint8Array): Promise<"written" | "exists"> {
    const path = this.pathOf("putNew", name);
    await mkdir(this.url, { recursive: true });
    return createFile(path, bytes);
  }

  async replace(name: string, bytes: Uint8Array): Promise<void> {
    const path = this.pathOf("replace", name);
    await mkdir(this.url, { recursive: true });
    const part = (await partOf(path)).path;
    await writeThroughPart(part, bytes, () => rename(part, path));
    await syncFolder(this.url);
  }

  async remove(name: string): Promise<void> {
    await rm(this.pathOf("remove", name), { force: true });
  }

  async tidy(): Promise<void> {
    if (await unlessMissing(lstat(this.url))) await removeOldParts(this.url, Date.now());
  }

  private pathOf(where: string, name: string): string {
    return join(this.url, checkName(where, name));
  }

  private async describe(name: string): Promise<StoredFile | undefined> {
    const found = await unlessMissing(lstat(join(this.url, name))); // one may be gone since
    return found?.isFile() ? { name, size: found.size, time: found.mtimeMs } : undefined;
  }

  /** A file, not what a link leads to; a pipe does not keep it waiting. */
  private async open(name: string): Promise<FileHandle | undefined> {
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    try {
      return await unlessMissing(open(this.pathOf("read", name), flags));
    } catch (error) {
      if (codeOf(error) === "ELOOP") return undefined;
      throw error;
    }
  }
}

/** The bytes of a file from one place to another; fewer where it ends before. */
export async function readRange(file: FileHandle, from: number, to: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(to - from);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Order that does not depend on a language. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  return found.catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
}
