import type { FileReference } from "../work/file-reference.ts";
import type { WorkContext } from "../work/open-work.ts";
import { readReference, referTo } from "../work/read-reference.ts";

/** Refers to a model's file, which is read whole: it has no pieces. */
export async function referModel(where: string, place: string, context: WorkContext): Promise<FileReference> {
  const { url, sha256, size } = await referTo(where, place, context);
  return { url, sha256, size };
}

/** Reads it. */
export async function readModel(where: string, reference: FileReference, context: WorkContext): Promise<Uint8Array> {
  return readReference(where, reference, context);
}
