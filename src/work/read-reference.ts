import type { RangedFile } from "../data/ranged-file.ts";
import { LangevinError } from "../support/errors.ts";
import type { FileReference, PiecedReference } from "./file-reference.ts";
import { CheckedFile, HashedPieces, otherContent } from "./file-hashes.ts";
import { sha256Of } from "./sha256.ts";
import { openPlace, wholePlace, type Access } from "./open-place.ts";

/** Bytes that are read at once at most. */
const MOST_BYTES = 0x80000000;

/**
 * Reads a file once and refers to it.
 *
 * @throws LangevinError as `openPlace`
 */
export async function referTo(where: string, place: string, access: Access): Promise<PiecedReference> {
  const hashed = new HashedPieces(await openPlace(where, place, access));
  for await (const piece of hashed) void piece;
  return hashed.reference(wholePlace(where, place));
}

/**
 * All bytes of a file that is referred to, compared with its hash.
 *
 * @param most  bytes at most: of larger files nothing is read
 * @throws LangevinError "invalid-file" for a file of other bytes; as `openPlace`
 */
export async function readReference(
  where: string,
  reference: FileReference,
  access: Access,
  most = MOST_BYTES,
): Promise<Uint8Array> {
  if (!(reference.size <= most)) throw new LangevinError("invalid-file", `${where}: expected a file of at most ${most} bytes at ${reference.url}, got ${reference.size}`); // prettier-ignore
  const bytes = await (await openMeant(where, reference, access)).read(0, reference.size);
  const got = sha256Of(bytes);
  if (got !== reference.sha256) throw otherContent(where, reference.url, reference.sha256, got);
  return bytes;
}

/**
 * A file that is referred to, to be read in parts, each compared with its hash.
 *
 * @throws LangevinError "invalid-file" for a file of other bytes, also by the reading; as `openPlace`
 */
export async function openReference(where: string, reference: FileReference, access: Access): Promise<RangedFile> {
  const { pieces } = reference;
  if (pieces) return new CheckedFile(where, await openMeant(where, reference, access), { ...reference, pieces });
  const bytes = await readReference(where, reference, access);
  return { size: bytes.length, read: (begin, end) => Promise.resolve(bytes.subarray(begin, end)) };
}

async function openMeant(where: string, { url, size }: FileReference, access: Access): Promise<RangedFile> {
  const file = await openPlace(where, url, access);
  if (file.size === size) return file;
  throw new LangevinError("invalid-file", `${where}: expected ${url} of ${size} bytes, got ${file.size}`);
}
