import { LangevinError } from "../support/errors.ts";
import type { Store } from "../work/store.ts";
import { sha256Of } from "../work/sha256.ts";

/**
 * A file's bytes, if they are those that were meant.
 *
 * @throws LangevinError "invalid-file" where it is gone, or has other bytes
 */
export async function readContent(where: string, store: Store, name: string, sha256: string): Promise<Uint8Array> {
  const bytes = await store.read(name);
  const found = bytes ? sha256Of(bytes) : "no such file";
  if (bytes && found === sha256) return bytes;
  throw new LangevinError(
    "invalid-file",
    `${where}: expected ${name} in ${store.url} of SHA-256 ${sha256}, got ${found}; remove it to have it made again`,
  );
}
