import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { LangevinError } from "../support/errors.ts";
import type { FileReference } from "../work/file-reference.ts";
import type { WorkContext } from "../work/open-work.ts";
import { sha256 } from "./row-hash.ts";

/** Refers to a model's file. */
export async function referModel(where: string, url: string, context: WorkContext): Promise<FileReference> {
  void [where, context];
  const bytes = await readFile(resolve(url));
  return { url: resolve(url), sha256: sha256(bytes), size: bytes.length };
}

/** Reads it. */
export async function readModel(where: string, { url, sha256: meant }: FileReference, context: WorkContext) {
  void context;
  const bytes = await readFile(url);
  if (sha256(bytes) !== meant)
    throw new LangevinError("invalid-file", `${where}: expected ${url} of SHA-256 ${meant}, got ${sha256(bytes)}`);
  return bytes;
}
